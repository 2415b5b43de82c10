"""The cluster's nodes: one pool over all zones, which grows and shrinks with the pods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdktf import Token
from cdktf_cdktf_provider_azurerm.kubernetes_cluster import (
    KubernetesClusterDefaultNodePool,
    KubernetesClusterDefaultNodePoolUpgradeSettings,
)

POOL = "default"
# The pool that stands in while this one is made anew, with another size of machine for instance.
ROTATION_POOL = "standin"
# What the autoscaler sets is not a change.
AUTOSCALED_NODE_COUNT = "default_node_pool[0].node_count"
# One new node at a time in a small pool, and half an hour for its pods to leave the old one
# (https://learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling); the server's pod has to finish what it does.
MAX_SURGE = "10%"
DRAIN_MINUTES = 30
# https://learn.microsoft.com/azure/aks/quotas-skus-regions
MAX_PODS = range(10, 251)
# What all nodes of the pool together have to take, so that there is room for the cluster's own pods
# (https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning#configuring-maximum-pods-per-node-for-your-clusters).
MIN_PODS_PER_POOL = 30


@dataclass(frozen=True)
class NodeCount:
    """How many nodes the pool has over all zones together, at least and at most (1-1000), and at first.

    `initial` omitted: the minimum.
    """

    minimum: int
    maximum: int
    initial: int | None = None

    def __post_init__(self) -> None:
        initial = self.minimum if self.initial is None else self.initial
        if any(Token.is_unresolved(number) for number in (self.minimum, initial, self.maximum)):
            return
        if not 1 <= self.minimum <= initial <= self.maximum <= 1000:
            raise ValueError(
                "minimum, initial and maximum must be 1-1000 and in that order, "
                f"got {self.minimum}, {initial} and {self.maximum}"
            )


def node_pool(
    *,
    version: str,
    vm_size: str,
    count: NodeCount,
    disk_size_gb: int,
    max_pods: int,
    host_encryption: bool,
    subnet_id: str,
    zones: Sequence[str],
    tags: Mapping[str, str],
) -> KubernetesClusterDefaultNodePool:
    """The pool `default` of `count` machines of `vm_size`, in `zones` (none: wherever Azure puts them).

    Each takes `max_pods` (10-250, and 30 in all over the fewest nodes) addresses of the subnet besides its own. One
    pool and not one a zone: the disks of built-in storage classes are in all zones of a cluster
    (https://learn.microsoft.com/azure/aks/concepts-storage), so that a pod with a volume finds a node in any. With
    `host_encryption`, temporary disks and caches are encrypted too; the subscription must have the feature
    `EncryptionAtHost` registered
    (https://learn.microsoft.com/azure/aks/enable-host-encryption).
    """
    _check_pods(max_pods, count)
    return KubernetesClusterDefaultNodePool(
        name=POOL,
        temporary_name_for_rotation=ROTATION_POOL,
        # The same as the control plane's, or the nodes would stay behind when it is raised.
        orchestrator_version=version,
        vm_size=vm_size,
        auto_scaling_enabled=True,
        min_count=count.minimum,
        max_count=count.maximum,
        node_count=count.initial,
        os_disk_type="Managed",
        os_disk_size_gb=disk_size_gb,
        max_pods=max_pods,
        host_encryption_enabled=host_encryption,
        vnet_subnet_id=subnet_id,
        zones=list(zones) or None,
        upgrade_settings=KubernetesClusterDefaultNodePoolUpgradeSettings(
            max_surge=MAX_SURGE, drain_timeout_in_minutes=DRAIN_MINUTES
        ),
        tags=dict(tags),
    )


def _check_pods(max_pods: int, count: NodeCount) -> None:
    if Token.is_unresolved(max_pods):
        return
    if max_pods not in MAX_PODS:
        raise ValueError(f"max_pods must be {MAX_PODS[0]}-{MAX_PODS[-1]}, got {max_pods}")
    if not Token.is_unresolved(count.minimum) and max_pods * count.minimum < MIN_PODS_PER_POOL:
        raise ValueError(
            f"max_pods on the minimum number of nodes must be at least {MIN_PODS_PER_POOL} pods in total, "
            f"got {max_pods} on {count.minimum}"
        )
