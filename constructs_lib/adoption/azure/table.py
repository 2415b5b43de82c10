"""The table of the official Azure module v1.7.1 or newer."""

from __future__ import annotations

from constructs_lib.settings import AzureSettings

from ..parts import AzureAdoptedParts
from ..planning import CloudTable
from ..reading import needed
from ..state import OfficialDeployment, Resource
from .addresses import ours
from .official import (
    ACCOUNT,
    CREDENTIAL,
    DATABASE,
    GATEWAY_RULES,
    GATEWAY_RULES_GROUP,
    GROUP,
    PRIVATE_SUBNET,
    PUBLIC_ADDRESS,
    REDIS,
    VAULT,
    nodes_share_subnet,
)
from .remains import IGNORED, LEFT_OVER
from .settings import read_settings

_KEPT = {
    "database_sku_name": "database_sku_name",
    "redis_capacity": "cache_capacity",
    "kubernetes_instance_type": "node_size",
    "kubernetes_version": "kubernetes_version",
}
_OF_NEW_RESOURCES = (
    *("kubernetes_max_node_per_az", "kubernetes_node_disk_size_gb", "database_sort_buffer_size"),
    *("database_storage_gb", "database_flags"),
)
_PRIORITY_STEP = 10


def _parts(official: OfficialDeployment) -> AzureAdoptedParts:
    namespace = str(needed(official, GROUP, "resource group").attributes["name"])
    vault = official.one(VAULT)
    share = nodes_share_subnet(official)
    rules = official.all(GATEWAY_RULES) if official.one(GATEWAY_RULES_GROUP) else iter(())
    priority = max((int(rule.attributes["priority"]) for rule in rules), default=0)
    return AzureAdoptedParts(
        storage_account_name=official.attribute(ACCOUNT, "name"),
        database_server_name=official.attribute(DATABASE, "name"),
        database_password_version=1,
        cache_name=official.attribute(REDIS, "name"),
        cache_public=official.one(REDIS) is not None,
        vault_name=official.attribute(VAULT, "name"),
        vault_access_policies=vault is not None and not _authorizes_by_role(vault),
        dns_label=official.attribute(PUBLIC_ADDRESS, "domain_name_label"),
        official_gateway=True,
        gateway_rules_priority=priority + _PRIORITY_STEP if priority else None,
        node_subnet_name=official.attribute(PRIVATE_SUBNET, "name") if share else None,
        endpoint_subnet_name=f"{namespace}-endpoints" if share else None,
        server_credential_name=f"{namespace}-server-credentials" if official.one(CREDENTIAL) else None,
    )


def _authorizes_by_role(vault: Resource) -> bool:
    # azurerm 3 has the other name.
    return bool(vault.get("rbac_authorization_enabled") or vault.get("enable_rbac_authorization"))


TABLE = CloudTable(
    settings_class=AzureSettings,
    read_settings=read_settings,
    parts=_parts,
    ours=ours,
    ignored=IGNORED,
    left_over=LEFT_OVER,
    kept=_KEPT,
    of_new_resources=_OF_NEW_RESOURCES,
)
