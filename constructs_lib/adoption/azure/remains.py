"""What becomes of an official resource that is not taken over: left over of a kind, or ignored for a reason."""

from __future__ import annotations

from collections.abc import Mapping

from .official import AKS, CLICKHOUSE, DATABASE_MODULE, NETWORK, QUEUE, STORAGE, VAULT_MODULE

IGNORED: Mapping[str, str] = {
    "(**.)?(random_pet|random_string|random_password|null_resource|time_sleep).*": "is only in the state",
    f"{QUEUE}azurerm_storage_queue.default": "is part of the storage account, whose lock protects it",
    # Of v1.7.1; the account's new lock also protects this one.
    f"{STORAGE}azurerm_management_lock.default[0]": "protects the container, in addition to the account's lock",
    f"{DATABASE_MODULE}azurerm_mysql_flexible_server_configuration.*": "is a parameter of the database server",
    f"{VAULT_MODULE}azurerm_key_vault_key.*": "stays in the adopted vault",
    f"{CLICKHOUSE}*.*": "stays as it is, outside Terraform",
}
# The kinds of `leftovers.KINDS`.
LEFT_OVER: Mapping[str, str] = {
    "(**.)?(helm_release|kubernetes_*).*": "application",
    f"{AKS}azurerm_kubernetes_cluster_node_pool.*": "nodes",
    f"{NETWORK}azurerm_network_security_rule.*": "security-groups",
    # Nothing is ever placed in it.
    f"{NETWORK}azurerm_subnet.redis": "security-groups",
    "(**.)?azurerm_(federated_identity_credential|role_assignment).*": "iam",
    "module.pod_identity[0].azurerm_user_assigned_identity.*": "iam",
    f"{VAULT_MODULE}azurerm_key_vault_access_policy.*": "iam",
    f"{QUEUE}azurerm_eventgrid_*.*": "data",
    f"{VAULT_MODULE}azurerm_key_vault_secret.*": "data",
}
