"""What does not go together on Azure, and what deserves a warning."""

from __future__ import annotations

from ...alarms import alarms_are_advised
from ...backends import state_is_remote
from ...kubernetes import NOTICES as KUBERNETES_NOTICES
from ...kubernetes import RULES as KUBERNETES_RULES
from ..alarms import AzureAlarms
from . import cluster, common, database, ingress, network, nodes, operator, redis, regions, storage, unused, vault

RULES = (
    *common.RULES,
    *ingress.RULES,
    *network.RULES,
    *storage.RULES,
    *redis.RULES,
    *database.RULES,
    *nodes.RULES,
    *cluster.RULES,
    *regions.RULES,
    *operator.RULES,
    *KUBERNETES_RULES,
)
NOTICES = (
    alarms_are_advised(AzureAlarms.wanted),
    state_is_remote('{ type = "azurerm", storage_account_name = "...", container_name = "..." }'),
    *ingress.NOTICES,
    *storage.NOTICES,
    *redis.NOTICES,
    *database.NOTICES,
    *vault.NOTICES,
    *cluster.NOTICES,
    *nodes.NOTICES,
    *regions.NOTICES,
    *unused.NOTICES,
    *KUBERNETES_NOTICES,
)

__all__ = ["NOTICES", "RULES"]
