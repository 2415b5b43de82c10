import json
from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.secrets import DatabaseCredentials
from tests.unit.synth import only, resources, shown, synthesized, variable

MINIMAL: dict[str, Any] = {
    "name": "wandb-database",
    "username": "wandb_user",
    "kms_key_arn": "arn:key",
    "version": 3,
    "deletion_protection": True,
}
RANDOM_PASSWORD = "ephemeral.aws_secretsmanager_random_password.secrets_password.random_password"
VERSION = "aws_secretsmanager_secret_version.secrets_credentials_version"


def test_protected_secret_has_thirty_days_recovery(stack: TerraformStack) -> None:
    DatabaseCredentials(stack, "secrets", **MINIMAL)

    assert only(stack, "aws_secretsmanager_secret") == {
        "name_prefix": "wandb-database-",
        "description": "User name and password of the database user wandb_user",
        "kms_key_id": "arn:key",
        "recovery_window_in_days": 30,
        "lifecycle": {"prevent_destroy": True},
    }


def test_unprotected_secret_has_seven_days_recovery(stack: TerraformStack) -> None:
    DatabaseCredentials(stack, "secrets", **MINIMAL | {"deletion_protection": False})

    secret = only(stack, "aws_secretsmanager_secret")
    assert secret["recovery_window_in_days"] == 7
    assert "lifecycle" not in secret


def test_password_is_ephemeral_letters_and_digits(stack: TerraformStack) -> None:
    DatabaseCredentials(stack, "secrets", **MINIMAL)

    assert synthesized(stack)["ephemeral"]["aws_secretsmanager_random_password"] == {
        "secrets_password": {"password_length": 32, "exclude_punctuation": True}
    }


def test_user_and_password_are_stored_write_only(stack: TerraformStack) -> None:
    DatabaseCredentials(stack, "secrets", **MINIMAL)

    assert only(stack, "aws_secretsmanager_secret_version") == {
        "secret_id": "${aws_secretsmanager_secret.secrets_credentials.id}",
        "secret_string_wo": f'${{jsonencode({{ username = join("", ["wandb_user"]), password = {RANDOM_PASSWORD} }})}}',
        "secret_string_wo_version": 3,
        "lifecycle": {"create_before_destroy": True},
    }


def test_password_is_only_in_the_write_only_argument(stack: TerraformStack) -> None:
    DatabaseCredentials(stack, "secrets", **MINIMAL)

    assert json.dumps(synthesized(stack)).count("random_password.") == 1
    assert RANDOM_PASSWORD in only(stack, "aws_secretsmanager_secret_version")["secret_string_wo"]
    # Nothing that would keep a password in the state.
    assert resources(stack, "random_password") == {}
    assert "data" not in synthesized(stack)
    assert "output" not in synthesized(stack)


def test_password_is_read_from_the_stored_version(stack: TerraformStack) -> None:
    credentials = DatabaseCredentials(stack, "secrets", **MINIMAL)

    assert shown(stack, password=credentials.password.value, arn=credentials.secret_arn) == {
        "password": (
            "${jsondecode(ephemeral.aws_secretsmanager_secret_version.secrets_stored.secret_string).password}"
        ),
        "arn": "${aws_secretsmanager_secret.secrets_credentials.arn}",
    }
    assert synthesized(stack)["ephemeral"]["aws_secretsmanager_secret_version"] == {
        "secrets_stored": {"secret_id": f"${{{VERSION}.secret_id}}", "version_id": f"${{{VERSION}.version_id}}"}
    }


@pytest.mark.parametrize("version", [1, 2])
def test_new_version_stores_a_new_password(stack: TerraformStack, version: int) -> None:
    credentials = DatabaseCredentials(stack, "secrets", **MINIMAL | {"version": version})

    assert shown(stack, version=credentials.version) == {"version": version}
    assert only(stack, "aws_secretsmanager_secret_version")["secret_string_wo_version"] == version


def test_references_reach_the_secret(stack: TerraformStack) -> None:
    values = {name: variable(stack, name) for name in ("name", "kms_key_arn")}
    DatabaseCredentials(stack, "secrets", **MINIMAL | values)

    secret = only(stack, "aws_secretsmanager_secret")
    assert (secret["name_prefix"], secret["kms_key_id"]) == ("${var.name}-", "${var.kms_key_arn}")


def test_user_name_can_be_a_reference(stack: TerraformStack) -> None:
    DatabaseCredentials(stack, "secrets", **MINIMAL | {"username": variable(stack, "user")})

    stored = only(stack, "aws_secretsmanager_secret_version")["secret_string_wo"]
    assert "var.user" in stored
    assert '"var.user"' not in stored


def test_user_name_can_contain_a_reference(stack: TerraformStack) -> None:
    DatabaseCredentials(stack, "secrets", **MINIMAL | {"username": f"u_{variable(stack, 'user')}"})

    stored = only(stack, "aws_secretsmanager_secret_version")["secret_string_wo"]
    assert "u_${var.user}" in stored
