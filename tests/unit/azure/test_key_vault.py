from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.azure.key_vault import KeyVault
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.synth import only, resources, shown, variable

MINIMAL: dict[str, Any] = {"name": "wandb-v-12345678", "tenant_id": "tenant-1", "deletion_protection": True}
RANGES = ["203.0.113.0/24", "198.51.100.7"]
VAULT_ID = "${azurerm_key_vault.secrets_vault.id}"


def _create(stack: TerraformStack, resource_scope: ResourceScope, **arguments: Any) -> KeyVault:
    return KeyVault(stack, "secrets", **{**MINIMAL, **arguments}, resource_scope=resource_scope)


def test_minimal_vault_has_rbac_and_purge_protection(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _create(stack, resource_scope)

    assert only(stack, "azurerm_key_vault") == {
        "name": "wandb-v-12345678",
        "resource_group_name": "wandb-group",
        "location": "norwayeast",
        "tenant_id": "tenant-1",
        "sku_name": "standard",
        "rbac_authorization_enabled": True,
        "purge_protection_enabled": True,
        "soft_delete_retention_days": 90,
        "network_acls": {"default_action": "Allow", "bypass": "AzureServices"},
        "tags": {"team": "ml"},
        "lifecycle": {"prevent_destroy": True},
    }
    assert resources(stack, "azurerm_role_assignment") == {}


def test_vault_with_ranges_denies_other_addresses(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _create(stack, resource_scope, allowed_ip_ranges=RANGES, subnet_ids=["subnet-1"])

    assert only(stack, "azurerm_key_vault")["network_acls"] == {
        "default_action": "Deny",
        "bypass": "AzureServices",
        "ip_rules": RANGES,
        "virtual_network_subnet_ids": ["subnet-1"],
    }


@pytest.mark.parametrize("protected", [True, False])
def test_immutable_vault_arguments_do_not_depend_on_protection(
    stack: TerraformStack, resource_scope: ResourceScope, protected: bool
) -> None:
    _create(stack, resource_scope, deletion_protection=protected)

    vault = only(stack, "azurerm_key_vault")
    assert (vault["soft_delete_retention_days"], vault["purge_protection_enabled"]) == (90, True)
    assert ("lifecycle" in vault) is protected


def test_administrators_manage_secrets_and_keys_whatever_they_are(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    _create(stack, resource_scope, administrator_object_ids=["object-a", "object-b"])

    assert resources(stack, "azurerm_role_assignment") == {
        f"secrets_administrator_{number}_{rights}": {
            "scope": VAULT_ID,
            "principal_id": object_id,
            "role_definition_name": role,
        }
        for number, object_id in ((1, "object-a"), (2, "object-b"))
        for rights, role in (("secrets", "Key Vault Secrets Officer"), ("keys", "Key Vault Crypto Officer"))
    }


def test_vault_id_for_administrators_is_known_after_the_roles(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    vault = _create(stack, resource_scope, administrator_object_ids=["object-a"])

    role = "azurerm_role_assignment.secrets_administrator_1"
    assert shown(stack, id=vault.vault_id, writable=vault.vault_id_for_administrators, uri=vault.vault_uri) == {
        "id": VAULT_ID,
        "writable": "${time_sleep.secrets_roles_in_effect.triggers.value}",
        "uri": "${azurerm_key_vault.secrets_vault.vault_uri}",
    }
    assert only(stack, "time_sleep") == {
        "create_duration": "120s",
        "triggers": {
            "value": VAULT_ID,
            "administrator_1_secrets": f"${{{role}_secrets.id}}",
            "administrator_1_keys": f"${{{role}_keys.id}}",
        },
    }


def test_creator_keeps_administrator_role_when_another_principal_applies(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    vault = _create(stack, resource_scope, creator_object_id=variable(stack, "whoever_applies"))

    assert shown(stack, id=vault.vault_id_for_administrators) == {
        "id": "${time_sleep.secrets_roles_in_effect.triggers.value}"
    }
    assert resources(stack, "azurerm_role_assignment") == {
        f"secrets_creator_{rights}": {
            "scope": VAULT_ID,
            "principal_id": "${var.whoever_applies}",
            "role_definition_name": role,
            "lifecycle": {"ignore_changes": ["principal_id"]},
        }
        for rights, role in (("secrets", "Key Vault Secrets Officer"), ("keys", "Key Vault Crypto Officer"))
    }
    assert set(only(stack, "time_sleep")["triggers"]) == {"value", "creator_secrets", "creator_keys"}


def test_without_administrators_there_is_nothing_to_wait_for(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    vault = _create(stack, resource_scope)

    assert shown(stack, writable=vault.vault_id_for_administrators) == {"writable": VAULT_ID}
    assert resources(stack, "time_sleep") == {}


def test_references_reach_the_vault(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _create(
        stack,
        resource_scope,
        name=variable(stack, "name"),
        tenant_id=variable(stack, "tenant"),
        administrator_object_ids=[variable(stack, "administrator")],
        allowed_ip_ranges=[variable(stack, "range")],
        subnet_ids=[variable(stack, "subnet")],
    )

    vault = only(stack, "azurerm_key_vault")
    assert (vault["name"], vault["tenant_id"]) == ("${var.name}", "${var.tenant}")
    assert vault["network_acls"]["ip_rules"] == ["${var.range}"]
    assert vault["network_acls"]["virtual_network_subnet_ids"] == ["${var.subnet}"]
    principals = {role["principal_id"] for role in resources(stack, "azurerm_role_assignment").values()}
    assert principals == {"${var.administrator}"}
