"""Changes in place on Azure that interrupt."""

from __future__ import annotations

from collections.abc import Mapping

_DATABASE_RESTARTS = "the database restarts or fails over; about 1 to 5 minutes"
_REPLACES_NODES = "the nodes of the pool are replaced with a temporary pool; pods move; about 10 to 30 minutes"
_LISTENS = "its clients lose the cache until they use the other protocol or address"

# By type and argument, changes in place that interrupt, and for how long (estimates from the services' user guides).
INTERRUPTIONS: Mapping[str, Mapping[str, str]] = {
    "azurerm_mysql_flexible_server": {
        "version": "the database is upgraded and restarts; about 5 to 30 minutes",
        "sku_name": _DATABASE_RESTARTS,
        "high_availability": _DATABASE_RESTARTS,
        "customer_managed_key": _DATABASE_RESTARTS,
    },
    "azurerm_mysql_flexible_server_configuration": {
        "value": "a parameter that is not dynamic restarts the database; about 1 minute",
    },
    "azurerm_redis_cache": {
        "capacity": "the cache fails over; connections fail for up to some minutes",
        "non_ssl_port_enabled": _LISTENS,
        "minimum_tls_version": _LISTENS,
        "public_network_access_enabled": _LISTENS,
        "redis_configuration": "the cache may restart; connections fail for up to some minutes",
    },
    "azurerm_storage_account": {
        "shared_access_key_enabled": "clients that use an access key, or URLs signed with one, are refused",
        "min_tls_version": "clients without TLS 1.2 are refused",
        "network_rules": "clients that only the old rules allow lose the account",
    },
    "azurerm_key_vault": {
        "rbac_authorization_enabled": "principals without a role lose the vault until they have one; about 10 minutes",
        "network_acls": "clients that only the old rules allow lose the vault",
    },
    "azurerm_kubernetes_cluster": {
        "kubernetes_version": "control plane and nodes are upgraded; pods move, with no way back",
        "identity": "the control plane uses another identity; no downtime, nodes use it after their next upgrade",
        "azure_active_directory_role_based_access_control": "people log in with Entra ID; no downtime, but no way back",
        "local_account_disabled": "kubeconfig files with certificates no longer work",
        "key_management_service": "the API server restarts; about 10 minutes",
        "api_server_access_profile": "clients that only the old ranges allow lose the Kubernetes API",
    },
    "azurerm_application_gateway": {
        "sku": "the gateway is updated; about 5 minutes; connections stay",
        "ssl_policy": "clients without TLS 1.2 and forward secrecy are refused",
    },
    "azurerm_public_ip": {"domain_name_label": "the old name of the address no longer resolves"},
    "azurerm_subnet": {
        "service_endpoints": "open connections to these services are cut and opened again",
        "address_prefixes": "addresses of the subnet change",
    },
    "azurerm_network_security_rule": {"source_address_prefixes": "clients that the old rule allows are refused"},
    "azurerm_federated_identity_credential": {
        "subject": "pods of the old service account lose the identity",
        "issuer": "pods of the old cluster lose the identity",
    },
}
# Of a node pool inside the cluster: arguments for which azurerm replaces its nodes.
POOL_ARGUMENTS = (
    *("host_encryption_enabled", "max_pods", "os_disk_size_gb", "os_disk_type", "os_sku", "vm_size", "vnet_subnet_id"),
    "zones",
)
POOL_REPLACED = _REPLACES_NODES
