"""Which address a resource of the official Azure module has here, and with which id it is imported."""

from __future__ import annotations

from collections.abc import Mapping

from constructs_lib.settings.azure.database import FIXED_FLAGS

from ..address_rows import address_in, rows
from ..patterns import compiled
from ..state import OfficialDeployment, Resource
from .official import (
    AKS,
    DATABASE_MODULE,
    FLAG,
    GATEWAY_MODULE,
    NETWORK,
    REDIS,
    STORAGE,
    VAULT_MODULE,
    nodes_share_subnet,
)

# By module: a pattern of the official address in it, and the name here. `{0}` is the pattern's group.
_NAMES: Mapping[str, Mapping[str, str]] = {
    "": {
        "azurerm_resource_group.default": "resource_group_group",
        "azurerm_federated_identity_credential.otel_app[0]": "monitoring_collector_credential_wandb-otel-daemonset",
    },
    "module.identity.": {
        "azurerm_user_assigned_identity.default": "identity_identity",
        "azurerm_user_assigned_identity.otel[0]": "monitoring_collector_identity",
    },
    NETWORK: {
        "azurerm_virtual_network.default": "network_virtual_network",
        "azurerm_subnet.(public|database|kubernetes)": "network_{0}",
        "azurerm_network_security_group.default[0]": "network_public_rules_group",
        "azurerm_subnet_network_security_group_association.public[0]": "network_public_rules_association",
        "azurerm_private_dns_zone.database": "database_dns_zone",
        "azurerm_private_dns_zone_virtual_network_link.database": "database_dns_link",
    },
    DATABASE_MODULE: {
        "azurerm_mysql_flexible_server.default": "database_server",
        "azurerm_mysql_flexible_database.default": "database_database",
        "azurerm_management_lock.default[0]": "database_lock",
    },
    "module.redis([0])?.": {"azurerm_redis_cache.default": "cache_redis"},
    VAULT_MODULE: {
        "azurerm_key_vault.default": "secret_store_vault",
        "azurerm_key_vault_key.etcd": "cluster_encryption",
        'azurerm_key_vault_key.intenral_encryption_keys["(database|storage)-key-**"]': "{0}_encryption_key",
    },
    STORAGE: {
        "azurerm_storage_account.default": "storage_account",
        "azurerm_storage_container.default": "storage_container",
    },
    GATEWAY_MODULE: {
        "azurerm_public_ip.default": "gateway_address",
        "azurerm_application_gateway.default": "gateway_gateway",
    },
    AKS: {
        "azurerm_kubernetes_cluster.default": "cluster_cluster",
        "azurerm_role_assignment.(gateway|resource_group)": "ingress_controller_{0}",
    },
}
_ROWS = rows(_NAMES)
_STORAGE_LOCK = f"{STORAGE}azurerm_management_lock.default[0]"
_ACCOUNT_TYPE = "/storageaccounts/"


def our_address(official: str) -> str | None:
    """Our address for an official one that is always taken over to the same place, or None."""
    return address_in(_ROWS, official)


def ours(official: OfficialDeployment, resource: Resource) -> tuple[str, str] | None:
    """Our address and the import id of an official resource, or None if it is not taken over."""
    address = our_address(resource.address) or _conditional(official, resource)
    return (address, _import_id(resource)) if address else None


def _conditional(official: OfficialDeployment, resource: Resource) -> str | None:
    if resource.address == f"{NETWORK}azurerm_subnet.private":
        return f"azurerm_subnet.network_{'kubernetes' if nodes_share_subnet(official) else 'private'}"
    # Both generations create it without Redis too.
    if resource.address == f"{NETWORK}azurerm_subnet.redis" and official.one(REDIS):
        return "azurerm_subnet.network_redis"
    # v1.7.1 locks the container.
    if resource.address == _STORAGE_LOCK and _locks_account(resource):
        return "azurerm_management_lock.storage_lock"
    # Others become `database_flags`, which have the same address.
    if compiled(FLAG).fullmatch(resource.address):
        name = str(resource.attributes["name"])
        return f"{resource.type}.database_{name}" if name not in FIXED_FLAGS else None
    return None


def _locks_account(lock: Resource) -> bool:
    scope = str(lock.attributes["scope"]).lower()
    return "/" not in scope.partition(_ACCOUNT_TYPE)[2]


def _import_id(resource: Resource) -> str:
    # azurerm 3 and 4 have an address of the data plane as the id of a container.
    return str(resource.get("resource_manager_id") or resource.attributes["id"])
