"""Logins to AKS and secrets from Key Vault, which Terraform does not store."""

import pytest
from cdktf import TerraformStack

from constructs_lib.azure.login import LOGIN_MODES, certificate_login, cluster_login, stored_secret
from constructs_lib.framework import EphemeralReference
from constructs_lib.settings.azure.cluster import LOGINS
from tests.unit.synth import shown, synthesized

SERVER_ID = "6dae42f8-4368-4678-94ff-3960e28e3630"


@pytest.mark.parametrize("mode", ["azurecli", "msi", "workloadidentity"])
def test_kubelogin_gets_a_token_for_the_api_servers_of_aks(mode: str) -> None:
    login = cluster_login(mode=mode)

    assert login.command == "kubelogin"
    assert list(login.args) == ["get-token", "--login", mode, "--server-id", SERVER_ID]


def test_service_principal_is_the_one_of_the_azurerm_provider() -> None:
    args = cluster_login(mode="spn").args
    assert list(args) == ["get-token", "--login", "spn", "--server-id", SERVER_ID, "--use-azurerm-env-vars"]


def test_interactive_login_mode_is_refused() -> None:
    message = "mode must be one of azurecli, msi, spn, workloadidentity, got 'devicecode'"
    with pytest.raises(ValueError, match=message):
        cluster_login(mode="devicecode")


def test_login_modes_are_those_of_the_settings_without_certificate() -> None:
    assert sorted((*LOGIN_MODES, "certificate")) == sorted(LOGINS)


def test_administrators_certificate_and_key_are_taken_out_of_base64(stack: TerraformStack) -> None:
    login = certificate_login(client_certificate_data="Y2VydA==", client_key=EphemeralReference("ephemeral.a.b.value"))

    assert shown(stack, certificate=login.client_certificate, key=login.client_key.value) == {
        "certificate": '${base64decode("Y2VydA==")}',
        "key": "${base64decode(ephemeral.a.b.value)}",
    }


def test_secret_is_read_from_the_vault_while_terraform_applies(stack: TerraformStack) -> None:
    secret = stored_secret(stack, "password", vault_id="/vault", name="database-password")

    assert secret.expression == "ephemeral.azurerm_key_vault_secret.password.value"
    assert synthesized(stack)["ephemeral"] == {
        "azurerm_key_vault_secret": {"password": {"name": "database-password", "key_vault_id": "/vault"}}
    }
