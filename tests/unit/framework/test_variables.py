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
