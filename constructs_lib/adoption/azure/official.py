"""Where the official Azure module v1.7.1 or newer has its resources, and what only several of them together say."""

from __future__ import annotations

import re

from ..reading import named_host, release_bucket
from ..state import OfficialDeployment

# Its modules, as prefixes of addresses.
NETWORK = "module.networking."
DATABASE_MODULE = "module.database."
VAULT_MODULE = "module.vault."
STORAGE = "module.storage[0]."
QUEUE = f"{STORAGE}module.queue[0]."
GATEWAY_MODULE = "module.app_lb."
AKS = "module.app_aks."
APP = "module.aks_app."
CLICKHOUSE = "module.clickhouse[0]."

ACCOUNT = f"{STORAGE}azurerm_storage_account.default"
ALLOWED_RULE = f"{NETWORK}azurerm_network_security_rule.allow_cidr[#]"
CLUSTER = f"{AKS}azurerm_kubernetes_cluster.default"
CREDENTIAL = "azurerm_federated_identity_credential.app"
DATABASE = f"{DATABASE_MODULE}azurerm_mysql_flexible_server.default"
FLAG = f"{DATABASE_MODULE}azurerm_mysql_flexible_server_configuration.default[**]"
GATEWAY = f"{GATEWAY_MODULE}azurerm_application_gateway.default"
GATEWAY_RULES = f"{NETWORK}azurerm_network_security_rule.(allow_cidr|default)[#]"
GATEWAY_RULES_GROUP = f"{NETWORK}azurerm_network_security_group.default[0]"
GROUP = "azurerm_resource_group.default"
MORE_POOLS = f"{AKS}azurerm_kubernetes_cluster_node_pool.additional[#]"
NODE_SUBNET = f"{NETWORK}azurerm_subnet.kubernetes"
PRIVATE_SUBNET = f"{NETWORK}azurerm_subnet.private"
PUBLIC_ADDRESS = f"{GATEWAY_MODULE}azurerm_public_ip.default"
REDIS = "module.redis([0])?.azurerm_redis_cache.default"
SECRETS_KEY = f"{VAULT_MODULE}azurerm_key_vault_key.etcd"
VAULT = f"{VAULT_MODULE}azurerm_key_vault.default"
# Spelt as in the module.
VAULT_KEY = f'{VAULT_MODULE}azurerm_key_vault_key.intenral_encryption_keys["{{}}**"]'

_INGRESS = "module.app_ingress.kubernetes_ingress_v1.default"
_CONFIGURATION = f"{APP}kubernetes_config_map.config_map"
_BUCKET = re.compile(r"az://([^/]+)/(.+)")


def host_name(official: OfficialDeployment) -> str | None:
    """The server's host name: of its ingress, its Helm release, or an output `url`."""
    ingress = official.one(_INGRESS)
    rules = ingress.block("spec").get("rule") if ingress else None
    return str(rules[0]["host"]) if rules and rules[0].get("host") else named_host(official)


def existing_container(official: OfficialDeployment) -> tuple[str, str] | None:
    """Account and container that the server uses, if the module did not create them."""
    if official.one(ACCOUNT):
        return None
    configuration = official.one(_CONFIGURATION)
    data = configuration.get("data", {}) if configuration else {}
    if found := _BUCKET.fullmatch(str(data.get("BUCKET", ""))):
        return found[1], found[2]
    account, path = release_bucket(official)
    return (account, path.split("/")[0]) if account and path else None


def nodes_share_subnet(official: OfficialDeployment) -> bool:
    """Whether the nodes are in the private subnet, as in v1.7.1, and not in one of their own."""
    return official.one(NODE_SUBNET) is None and official.one(PRIVATE_SUBNET) is not None
