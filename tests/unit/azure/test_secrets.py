import json
from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.azure.secrets import DatabaseCredentials, KeyVaultSecret
from constructs_lib.framework import SecretAttribute
from tests.unit.synth import only, resources, shown, synthesized, variable

MINIMAL: dict[str, Any] = {
    "name": "database-password",
    "username": "wandb_user",
    "vault_id": "vault-1",
    "version": 3,
    "deletion_protection": True,
}
STORED_KEY: dict[str, Any] = {
    "name": "redis-key",
    "description": "Access key of Redis",
    "vault_id": "vault-2",
    "value": SecretAttribute("${azurerm_managed_redis.cache.key}"),
}
MADE = "ephemeral.random_password.secrets_password.result"
SECRET = "azurerm_key_vault_secret.secrets_credentials"


def test_password_is_made_while_applying_from_letters_and_digits(stack: TerraformStack) -> None:
    DatabaseCredentials(stack, "secrets", **MINIMAL)

    # One of each kind: MySQL refuses a password with only two kinds of characters.
    assert synthesized(stack)["ephemeral"]["random_password"] == {
        "secrets_password": {"length": 32, "special": False, "min_lower": 1, "min_upper": 1, "min_numeric": 1}
    }


def test_password_is_stored_write_only_and_kept(stack: TerraformStack) -> None:
    DatabaseCredentials(stack, "secrets", **MINIMAL)

    assert only(stack, "azurerm_key_vault_secret") == {
        "name": "database-password",
        "key_vault_id": "vault-1",
        "content_type": "Password of the database user wandb_user",
        "value_wo": f"${{{MADE}}}",
        "value_wo_version": 3,
        "lifecycle": {"prevent_destroy": True},
    }


def test_without_deletion_protection_terraform_destroys_it(stack: TerraformStack) -> None:
    DatabaseCredentials(stack, "secrets", **MINIMAL | {"deletion_protection": False})

    assert "lifecycle" not in only(stack, "azurerm_key_vault_secret")


def test_password_is_only_in_the_write_only_arg(stack: TerraformStack) -> None:
    DatabaseCredentials(stack, "secrets", **MINIMAL)

    assert json.dumps(synthesized(stack)).count(MADE) == 1
    # Nothing that would keep a password in the state.
    assert resources(stack, "random_password") == {}
    assert "data" not in synthesized(stack)
    assert "output" not in synthesized(stack)


def test_password_is_handed_on_from_the_stored_version(stack: TerraformStack) -> None:
    credentials = DatabaseCredentials(stack, "secrets", **MINIMAL)

    assert shown(stack, password=credentials.password.value, name=credentials.secret_name) == {
        "password": "${ephemeral.azurerm_key_vault_secret.secrets_stored.value}",
        "name": f"${{{SECRET}.name}}",
    }
    assert synthesized(stack)["ephemeral"]["azurerm_key_vault_secret"] == {
        "secrets_stored": {
            "name": f"${{{SECRET}.name}}",
            "key_vault_id": f"${{{SECRET}.key_vault_id}}",
            "version": f"${{{SECRET}.version}}",
        }
    }


@pytest.mark.parametrize("version", [1, 2])
def test_new_version_stores_a_new_password(stack: TerraformStack, version: int) -> None:
    credentials = DatabaseCredentials(stack, "secrets", **MINIMAL | {"version": version})

    assert shown(stack, version=credentials.version) == {"version": version}
    assert only(stack, "azurerm_key_vault_secret")["value_wo_version"] == version


def test_references_reach_the_secret(stack: TerraformStack) -> None:
    DatabaseCredentials(
        stack, "secrets", **MINIMAL | {name: variable(stack, name) for name in ("name", "username", "vault_id")}
    )

    secret = only(stack, "azurerm_key_vault_secret")
    assert (secret["name"], secret["key_vault_id"]) == ("${var.name}", "${var.vault_id}")
    assert secret["content_type"] == "Password of the database user ${var.username}"


def test_computed_value_is_stored_write_only(stack: TerraformStack) -> None:
    stored = KeyVaultSecret(stack, "redis_key", **STORED_KEY | {"value": SecretAttribute(variable(stack, "key"))})

    assert shown(stack, name=stored.secret_name, version=stored.version) == {
        "name": "${azurerm_key_vault_secret.redis_key_secret.name}",
        # Known after the apply that stores a new value, which the version of the secret is not.
        "version": "${azurerm_key_vault_secret.redis_key_secret.value_wo_version}",
    }
    secret = only(stack, "azurerm_key_vault_secret")
    # Seven digits of a hash: written again when the key changes, and nothing to learn of it. Never 0.
    assert (
        secret.pop("value_wo_version")
        == '${parseint(join("", ["1", substr(sha256(join("\\n", [var.key])), 0, 7)]), 16)}'
    )
    assert secret == {
        "name": "redis-key",
        "key_vault_id": "vault-2",
        "content_type": "Access key of Redis",
        "value_wo": "${var.key}",
    }
