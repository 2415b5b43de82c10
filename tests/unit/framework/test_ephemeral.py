from cdktf import TerraformStack
from constructs import Construct

from constructs_lib.framework import EphemeralResource
from tests.unit.synth import shown, synthesized, variable


def test_block_is_only_in_the_ephemeral_section(stack: TerraformStack) -> None:
    parent = Construct(stack, "secrets")
    EphemeralResource(parent, "password", resource_type="aws_secretsmanager_random_password", config={"length": 32})

    assert synthesized(stack)["ephemeral"] == {
        "aws_secretsmanager_random_password": {"secrets_password": {"length": 32}}
    }
    assert "resource" not in synthesized(stack)


def test_blocks_of_one_type_are_merged(stack: TerraformStack) -> None:
    EphemeralResource(stack, "first", resource_type="a_type", config={"size": 1})
    EphemeralResource(stack, "second", resource_type="a_type", config={"size": 2})

    assert synthesized(stack)["ephemeral"] == {"a_type": {"first": {"size": 1}, "second": {"size": 2}}}


def test_arguments_may_be_references(stack: TerraformStack) -> None:
    EphemeralResource(stack, "stored", resource_type="a_type", config={"secret_id": variable(stack, "secret")})

    assert synthesized(stack)["ephemeral"]["a_type"]["stored"] == {"secret_id": "${var.secret}"}


def test_attribute_is_a_reference_for_use_inside_expressions(stack: TerraformStack) -> None:
    resource = EphemeralResource(Construct(stack, "secrets"), "password", resource_type="a_type", config={})

    password = shown(stack, password=resource.attribute("result").within("upper({})").value)
    assert password == {"password": "${upper(ephemeral.a_type.secrets_password.result)}"}


def test_later_changes_of_arguments_have_no_effect(stack: TerraformStack) -> None:
    config = {"size": 1}
    EphemeralResource(stack, "block", resource_type="a_type", config=config)
    config["size"] = 2

    assert synthesized(stack)["ephemeral"]["a_type"]["block"] == {"size": 1}
