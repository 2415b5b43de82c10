from typing import Any

from cdktf import TerraformStack

from constructs_lib.azure.encryption import EncryptionKey
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.synth import data_sources, only, shown, variable

ARGUMENTS: dict[str, Any] = {"name": "database-key-wandb", "vault_id": "vault-1", "deletion_protection": True}
KEY = "azurerm_key_vault_key.encryption_key"


def test_key_only_wraps_keys_and_rotates_every_year(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    EncryptionKey(stack, "encryption", **ARGUMENTS, resource_scope=resource_scope)

    assert only(stack, "azurerm_key_vault_key") == {
        "name": "database-key-wandb",
        "key_vault_id": "vault-1",
        "key_type": "RSA",
        "key_size": 2048,
        "key_opts": ["unwrapKey", "wrapKey"],
        "rotation_policy": {"automatic": {"time_after_creation": "P1Y"}},
        "lifecycle": {"prevent_destroy": True},
    }


def test_identity_has_a_role_only_on_this_key(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    EncryptionKey(stack, "encryption", **ARGUMENTS, resource_scope=resource_scope)

    assert only(stack, "azurerm_user_assigned_identity") == {
        "name": "database-key-wandb",
        "resource_group_name": "wandb-group",
        "location": "norwayeast",
        "tags": {"team": "ml"},
    }
    assert only(stack, "azurerm_role_assignment") == {
        "scope": f"${{{KEY}.resource_versionless_id}}",
        "principal_id": "${azurerm_user_assigned_identity.encryption_identity.principal_id}",
        "principal_type": "ServicePrincipal",
        "role_definition_name": "Key Vault Crypto Service Encryption User",
    }


def test_customer_key_is_known_after_the_role_assignment(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    key = EncryptionKey(stack, "encryption", **ARGUMENTS, resource_scope=resource_scope).customer_key

    assert shown(stack, key=key.key_id, version=key.key_version_id, identity=key.identity_id) == {
        "key": f"${{{KEY}.versionless_id}}",
        "version": "${data.azurerm_key_vault_key.encryption_key_newest.id}",
        "identity": "${time_sleep.encryption_right_in_effect.triggers.value}",
    }
    assert only(stack, "time_sleep")["triggers"] == {
        "value": "${azurerm_user_assigned_identity.encryption_identity.id}",
        "identity_uses_key": "${azurerm_role_assignment.encryption_identity_uses_key.id}",
    }


def test_newest_version_is_looked_up_once_there_is_a_key(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    EncryptionKey(stack, "encryption", **ARGUMENTS, resource_scope=resource_scope)

    # The vault's id alone would be known before the key is there.
    assert data_sources(stack, "azurerm_key_vault_key") == {
        "encryption_key_newest": {
            "name": "database-key-wandb",
            "key_vault_id": f'${{trimsuffix({KEY}.resource_versionless_id, "/keys/database-key-wandb")}}',
        }
    }


def test_without_deletion_protection_terraform_destroys_it(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    EncryptionKey(stack, "encryption", **ARGUMENTS | {"deletion_protection": False}, resource_scope=resource_scope)

    assert "lifecycle" not in only(stack, "azurerm_key_vault_key")


def test_references_reach_the_key(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    values = {name: variable(stack, name) for name in ("name", "vault_id")}
    EncryptionKey(stack, "encryption", **ARGUMENTS | values, resource_scope=resource_scope)

    key = only(stack, "azurerm_key_vault_key")
    assert (key["name"], key["key_vault_id"]) == ("${var.name}", "${var.vault_id}")
    assert only(stack, "azurerm_user_assigned_identity")["name"] == "${var.name}"
