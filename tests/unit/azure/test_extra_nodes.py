from typing import Any

from cdktf import TerraformStack

from constructs_lib.azure.extra_nodes import ExtraNodePool
from tests.unit.synth import only

SPOT_TAINT = "kubernetes.azure.com/scalesetpriority=spot:NoSchedule"

MINIMAL: dict[str, Any] = {
    "name": "training",
    "cluster_id": "/clusters/wandb",
    "version": "1.34",
    "vm_size": "Standard_D8s_v5",
    "minimum": 0,
    "maximum": 4,
    "disk_size_gb": 150,
    "subnet_id": "/subnets/kubernetes",
}


def test_extra_pool_runs_no_system_pods_and_starts_without_nodes(stack: TerraformStack) -> None:
    ExtraNodePool(stack, "training", **MINIMAL)

    assert only(stack, "azurerm_kubernetes_cluster_node_pool") == {
        "name": "training",
        "temporary_name_for_rotation": "trainingt",
        "kubernetes_cluster_id": "/clusters/wandb",
        "mode": "User",
        "orchestrator_version": "1.34",
        "workload_runtime": "OCIContainer",
        "vm_size": "Standard_D8s_v5",
        "auto_scaling_enabled": True,
        "min_count": 0,
        "max_count": 4,
        "os_disk_type": "Managed",
        "os_disk_size_gb": 150,
        "max_pods": 30,
        "host_encryption_enabled": False,
        "vnet_subnet_id": "/subnets/kubernetes",
        "upgrade_settings": {"max_surge": "10%", "drain_timeout_in_minutes": 30},
        "lifecycle": {"ignore_changes": ["node_count"]},
    }


def test_spot_pool_has_the_labels_and_taints_of_aks_and_no_surge(stack: TerraformStack) -> None:
    ExtraNodePool(
        stack,
        "training",
        **MINIMAL,
        labels={"example.com/pool": "training"},
        taints=["dedicated=training:NoSchedule", SPOT_TAINT],
        spot=True,
        zones=["1", "3"],
        tags={"team": "ml"},
    )

    pool = only(stack, "azurerm_kubernetes_cluster_node_pool")
    assert (pool["priority"], pool["eviction_policy"], pool["spot_max_price"]) == ("Spot", "Delete", -1)
    assert "upgrade_settings" not in pool
    # Otherwise each plan would remove them.
    assert pool["node_labels"] == {
        "example.com/pool": "training",
        "kubernetes.azure.com/scalesetpriority": "spot",
    }
    assert pool["node_taints"] == [
        "dedicated=training:NoSchedule",
        SPOT_TAINT,  # once, although the user also names it
    ]
    assert (pool["zones"], pool["tags"]) == (["1", "3"], {"team": "ml"})
