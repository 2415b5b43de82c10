"""Takes over a recorded deployment on Azure, removes what it leaves over, and checks that nothing is lost."""

from collections.abc import Mapping
from pathlib import Path

from constructs_lib.adoption import AzureAdoptedParts
from tests.emulator.adoption.server_move import has_application_providers, move_server
from tests.emulator.adoption.taken_over import TakenOver, actions, taken_over
from tests.emulator.adoption.without_loss import assert_in_page
from tests.emulator.azure.management import Management

# Ids of what holds data, or what others have written down somewhere.
KEPT_IDS = {
    *("azurerm_application_gateway", "azurerm_key_vault", "azurerm_key_vault_key", "azurerm_kubernetes_cluster"),
    *("azurerm_mysql_flexible_database", "azurerm_mysql_flexible_server", "azurerm_private_dns_zone"),
    *("azurerm_public_ip", "azurerm_redis_cache", "azurerm_resource_group", "azurerm_storage_account"),
    *("azurerm_storage_container", "azurerm_subnet", "azurerm_user_assigned_identity", "azurerm_virtual_network"),
}
# What a user of the server stored.
BLOB, SECRET = "wandb/runs/1", "/secrets/team-1"


def take_over_without_loss(name: str, folder: Path, *, move: Mapping[str, str] | None = None) -> None:
    """Takes over the recorded deployment `name`, and compares what happened with its line in the page.

    `move`: also moves the server, after these changes of lines of the deployment file.
    """
    with taken_over(name, folder) as here:
        azure = Management(here)
        parts = here.adoption.parts
        assert isinstance(parts, AzureAdoptedParts)
        account, vault = str(parts.storage_account_name), str(parts.vault_name)
        azure.call_blob("PUT", account, BLOB, b"data")
        azure.call_vault("PUT", vault, SECRET, {"value": "of a user"})

        assert here.verdict().refused == ()
        first = actions(here.plan)
        assert (first["replace"], first["delete"]) == (0, 0)
        here.terraform.apply("plan")
        assert here.terraform.plan() == {}
        assert here.password not in here.written()

        assert azure.call_blob("GET", account, BLOB) == b"data"
        assert azure.call_vault("GET", vault, SECRET)["value"] == "of a user"
        now = {address: values["id"] for address, values in here.attributes().items()}
        kept = {each.to: each.id for each in here.adoption.imports if each.id and each.to.split(".")[0] in KEPT_IDS}
        assert len(kept) > 14
        assert {address: now[address] for address in kept} == kept

        if move is not None and has_application_providers("azure", folder):
            move_server(here, move)
        left_over = here.adoption.leftovers
        _remove_leftovers(here)
        assert here.terraform.plan() == {}
        after = here.adoption.leftovers
        assert {each.kind for each in after} <= {"application"}
        assert_in_page(name, first, len(left_over), len(left_over) - len(after))


def _remove_leftovers(here: TakenOver) -> None:
    """In the documented order: access policies are in use until the vault authorizes by role."""
    here.remove("nodes", "security-groups", "iam", "data")
    here.give_up("vault_access_policies")
    here.configure()
    here.terraform.apply()
    here.remove("iam")
