"""With `deletion_protection`, Terraform and the services refuse every change that would delete data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from tests.emulator.aws import deletions as aws_deletions
from tests.emulator.azure import deletions as azure_deletions
from tests.emulator.deployed import NOTHING_NEW, Deployed, Values
from tests.emulator.refusals import never_destroyed, prevented, refusal_of
from tests.emulator.stories import Steps, Story, StoryDefinition, by_container

KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
SUBNETS = {"aws_subnet.network_private_0", "aws_subnet.network_private_1"}
VAULTS = {"azurerm_key_vault.secret_store_vault", "azurerm_key_vault.vault_vault"}
# Terraform stops at these, which the other resources depend on.
FIRST_ON_AZURE = VAULTS | {"azurerm_storage_account.storage_account"}


@dataclass(frozen=True, kw_only=True)
class Protection:
    """What is protected on a cloud.

    - `protected`: the addresses with `prevent_destroy`; `named`: those at which Terraform stops a destroy.
    - `replacing`: by name, changes that would replace data, and the addresses that Terraform names.
    - `attempts` deletes data without Terraform; `codes` are the error codes of the services.
    """

    protected: set[str]
    named: set[str]
    replacing: Mapping[str, tuple[Values, set[str]]]
    attempts: Callable[[Deployed], dict[str, str]]
    codes: Mapping[str, str]


PROTECTIONS = {
    "aws": Protection(
        protected={
            *SUBNETS,
            "aws_kms_key.encryption_key",
            "aws_rds_cluster.database_cluster",
            "aws_s3_bucket.storage_bucket",
            "aws_secretsmanager_secret.secrets_credentials",
        },
        # These use the key and the secret.
        named={*SUBNETS, "aws_rds_cluster.database_cluster", "aws_s3_bucket.storage_bucket"},
        replacing={
            "namespace": (
                {"namespace": "other"},
                {"aws_s3_bucket.storage_bucket", "aws_secretsmanager_secret.secrets_credentials"},
            ),
            "database_name": ({"database_name": "other"}, {"aws_rds_cluster.database_cluster"}),
            # Nodes and the control plane use the subnets.
            "network_private_subnet_cidrs": (
                {"network_private_subnet_cidrs": ["10.10.64.0/20", "10.10.80.0/20"]},
                SUBNETS,
            ),
            "kms_key_arn": ({"kms_key_arn": KEY}, {"aws_rds_cluster.database_cluster"}),
        },
        attempts=aws_deletions.refused_deletions,
        codes={
            "database": "InvalidParameterCombination",
            "bucket with an object": "BucketNotEmpty",
            "load balancer": "OperationNotPermitted",
        },
    ),
    "azure": Protection(
        protected={
            *FIRST_ON_AZURE,
            "azurerm_key_vault_secret.secrets_credentials",
            "azurerm_mysql_flexible_database.database_database",
            "azurerm_mysql_flexible_server.database_server",
            "azurerm_storage_container.storage_container",
        },
        named={
            "azurerm_key_vault.secret_store_vault",
            "azurerm_mysql_flexible_database.database_database",
            "azurerm_storage_container.storage_container",
        },
        replacing={
            "namespace": ({"namespace": "other"}, FIRST_ON_AZURE),
            "location": ({"location": "swedencentral"}, FIRST_ON_AZURE),
            "database_name": ({"database_name": "other"}, {"azurerm_mysql_flexible_database.database_database"}),
            "database_master_username": (
                {"database_master_username": "other"},
                {"azurerm_mysql_flexible_server.database_server"},
            ),
        },
        attempts=azure_deletions.refused_deletions,
        codes=dict.fromkeys(("azurerm_mysql_flexible_server", "azurerm_storage_account"), "ScopeLocked"),
    ),
}


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Deploy with protection and try to destroy the data in every way."""
    protection = PROTECTIONS[deployment.cloud]
    values = {**values, "deletion_protection": True}
    deployment.start(values)
    yield "configured", never_destroyed(deployment)
    before, state = deployment.emulator.inventory(), deployment.state.read_bytes()
    yield "destroy", refusal_of(deployment.terraform.destroy, NOTHING_NEW)
    for name, (change, _) in protection.replacing.items():
        deployment.configure({**values, **change})
        yield name, refusal_of(deployment.terraform.apply, NOTHING_NEW)
    yield "states", (state, deployment.state.read_bytes())
    yield "deletions", protection.attempts(deployment)
    yield "inventories", (before, deployment.emulator.inventory())


STORIES: Mapping[str, StoryDefinition] = {
    f"{cloud}-protection": (cloud, "recommended", by_container(life_of)) for cloud in PROTECTIONS
}
MARKS = {cloud: pytest.mark.story(f"{cloud}-protection") for cloud in PROTECTIONS}
each_cloud = pytest.mark.parametrize("cloud", [pytest.param(cloud, marks=mark) for cloud, mark in MARKS.items()])


@each_cloud
def test_resources_with_data_and_secrets_are_protected(cloud: str, story: Story) -> None:
    assert story["configured"] == PROTECTIONS[cloud].protected


@each_cloud
def test_refused_destroy_names_what_is_protected(cloud: str, story: Story) -> None:
    assert prevented(story["destroy"]) == PROTECTIONS[cloud].named


@pytest.mark.parametrize(
    ("cloud", "change"),
    [pytest.param(cloud, change, marks=MARKS[cloud]) for cloud in MARKS for change in PROTECTIONS[cloud].replacing],
)
def test_change_that_would_replace_data_is_refused(cloud: str, change: str, story: Story) -> None:
    _, named = PROTECTIONS[cloud].replacing[change]

    assert prevented(story[change]) == named


@each_cloud
def test_services_refuse_deletion(cloud: str, story: Story) -> None:
    assert story["deletions"] == PROTECTIONS[cloud].codes


@each_cloud
def test_refusals_leave_state_and_resources_unchanged(cloud: str, story: Story) -> None:
    state, state_after = story["states"]
    resources, resources_after = story["inventories"]

    assert state_after == state
    assert resources
    assert resources_after == resources
