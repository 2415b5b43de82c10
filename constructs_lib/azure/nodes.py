"""The cluster's node pool, which spans all zones and scales automatically."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdktf import Token
from cdktf_cdktf_provider_azurerm.kubernetes_cluster import (
    KubernetesClusterDefaultNodePool,
    KubernetesClusterDefaultNodePoolUpgradeSettings,
)

POOL = "default"
# Name of the temporary pool while the default pool is replaced, for example by another VM size.
ROTATION_POOL = "standin"
# The autoscaler sets the number of nodes; plans ignore it.
AUTOSCALED_NODE_COUNT = "default_node_pool[0].node_count"
# One new node at a time in a small pool. The drain timeout lets the server's pod finish its work
# (https://learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling).
MAX_SURGE = "10%"
DRAIN_MINUTES = 30
# https://learn.microsoft.com/azure/aks/quotas-skus-regions
MAX_PODS = range(10, 251)
# Azure's minimum for a whole pool, because of the cluster's system pods
# (https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning#configuring-maximum-pods-per-node-for-your-clusters).
MIN_PODS_PER_POOL = 30


@dataclass(frozen=True)
class NodeCount:
    """Minimum, maximum (1-1000) and initial number of nodes, over all zones together.

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
    """The pool `default` of `count` nodes of `vm_size`, in `zones` (empty: chosen by Azure).

    - `max_pods` per node: 10-250, and at least 30 in total on the minimum number of nodes. Each node reserves as many
      addresses of the subnet, and one for itself.
    - `host_encryption` also encrypts temporary disks and caches. The subscription must have the feature
      `EncryptionAtHost` registered (https://learn.microsoft.com/azure/aks/enable-host-encryption).

    One pool for all zones is enough: disks of the built-in storage classes are zone-redundant
    (https://learn.microsoft.com/azure/aks/concepts-storage), so a pod with a volume can run in any zone.
    """
    _check_pods(max_pods, count)
    return KubernetesClusterDefaultNodePool(
        name=POOL,
        temporary_name_for_rotation=ROTATION_POOL,
        # Otherwise nodes would not be upgraded with the control plane.
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
            f"max_pods times the minimum number of nodes must be at least {MIN_PODS_PER_POOL}, "
            f"got {max_pods} times {count.minimum}"
        )
