import pytest
from cdktf import TerraformStack

from constructs_lib.azure.roles import grant, wait_for_roles
from tests.unit.synth import only, shown, variable

READER = {"role": "Reader", "principal_id": "object-1", "resource_id": "/subscriptions/s/resourceGroups/g"}


def test_new_identity_is_not_looked_up_in_the_directory(stack: TerraformStack) -> None:
    grant(stack, "reader", **READER)

    assert only(stack, "azurerm_role_assignment") == {
        "scope": "/subscriptions/s/resourceGroups/g",
        "role_definition_name": "Reader",
        "principal_id": "object-1",
        "principal_type": "ServicePrincipal",
    }


@pytest.mark.parametrize("type_", ["Group", None])
def test_people_and_groups_are_given_roles_too(stack: TerraformStack, type_: str | None) -> None:
    grant(stack, "reader", **READER, principal_type=type_)

    assert only(stack, "azurerm_role_assignment").get("principal_type") == type_


def test_first_principal_keeps_the_role_with_ignored_changes(stack: TerraformStack) -> None:
    grant(stack, "reader", **READER, ignore_principal_changes=True)

    assert only(stack, "azurerm_role_assignment")["lifecycle"] == {"ignore_changes": ["principal_id"]}


def test_references_reach_the_assignment(stack: TerraformStack) -> None:
    grant(stack, "reader", **{name: variable(stack, name) for name in READER})

    assignment = only(stack, "azurerm_role_assignment")
    assert assignment["role_definition_name"] == "${var.role}"
    assert assignment["principal_id"] == "${var.principal_id}"
    assert assignment["scope"] == "${var.resource_id}"


def test_value_is_known_two_minutes_after_its_roles(stack: TerraformStack) -> None:
    role = grant(stack, "reader", **READER)

    assert shown(stack, value=wait_for_roles(stack, "wait", value="group-1", roles=[role])) == {
        "value": "${time_sleep.wait.triggers.value}"
    }
    # Another role or principal changes the id, so Terraform waits again.
    assert only(stack, "time_sleep") == {
        "create_duration": "120s",
        "triggers": {"value": "group-1", "reader": "${azurerm_role_assignment.reader.id}"},
    }
