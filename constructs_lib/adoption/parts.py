"""What a deployment that was taken over keeps, because it cannot change or its owner has not decided yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# The Terraform variable with the password of the adopted database.
PASSWORD_VARIABLE = "adopted_database_password"


@dataclass(frozen=True)
class AdoptedParts:
    """Names that AWS cannot change, and what stays until it is removed from the adoption file.

    `cluster_security_group_ids` are the control plane's further groups, through which old nodes reach it.
    `node_security_group_ids` are groups of the old nodes, in which their pods reach each other; the new nodes have them
    too. At `database_password_version`, the database has the password of the official deployment.
    """

    bucket_name: str | None = None
    queue_name: str | None = None
    flow_log_bucket_name: str | None = None
    database_password_version: int | None = None
    cluster_security_group_ids: tuple[str, ...] = ()
    node_security_group_ids: tuple[str, ...] = ()
    database_engine_version: str | None = None
    database_instance_class: str | None = None
    cache_engine_version: str | None = None
    cache_node_type: str | None = None
    kubernetes_version: str | None = None

    def in_use(self, type_: str, id_: str, attributes: Mapping[str, Any]) -> bool:
        """Whether these parts use a leftover: it cannot be removed before they are."""
        held = {*self.cluster_security_group_ids, *self.node_security_group_ids}
        return bool({id_, attributes.get("security_group_id")} & held)

    def described(self) -> Mapping[str, Any]:
        """What the report says is kept; empty values are not kept."""
        return {
            "the bucket's name": self.bucket_name,
            "the queue's name": self.queue_name,
            "the flow-log bucket's name": self.flow_log_bucket_name,
            "the database's engine version, which W&B no longer supports": self.database_engine_version,
            "the database's instance class": self.database_instance_class,
            "the cache's engine version": self.cache_engine_version,
            "the cache's node type": self.cache_node_type,
            "the Kubernetes version": self.kubernetes_version,
            "further security groups of the control plane, for the old nodes": " ".join(
                self.cluster_security_group_ids
            ),
            "the security group of the old nodes, also for the new ones": " ".join(self.node_security_group_ids),
            "the database's password": "moved to Secrets Manager" if self.database_password_version else None,
        }


@dataclass(frozen=True)
class AzureAdoptedParts:
    """Names and options that Azure cannot change, and what stays until it is removed from the adoption file.

    - `vault_name` is the vault with the users' secrets and the keys. With `vault_access_policies`, access policies
      decide who may use it, and not roles; the roles are assigned all the same.
    - With `cache_public`, Redis keeps its public endpoint and its port without TLS, which the old server uses.
    - `official_gateway`: gateway and public address keep their zones, frontends and private link configuration.
    - `node_subnet_name` is the subnet of the nodes, if it is the one that private endpoints have otherwise; these then
      have `endpoint_subnet_name`.
    - `gateway_rules_priority` is the first free priority in the security group of the gateway's subnet.
    - `server_credential_name` is the federated credential of the new server, beside that of the old one.
    - At `database_password_version`, the database has the password of the official deployment.
    """

    storage_account_name: str | None = None
    database_server_name: str | None = None
    database_password_version: int | None = None
    database_sku_name: str | None = None
    cache_name: str | None = None
    cache_capacity: int | None = None
    cache_public: bool = False
    vault_name: str | None = None
    vault_access_policies: bool = False
    dns_label: str | None = None
    official_gateway: bool = False
    gateway_rules_priority: int | None = None
    node_subnet_name: str | None = None
    endpoint_subnet_name: str | None = None
    node_size: str | None = None
    kubernetes_version: str | None = None
    server_credential_name: str | None = None

    def in_use(self, type_: str, _id: str, _attributes: Mapping[str, Any]) -> bool:
        """Whether these parts use a leftover: it cannot be removed before they are."""
        return self.vault_access_policies and type_ == "azurerm_key_vault_access_policy"

    def described(self) -> Mapping[str, Any]:
        """What the report says is kept; empty values are not kept."""
        return {
            "the storage account's name": self.storage_account_name,
            "the database server's name": self.database_server_name,
            "the database server's size": self.database_sku_name,
            "the vault with the users' secrets": self.vault_name,
            "who may use the vault": "its access policies" if self.vault_access_policies else None,
            "the name of Redis": self.cache_name,
            "the capacity of Redis": self.cache_capacity,
            "who may use Redis": "also the old server, by its public endpoint" if self.cache_public else None,
            "the DNS label of the public address": self.dns_label,
            "the gateway's zones and frontends": "as they are" if self.official_gateway else None,
            "the subnet of the nodes": self.node_subnet_name,
            "the size of the nodes": self.node_size,
            "the Kubernetes version": self.kubernetes_version,
            "the database's password": "moved to Key Vault" if self.database_password_version else None,
        }


Parts = AdoptedParts | AzureAdoptedParts
PARTS: Mapping[str, type[Parts]] = {"aws": AdoptedParts, "azure": AzureAdoptedParts}
