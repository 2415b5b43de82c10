"""With `deletion_protection`, Terraform and Azure's locks refuse every change that would delete data."""

import json
import urllib.error
from collections.abc import Mapping
from typing import Any

import pytest

from tests.emulator.azure.management import Management
from tests.emulator.deployed import Deployed, Values
from tests.emulator.refusals import never_destroyed, prevented, refusal_of
from tests.emulator.stories import Steps, Story, StoryDefinition

DATABASE = {
    "azurerm_mysql_flexible_server.database_server",
    "azurerm_mysql_flexible_database.database_database",
}
STORAGE = {"azurerm_storage_account.storage_account", "azurerm_storage_container.storage_container"}
VAULTS = {"azurerm_key_vault.secret_store_vault", "azurerm_key_vault.vault_vault"}
SECRETS = {"azurerm_key_vault_secret.secrets_credentials"}
# Terraform stops at these, which the others depend on.
FIRST = VAULTS | {"azurerm_storage_account.storage_account"}
# Changes that would replace data, and what Terraform names.
REPLACING: Mapping[str, tuple[Values, set[str]]] = {
    "namespace": ({"namespace": "other"}, FIRST),
    "location": ({"location": "swedencentral"}, FIRST),
    "database_name": ({"database_name": "other"}, {"azurerm_mysql_flexible_database.database_database"}),
    "database_master_username": (
        {"database_master_username": "other"},
        {"azurerm_mysql_flexible_server.database_server"},
    ),
}
LOCKED = ("azurerm_mysql_flexible_server", "azurerm_storage_account")
VERSIONS = {"azurerm_mysql_flexible_server": "2023-12-30", "azurerm_storage_account": "2023-05-01"}


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Deploy with protection and try to destroy the data in every way."""
    deployment.start(values)
    yield "configured", never_destroyed(deployment)
    before, state = deployment.emulator.inventory(), deployment.state.read_bytes()
    yield "destroy", refusal_of(deployment.terraform.destroy)
    for name, (change, _) in REPLACING.items():
        deployment.configure({**values, **change})
        yield name, refusal_of(deployment.terraform.apply)
    yield "states", (state, deployment.state.read_bytes())
    yield "locks", _refusals_of_locks(deployment)
    yield "inventories", (before, deployment.emulator.inventory())


STORIES: Mapping[str, StoryDefinition] = {"azure-protection": ("azure", "recommended", life_of)}
pytestmark = pytest.mark.story("azure-protection")


def test_data_vaults_and_secrets_are_protected(story: Story) -> None:
    assert story["configured"] == DATABASE | STORAGE | VAULTS | SECRETS


def test_refused_destroy_names_what_is_protected(story: Story) -> None:
    assert prevented(story["destroy"]) == {
        "azurerm_key_vault.secret_store_vault",
        "azurerm_mysql_flexible_database.database_database",
        "azurerm_storage_container.storage_container",
    }


@pytest.mark.parametrize("change", REPLACING)
def test_change_that_would_replace_data_is_refused(change: str, story: Story) -> None:
    _, named = REPLACING[change]

    assert prevented(story[change]) == named


def test_locks_refuse_deletion_by_azure(story: Story) -> None:
    assert story["locks"] == dict.fromkeys(LOCKED, (409, "ScopeLocked"))


def test_state_and_resources_are_as_before(story: Story) -> None:
    state, state_after = story["states"]
    resources, resources_after = story["inventories"]

    assert state_after == state
    assert resources
    assert resources_after == resources


def _refusals_of_locks(deployment: Deployed) -> dict[str, Any]:
    management = Management(deployment)
    return {
        each["type"]: _refusal(management, each["values"]["id"], VERSIONS[each["type"]])
        for each in deployment.resources()
        if each["type"] in LOCKED
    }


def _refusal(management: Management, id_: str, version: str) -> tuple[int, str]:
    with pytest.raises(urllib.error.HTTPError) as refused:
        management.call("DELETE", id_, version)
    with refused.value as answer:
        return answer.code, json.load(answer)["error"]["code"]
