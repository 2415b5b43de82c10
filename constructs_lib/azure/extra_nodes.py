"""A further node pool of an AKS cluster, with other machines, labels, taints or spot capacity."""

from collections.abc import Mapping, Sequence

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.kubernetes_cluster_node_pool import (
    KubernetesClusterNodePool,
    KubernetesClusterNodePoolUpgradeSettings,
)
from constructs import Construct

from constructs_lib.azure.nodes import DRAIN_MINUTES, MAX_SURGE
from constructs_lib.framework import Component, require_known

# AKS sets them on spot nodes. Terraform must know them, or each plan would remove them
# (https://learn.microsoft.com/azure/aks/spot-node-pool).
SPOT_LABELS = {"kubernetes.azure.com/scalesetpriority": "spot"}
SPOT_TAINT = "kubernetes.azure.com/scalesetpriority=spot:NoSchedule"


class ExtraNodePool(Component):
    """Node pool `name` for pods that are not the cluster's own, beside the pool of a `Cluster`.

    The cluster autoscaler sets the number of nodes.

    Args:
        name: Up to 11 lower-case letters and digits. `<name>t` is a temporary pool while other machines replace the
            nodes.
        cluster_id: `cluster.cluster_id`.
        version: The Kubernetes version of the nodes: that of the cluster.
        vm_size: The size of the nodes, such as `Standard_D4s_v5`.
        minimum, maximum: The number of nodes, over all `zones` together; the minimum can be 0.
        disk_size_gb: The size of a node's disk in GiB.
        subnet_id: The subnet of nodes and pods.
        zones: Availability zones. Empty: Azure chooses.
        max_pods: Pods per node, 10-250. Each reserves an address of the subnet.
        host_encryption: Also encrypts temporary disks and caches; the subscription needs the feature
            `EncryptionAtHost`.
        labels: Of the nodes; omitted: only those of AKS.
        taints: Such as `dedicated=training:NoSchedule`. Empty: none.
        spot: Spot capacity, which Azure takes back at any time, at up to the regular price. AKS labels and taints such
            nodes. A change replaces the pool.
        tags: Omitted: none.

    Raises:
        ValueError: `labels`, `taints` or `spot` is unknown until apply.

    Example:
        ExtraNodePool(
            stack, "training", name="training", cluster_id=cluster.cluster_id, version="1.34",
            vm_size="Standard_D8s_v5", minimum=0, maximum=4, disk_size_gb=128, subnet_id=network.cluster_subnet_id,
            taints=["dedicated=training:NoSchedule"], spot=True,
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        cluster_id: str,
        version: str,
        vm_size: str,
        minimum: int,
        maximum: int,
        disk_size_gb: int,
        subnet_id: str,
        zones: Sequence[str] = (),
        max_pods: int = 30,
        host_encryption: bool = False,
        labels: Mapping[str, str] | None = None,
        taints: Sequence[str] = (),
        spot: bool = False,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, labels=labels, taints=taints, spot=spot)
        all_labels = {**(labels or {}), **(SPOT_LABELS if spot else {})}
        KubernetesClusterNodePool(
            self,
            "pool",
            name=name,
            temporary_name_for_rotation=f"{name}t",
            kubernetes_cluster_id=cluster_id,
            mode="User",
            orchestrator_version=version,
            # Azure's default: azurerm would plan to remove it.
            workload_runtime="OCIContainer",
            vm_size=vm_size,
            auto_scaling_enabled=True,
            min_count=minimum,
            max_count=maximum,
            os_disk_type="Managed",
            os_disk_size_gb=disk_size_gb,
            max_pods=max_pods,
            host_encryption_enabled=host_encryption,
            vnet_subnet_id=subnet_id,
            zones=list(zones) or None,
            node_labels=all_labels or None,
            node_taints=list(dict.fromkeys([*taints, *([SPOT_TAINT] if spot else [])])) or None,
            priority="Spot" if spot else None,
            eviction_policy="Delete" if spot else None,
            # -1: never above the regular price.
            spot_max_price=-1 if spot else None,
            # Spot pools have no surge.
            upgrade_settings=None
            if spot
            else KubernetesClusterNodePoolUpgradeSettings(max_surge=MAX_SURGE, drain_timeout_in_minutes=DRAIN_MINUTES),
            tags=dict(tags or {}) or None,
            lifecycle=TerraformResourceLifecycle(ignore_changes=["node_count"]),
        )
