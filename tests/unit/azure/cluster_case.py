"""The smallest cluster that the tests create."""

from typing import Any

from constructs_lib.azure.nodes import NodeCount

CLUSTER = "${azurerm_kubernetes_cluster.cluster_cluster"
MINIMAL: dict[str, Any] = {
    "name": "wandb-cluster",
    "version": "1.34",
    "dns_prefix": "wandb",
    "subnet_id": "/subnets/kubernetes",
    "network_cidr": "10.10.0.0/16",
    "identity_name": "wandb-cluster-identity",
    "vm_size": "Standard_E8s_v5",
    "count": NodeCount(minimum=2, maximum=8),
    "disk_size_gb": 128,
}
