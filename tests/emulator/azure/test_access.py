"""Keys that someone regenerates outside of Terraform, and a second person who deploys."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from emulator.azure.principals import CONTRIBUTOR
from tests.emulator.azure.management import Management
from tests.emulator.deployed import Deployed, Values
from tests.emulator.refusals import refusal_of
from tests.emulator.stories import Steps, Story, StoryDefinition, by_container

CUSTOMER_KEYS = {"enable_storage_vault_key": True, "enable_database_vault_key": True}
STORED = {"azurerm_key_vault_secret.storage_access_secret", "azurerm_key_vault_secret.cache_access_secret"}
# MySQL takes one version of the key, the newest at the time of the plan (docs/decisions.md).
ROTATED = {"azurerm_mysql_flexible_server.database_server": "update"}
# The roles that docs/troubleshooting.md names for it
# (https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/security).
OFFICERS = ("b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "14b46e9e-c2b7-41b4-b07b-48a6ebf60603")
ADMINISTRATOR_OF_CLUSTER = "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b"
AUTHORIZATION, STORAGE, REDIS = "2022-04-01", "2023-05-01", "2024-11-01"


def regenerated(deployment: Deployed, values: Values) -> Steps:
    """Deploy with access keys and customer-managed keys; regenerate the first and rotate the second; deploy again."""
    management = Management(deployment)
    deployment.start({**values, **CUSTOMER_KEYS})
    if deployment.has_application:
        deployment.start_application()
    for vault, key in _vault_keys(deployment):
        management.call_vault("POST", vault, f"/keys/{key}/rotate")
    yield "plan after rotation", deployment.terraform.plan()
    _regenerate_access_keys(deployment, management)
    yield "plan after regeneration", deployment.apply_changes(deployment.terraform)
    yield "second plan", deployment.terraform.plan()
    if deployment.has_application:
        yield "application: plan", deployment.apply_changes(deployment.application)
        yield "application: second plan", deployment.application.plan()


def second_person(deployment: Deployed, values: Values) -> Steps:
    """Someone else plans a deployment without a group: first without roles, then with those that an Owner assigns."""
    deployment.start({**values, "deletion_protection": False})
    if deployment.has_application:
        deployment.start_application()
    with _as_second_person(deployment):
        yield "without roles", refusal_of(deployment.terraform.plan)
        if deployment.has_application:
            yield "application: without roles", refusal_of(deployment.application.plan)
    _assign_roles(deployment, values)
    with _as_second_person(deployment):
        yield "with roles", deployment.terraform.plan()
        if deployment.has_application:
            yield "application: with roles", deployment.application.plan()


STORIES: Mapping[str, StoryDefinition] = {
    "azure-regenerated": ("azure", "legacy-redis", regenerated),
    "azure-second-person": ("azure", "recommended", by_container(second_person)),
}


@pytest.mark.story("azure-regenerated")
def test_rotated_customer_key_changes_only_the_database(story: Story) -> None:
    assert story["plan after rotation"] == ROTATED


@pytest.mark.story("azure-regenerated")
def test_regenerated_access_keys_are_stored_by_the_next_apply(story: Story) -> None:
    planned = story["plan after regeneration"]

    assert {address for address in planned if not address.startswith("output.")} == STORED | ROTATED.keys()
    assert story["second plan"] == {}


@pytest.mark.application
@pytest.mark.story("azure-regenerated")
def test_regenerated_access_keys_restart_the_server(story: Story) -> None:
    assert story["application: plan"] == {
        "helm_release.server_resource_release": "update",
        "kubernetes_secret_v1.server_secret_secret": "update",
    }
    assert story["application: second plan"] == {}


@pytest.mark.story("azure-second-person")
def test_second_person_without_roles_is_refused_by_key_vault(story: Story) -> None:
    assert "403" in story["without roles"]
    assert "Forbidden" in story["without roles"]


@pytest.mark.application
@pytest.mark.story("azure-second-person")
def test_second_person_without_roles_is_refused_by_the_cluster(story: Story) -> None:
    assert "orbidden" in story["application: without roles"]


@pytest.mark.story("azure-second-person")
def test_second_person_with_the_documented_roles_plans_nothing(story: Story) -> None:
    assert story["with roles"] == {}


@pytest.mark.application
@pytest.mark.story("azure-second-person")
def test_second_person_with_the_documented_roles_plans_the_application(story: Story) -> None:
    assert story["application: with roles"] == {}


def _vault_keys(deployment: Deployed) -> list[tuple[str, str]]:
    """Vault and name of each key in the state."""
    keys = [each["values"] for each in deployment.resources() if each["type"] == "azurerm_key_vault_key"]
    return [(key["key_vault_id"].rpartition("/")[2], key["name"]) for key in keys]


def _regenerate_access_keys(deployment: Deployed, management: Management) -> None:
    for resource in deployment.resources():
        id_ = resource["values"].get("id", "")
        if resource["type"] == "azurerm_storage_account":
            management.call("POST", f"{id_}/regenerateKey", STORAGE, {"keyName": "key1"})
        if resource["type"] == "azurerm_redis_cache":
            management.call("POST", f"{id_}/regenerateKey", REDIS, {"keyType": "Primary"})


@contextmanager
def _as_second_person(deployment: Deployed) -> Iterator[None]:
    runs = (deployment.terraform, deployment.application)
    first = [run.environment for run in runs]
    for run in runs:
        run.environment = {**run.environment, **deployment.emulator.environment("contributor")}
    yield
    for run, environment in zip(runs, first, strict=True):
        run.environment = environment


def _assign_roles(deployment: Deployed, values: Values) -> None:
    management = Management(deployment)
    scope = f"{management.subscription}/resourceGroups/{values['namespace']}"
    for number, role in enumerate((*OFFICERS, ADMINISTRATOR_OF_CLUSTER)):
        id_ = f"{scope}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-00000000000{number}"
        definition = f"{management.subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}"
        properties = {"roleDefinitionId": definition, "principalId": CONTRIBUTOR.object_id}
        management.call("PUT", id_, AUTHORIZATION, {"properties": {**properties, "principalType": "ServicePrincipal"}})
