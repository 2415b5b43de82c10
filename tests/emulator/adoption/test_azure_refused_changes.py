"""A plan that would replace something of the official Azure deployment is refused."""

from pathlib import Path
from typing import Any

from tests.emulator.adoption.taken_over import taken_over


def without_edits(configuration: dict[str, Any]) -> None:
    """Takes away what keeps locks, account, gateway and public address from being replaced."""
    resources = configuration["resource"]
    for type_ in ("azurerm_management_lock", "azurerm_storage_account", "azurerm_storage_container"):
        for arguments in resources[type_].values():
            del arguments["lifecycle"]
    for type_ in ("azurerm_application_gateway", "azurerm_public_ip"):
        for arguments in resources[type_].values():
            arguments["lifecycle"]["ignore_changes"].remove("zones")
            # Otherwise Terraform does not plan what depends on the address.
            del arguments["lifecycle"]["prevent_destroy"]
            arguments["zones"] = ["1", "2", "3"]


def without_the_name_of_the_server(configuration: dict[str, Any]) -> None:
    configuration["resource"]["azurerm_mysql_flexible_server"]["database_server"]["name"] = "wandb-0123abcd"


def test_each_change_that_would_replace_something_is_refused(tmp_path: Path, azure_providers: None) -> None:
    with taken_over("azure-head", tmp_path / "all") as here:
        here.configure(without_edits)
        refused = {line.partition(":")[0]: line for line in here.verdict().refused}
        assert refused.keys() >= {
            *("azurerm_management_lock.database_lock", "azurerm_management_lock.storage_lock"),
            *("azurerm_storage_account.storage_account", "azurerm_application_gateway.gateway_gateway"),
            "azurerm_public_ip.gateway_address",
        }
        assert "would be replaced, because of notes from " in refused["azurerm_management_lock.database_lock"]
        assert "infrastructure_encryption_enabled" in refused["azurerm_storage_account.storage_account"]
        here.configure(without_the_name_of_the_server)
        assert any(
            line.startswith("azurerm_mysql_flexible_server.database_server: ") for line in here.verdict().refused
        )
