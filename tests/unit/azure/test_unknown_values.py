"""Values known only to Terraform: accepted by a component, or refused by name."""

import gc
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable, Token
from constructs import Construct

from constructs_lib.azure.account import current_account
from constructs_lib.azure.cache import AzureCacheForRedis
from constructs_lib.azure.cluster_secrets import secrets_key
from constructs_lib.azure.database import Database
from constructs_lib.azure.dns import DnsARecord
from constructs_lib.azure.encryption import CustomerKey, EncryptionKey
from constructs_lib.azure.identity import ServiceAccount, WorkloadIdentity
from constructs_lib.azure.ingress_controller import IngressControllerRoles
from constructs_lib.azure.key_vault import KeyVault
from constructs_lib.azure.network import Network
from constructs_lib.azure.network_security_group import NetworkSecurityGroup, SecurityRule
from constructs_lib.azure.private_endpoint_approval import approval_job
from constructs_lib.azure.resource_group import ResourceGroup
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.secrets import DatabaseCredentials
from constructs_lib.azure.storage_account import StorageAccount
from constructs_lib.azure.waf import WafPolicy
from tests.unit.azure import (
    test_database,
    test_identity,
    test_key_vault,
    test_network,
    test_secrets,
    test_storage_account,
)
from tests.unit.synth import data_sources, list_variable, only, resources, shown, variable


def flag(stack: TerraformStack) -> Any:
    return TerraformVariable(stack, "unknown", type="bool").boolean_value


def texts(stack: TerraformStack) -> Any:
    return list_variable(stack, "unknown")


def text(stack: TerraformStack) -> Any:
    return variable(stack, "unknown")


def text_map(stack: TerraformStack) -> Any:
    return Token.as_string_map(TerraformVariable(stack, "unknown", type="map(string)").value)


KEY = {"name": "key", "vault_id": "/vault", "deletion_protection": True}
RECORD = {
    "zone_id": "/subscriptions/1/resourceGroups/dns/providers/Microsoft.Network/dnsZones/example.com",
    "domain_name": "wandb.example.com",
    "address": "203.0.113.7",
}
ROLES = {"principal_id": "controller", "gateway_id": "/gateway", "resource_group_id": "/group"}
FIREWALL: dict[str, Any] = {"name": "nsg", "subnet_id": "/subnet", "allowed": [], "closed_to_network": False}
REDIS = {"name": "redis", "capacity": 1, "subnet_id": "/subnet", "network_id": "/network", "endpoint_name": "redis"}

# Component, what it cannot be without, and what has to be known.
MUST_BE_KNOWN: list[tuple[Any, Mapping[str, Any], str, Callable[[TerraformStack], Any]]] = [
    (DnsARecord, RECORD, "zone_id", text),
    (DnsARecord, RECORD, "domain_name", text),
    (Database, test_database.MINIMAL, "deletion_protection", flag),
    (Database, test_database.MINIMAL, "parameters", text_map),
    (DatabaseCredentials, test_secrets.MINIMAL, "deletion_protection", flag),
    (EncryptionKey, KEY, "deletion_protection", flag),
    (IngressControllerRoles, ROLES, "joined_resource_ids", text_map),
    (AzureCacheForRedis, REDIS, "sku_name", text),
    (Network, test_network.MINIMAL, "allowed_ip_ranges", texts),
    (StorageAccount, test_storage_account.MINIMAL, "allowed_ip_ranges", texts),
    (StorageAccount, test_storage_account.MINIMAL, "allowed_origins", texts),
    (StorageAccount, test_storage_account.MINIMAL, "deletion_protection", flag),
    (StorageAccount, test_storage_account.MINIMAL, "shared_key_enabled", flag),
    (StorageAccount, test_storage_account.MINIMAL, "subnet_ids", texts),
    (NetworkSecurityGroup, FIREWALL, "closed_to_network", flag),
    (KeyVault, test_key_vault.MINIMAL, "administrator_object_ids", texts),
    (KeyVault, test_key_vault.MINIMAL, "allowed_ip_ranges", texts),
    (KeyVault, test_key_vault.MINIMAL, "deletion_protection", flag),
]
WITHOUT_PLACE = (DatabaseCredentials, IngressControllerRoles)


@pytest.mark.parametrize(
    ("component", "minimal", "argument", "unknown"),
    MUST_BE_KNOWN,
    ids=[f"{component.__name__}-{argument}" for component, _, argument, _ in MUST_BE_KNOWN],
)
def test_unknown_value_is_refused_by_component_and_argument(
    stack: TerraformStack,
    resource_scope: ResourceScope,
    component: Any,
    minimal: Mapping[str, Any],
    argument: str,
    unknown: Callable[[TerraformStack], Any],
) -> None:
    arguments = {**minimal, argument: unknown(stack)} | (
        {} if component in WITHOUT_PLACE else {"resource_scope": resource_scope}
    )

    with pytest.raises(ValueError, match=rf"^{component.__name__} \(stack/part\): {argument} decides .*; it must be"):
        component(stack, "part", **arguments)


def test_protection_of_a_key_of_the_cluster_must_be_known(stack: TerraformStack) -> None:
    with pytest.raises(ValueError, match="deletion_protection decides"):
        secrets_key(stack, "key", name="key", vault_id="/vault", deletion_protection=flag(stack))


def test_administrators_of_a_vault_may_each_be_unknown(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    somebody = variable(stack, "somebody")
    KeyVault(
        stack,
        "vault",
        **test_key_vault.MINIMAL | {"administrator_object_ids": [somebody]},
        resource_scope=resource_scope,
    )

    role = resources(stack, "azurerm_role_assignment")["vault_administrator_1_secrets"]
    assert role["principal_id"] == "${var.somebody}"


def test_names_of_service_accounts_may_be_unknown(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    account = ServiceAccount(variable(stack, "account"), "ml", "wandb-app-credentials")
    accounts = [test_identity.SERVER, account]
    WorkloadIdentity(
        stack, "server", **test_identity.MINIMAL | {"service_accounts": accounts}, resource_scope=resource_scope
    )

    trusted = resources(stack, "azurerm_federated_identity_credential")
    # A known name is part of the address, as before.
    assert {address: each["subject"] for address, each in trusted.items()} == {
        "server_credential_wandb": "system:serviceaccount:ml:wandb",
        "server_credential_1": "system:serviceaccount:ml:${var.account}",
    }


def test_rules_of_a_subnet_may_be_unknown(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    rule = SecurityRule(variable(stack, "name"), list_variable(stack, "ranges"), list_variable(stack, "ports"))
    NetworkSecurityGroup(stack, "firewall", **FIREWALL | {"allowed": [rule]}, resource_scope=resource_scope)

    [(address, made)] = resources(stack, "azurerm_network_security_rule").items()
    assert address == "firewall_0"
    assert (made["name"], made["source_address_prefixes"]) == ("${var.name}", "${var.ranges}")
    assert made["destination_port_ranges"] == "${var.ports}"


@pytest.mark.parametrize("whole", [True, False], ids=["list", "elements"])
def test_subscriptions_to_approve_may_be_unknown(stack: TerraformStack, whole: bool) -> None:
    allowed = list_variable(stack, "allowed") if whole else ["AAAA", variable(stack, "allowed")]
    job = approval_job(image="cli:1", client_id="client", gateway_id="/gateway", subscription_ids=allowed)

    joined = "var.allowed" if whole else '["AAAA", var.allowed]'
    assert shown(stack, allowed=job.environment["ALLOWED_SUBSCRIPTIONS"]) == {
        "allowed": f'${{lower(join(" ", {joined}))}}'
    }


def test_tags_of_a_group_may_be_unknown(stack: TerraformStack) -> None:
    ResourceGroup(stack, "group", name="wandb", location="norwayeast", tags=text_map(stack))

    assert only(stack, "azurerm_resource_group")["tags"] == "${var.unknown}"


def test_mode_of_the_firewall_may_be_unknown(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    WafPolicy(stack, "waf", name="wandb-waf", resource_scope=resource_scope, mode=variable(stack, "mode"))

    assert only(stack, "azurerm_web_application_firewall_policy")["policy_settings"]["mode"] == "${var.mode}"


def test_geo_redundancy_may_be_unknown_beside_a_key(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    key = CustomerKey("/key", "/key/1", "/identity")
    further = {"customer_key": key, "geo_redundant_backup": flag(stack)}
    Database(stack, "database", **test_database.MINIMAL | further, resource_scope=resource_scope)

    assert only(stack, "azurerm_mysql_flexible_server")["geo_redundant_backup_enabled"] == "${var.unknown}"


def test_current_account_may_be_asked_for_twice_in_one_scope(stack: TerraformStack) -> None:
    first = current_account(stack).tenant_id
    gc.collect()
    second = current_account(stack).tenant_id

    tenant = "${data.azurerm_client_config.client.tenant_id}"
    assert shown(stack, first=first, second=second) == {"first": tenant, "second": tenant}
    assert data_sources(stack, "azurerm_client_config") == {"client": {}}


def test_current_account_refuses_a_scope_whose_child_is_something_else(stack: TerraformStack) -> None:
    Construct(stack, "client")

    with pytest.raises(ValueError, match="stack/client must be free"):
        current_account(stack)
