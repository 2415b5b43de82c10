"""The sizes of a deployment on Azure."""

from __future__ import annotations

from dataclasses import dataclass

from ..sizes import MAX_NODES_PER_ZONE, MIN_NODES_PER_ZONE, SIZES


@dataclass(frozen=True)
class AzureSizing:
    """The values of a size, or of the individual settings that override them; named like those settings.

    `redis_capacity` is that of Azure Cache for Redis (family C), `redis_sku_name` that of Azure Managed Redis.
    """

    database_sku_name: str
    kubernetes_instance_type: str
    kubernetes_node_disk_size_gb: int
    redis_capacity: int
    redis_sku_name: str
    kubernetes_min_node_per_az: int = MIN_NODES_PER_ZONE
    kubernetes_max_node_per_az: int = MAX_NODES_PER_ZONE


# Memory of Azure Cache for Redis, family C (https://azure.microsoft.com/pricing/details/cache/): 3 has 6 GB, 4 has
# 13 GB, 5 has 26 GB; and the Azure Managed Redis with about the same memory, 6, 12 and 24 GB
# (https://learn.microsoft.com/azure/redis/overview#choosing-the-right-tier).
MANAGED_OF_CAPACITY = {3: "Balanced_B5", 4: "Balanced_B10", 5: "Balanced_B20"}


def _tier(database: str, node: str, disk: int, capacity: int) -> AzureSizing:
    return AzureSizing(database, node, disk, capacity, MANAGED_OF_CAPACITY[capacity])


# The tiers of the official module (HEAD, deployment-size.tf). All are x86-64, like the server's images.
_TIERS = (
    _tier("MO_Standard_E2ds_v4", "Standard_E8s_v5", 128, 3),
    _tier("MO_Standard_E4ds_v4", "Standard_E16s_v5", 128, 3),
    _tier("MO_Standard_E8ds_v4", "Standard_E16s_v5", 256, 4),
    _tier("MO_Standard_E16ds_v4", "Standard_E16s_v5", 256, 4),
    _tier("MO_Standard_E32ds_v4", "Standard_E16s_v5", 256, 5),
)
AZURE_SIZES = dict(zip(SIZES, _TIERS, strict=True))
