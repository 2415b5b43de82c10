from cdktf import TerraformStack
from constructs import Construct

from constructs_lib.framework import EphemeralVariable
from tests.unit.synth import synthesized


def test_variable_is_required_sensitive_and_ephemeral(stack: TerraformStack) -> None:
    inside = Construct(stack, "application")
    variable = EphemeralVariable(inside, "license", name="license", description="The license")

    assert variable.reference.expression == "var.license"
    assert synthesized(stack)["variable"] == {
        "license": {
            "description": "The license",
            "type": "string",
            "sensitive": True,
            "ephemeral": True,
            "nullable": False,
        }
    }


def test_variable_can_have_another_type(stack: TerraformStack) -> None:
    EphemeralVariable(stack, "one", name="one", description="One")
    EphemeralVariable(stack, "more", name="more", description="More", type_="map(string)")

    declared = synthesized(stack)["variable"]
    assert {name: each["type"] for name, each in declared.items()} == {"one": "string", "more": "map(string)"}


def test_an_optional_variable_is_empty_by_default(stack: TerraformStack) -> None:
    EphemeralVariable(stack, "one", name="one", description="One", optional=True)

    # An empty text, because CDKTF leaves a default of null out, and Terraform would then require a value.
    assert synthesized(stack)["variable"]["one"]["default"] == ""
