from cdktf import TerraformStack

from constructs_lib.azure.lock import lock
from tests.unit.synth import only, variable


def test_a_locked_resource_can_be_changed_and_not_deleted(stack: TerraformStack) -> None:
    lock(stack, "lock", name="wandb-db", resource_id="/subscriptions/s/server")

    arguments = only(stack, "azurerm_management_lock")
    assert "deletion_protection" in arguments.pop("notes")
    assert arguments == {"name": "wandb-db", "scope": "/subscriptions/s/server", "lock_level": "CanNotDelete"}


def test_references_reach_the_lock(stack: TerraformStack) -> None:
    lock(stack, "lock", name=variable(stack, "name"), resource_id=variable(stack, "resource"))

    arguments = only(stack, "azurerm_management_lock")
    assert (arguments["name"], arguments["scope"]) == ("${var.name}", "${var.resource}")
