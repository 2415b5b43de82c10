from cdktf import TerraformStack

from constructs_lib.azure.lock import create_lock, unlock_before
from tests.unit.synth import only, resources, variable


def test_locked_resource_can_be_changed_and_not_deleted(stack: TerraformStack) -> None:
    create_lock(stack, "lock", name="wandb-db", resource_id="/subscriptions/s/server")

    arguments = only(stack, "azurerm_management_lock")
    assert "deletion_protection" in arguments.pop("notes")
    assert arguments.pop("lifecycle") == {"ignore_changes": ["notes"]}
    assert arguments == {"name": "wandb-db", "scope": "/subscriptions/s/server", "lock_level": "CanNotDelete"}


def test_lock_is_removed_before_what_is_in_the_resource(stack: TerraformStack) -> None:
    inner, outer = (create_lock(stack, name, name=name, resource_id="/server") for name in ("inner", "outer"))
    contents = create_lock(stack, "locked", name="locked", resource_id="/server", contents=[inner])
    unlock_before(contents, [outer])
    unlock_before(None, [outer])

    found = resources(stack, "azurerm_management_lock")
    assert found["locked"]["depends_on"] == ["azurerm_management_lock.inner", "azurerm_management_lock.outer"]
    assert "depends_on" not in found["inner"]


def test_references_reach_the_lock(stack: TerraformStack) -> None:
    create_lock(stack, "lock", name=variable(stack, "name"), resource_id=variable(stack, "resource"))

    arguments = only(stack, "azurerm_management_lock")
    assert (arguments["name"], arguments["scope"]) == ("${var.name}", "${var.resource}")
