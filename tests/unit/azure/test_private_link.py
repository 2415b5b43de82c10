import pytest
from cdktf import TerraformStack

from constructs_lib.azure.private_link import grant_approval, private_link_configuration
from tests.unit.synth import only, variable


def test_names_of_more_than_seventy_characters_together_are_refused() -> None:
    fits = private_link_configuration(gateway_name="g" * 58, name="private-link", subnet_id="/subnet")
    assert fits.name == "private-link"

    with pytest.raises(ValueError, match=r"must have at most 70 characters together, got 71 in g+ and private-link"):
        private_link_configuration(gateway_name="g" * 59, name="private-link", subnet_id="/subnet")


def test_name_that_is_known_later_is_not_measured(stack: TerraformStack) -> None:
    name = variable(stack, "a" * 70)

    assert private_link_configuration(gateway_name=name, name="private-link", subnet_id="/subnet").name


def test_approver_has_a_role_only_on_the_gateway(stack: TerraformStack) -> None:
    grant_approval(stack, "approval", principal_id="approver", gateway_id="/gateway")

    assert only(stack, "azurerm_role_assignment") == {
        "scope": "/gateway",
        "role_definition_name": "Network Contributor",
        "principal_id": "approver",
        "principal_type": "ServicePrincipal",
    }
