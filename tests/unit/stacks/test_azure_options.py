"""Options of a deployment on Azure that reach over several components, or over both stacks."""

import json
from pathlib import Path
from typing import Any

from cdktf import App

from constructs_lib.settings import AzureSettings, Deployment
from stacks.deployment import add_stacks

LEAST = {"namespace": "tracker", "domain_name": "example.com", "location": "northeurope", "license": "canary-license"}
OWN_CONTAINER = {"blob_container": "runs", "storage_account": "shared"}
SUBSCRIPTION = "${data.azurerm_client_config.client.subscription_id}"


def synthesize(folder: Path, **inputs: Any) -> dict[str, dict[str, Any]]:
    """Stack name to configuration."""
    settings = AzureSettings.model_validate({**LEAST, **inputs})
    app = App(outdir=str(folder))
    add_stacks(app, Deployment("azure-x", "azure", Path("x.tfvars"), settings, ()))
    app.synth()
    files = sorted((folder / "stacks").glob("*/cdk.tf.json"))
    return {file.parent.name: json.loads(file.read_text()) for file in files}


def infrastructure(folder: Path, **inputs: Any) -> dict[str, Any]:
    return synthesize(folder, **inputs)["azure-x"]


def roles_of(stack: dict[str, Any], principal: str) -> set[tuple[str, str]]:
    """Role and scope of all that the user-assigned identity at the address `principal` is given."""
    principal_id = f"${{azurerm_user_assigned_identity.{principal}.principal_id}}"
    given = stack["resource"]["azurerm_role_assignment"].values()
    return {(role["role_definition_name"], role["scope"]) for role in given if role["principal_id"] == principal_id}


def test_the_server_gets_its_roles_in_an_account_whose_group_is_known(tmp_path: Path) -> None:
    given = roles_of(
        infrastructure(tmp_path, **OWN_CONTAINER, storage_account_resource_group="data"), "identity_identity"
    )

    account = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/data/providers/Microsoft.Storage/storageAccounts/shared"
    assert given >= {("Storage Blob Data Contributor", account), ("Reader", account)}


def test_the_server_gets_no_role_in_an_account_that_it_has_a_key_of_or_that_lies_anywhere(tmp_path: Path) -> None:
    with_key = {"storage_account_resource_group": "data", "storage_key": "canary"}
    for name, more in (("key", with_key), ("anywhere", {})):
        given = roles_of(infrastructure(tmp_path / name, **OWN_CONTAINER, **more), "identity_identity")
        assert {role for role, _ in given} == {"Key Vault Secrets Officer"}, name


def test_what_is_deleted_from_key_vault_is_never_purged_and_always_taken_back(tmp_path: Path) -> None:
    for name, stack in synthesize(tmp_path).items():
        [provider] = stack["provider"]["azurerm"]
        [features] = provider["features"]
        [key_vault] = features["key_vault"]
        purges = {switch for switch, value in key_vault.items() if switch.startswith("purge") and value is False}
        recovers = {switch for switch, value in key_vault.items() if switch.startswith("recover") and value is True}
        assert len(purges) == len(recovers) == 3, name
        assert purges | recovers == set(key_vault), name
