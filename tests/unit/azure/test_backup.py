from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.azure.backup import Backups
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.synth import only

GROUP = ResourceScope(resource_group_name="group", location="westeurope", tags={"Team": "ml"})


def create(stack: TerraformStack, **changes: Any) -> None:
    given: dict[str, Any] = {"lock": "governance", "deletion_protection": True, **changes}
    Backups(
        stack,
        "backups",
        name="wandb",
        resource_scope=GROUP,
        account_id="/account",
        container_name="files",
        retention_days=35,
        redundancy="GeoRedundant",
        **given,
    )


@pytest.mark.parametrize(
    ("lock", "immutability"), [("governance", "Unlocked"), ("compliance", "Locked"), ("none", "Disabled")]
)
def test_lock_makes_the_vault_immutable(lock: str, immutability: str, stack: TerraformStack) -> None:
    create(stack, lock=lock)

    vault = only(stack, "azurerm_data_protection_backup_vault")
    assert (vault["immutability"], vault["redundancy"]) == (immutability, "GeoRedundant")
    assert vault["lifecycle"] == {"prevent_destroy": True}


def test_container_is_stored_daily_for_the_retention(stack: TerraformStack) -> None:
    create(stack)

    policy = only(stack, "azurerm_data_protection_backup_policy_blob_storage")
    assert policy["vault_default_retention_duration"] == "P35D"
    assert policy["backup_repeating_time_intervals"] == ["R/2026-01-01T03:00:00+00:00/P1D"]
    # Operational backups would change the storage account's own settings.
    assert "operational_default_retention_duration" not in policy
    blobs = only(stack, "azurerm_data_protection_backup_instance_blob_storage")
    assert (blobs["storage_account_id"], blobs["storage_account_container_names"]) == ("/account", ["files"])


def test_backup_waits_until_the_vault_may_read_the_account(stack: TerraformStack) -> None:
    create(stack)

    role = only(stack, "azurerm_role_assignment")
    assert (role["role_definition_name"], role["scope"]) == ("Storage Account Backup Contributor", "/account")
    blobs = only(stack, "azurerm_data_protection_backup_instance_blob_storage")
    assert blobs["vault_id"] == "${time_sleep.backups_role_in_effect.triggers.value}"
