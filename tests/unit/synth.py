"""Access to the synthesized Terraform configuration of a stack."""

import json
from functools import lru_cache
from typing import Any

from cdktf import TerraformOutput, TerraformStack, TerraformVariable, Testing

Arguments = dict[str, Any]


@lru_cache(maxsize=1)
def synthesized(stack: TerraformStack) -> Arguments:
    """The configuration of `stack`, synthesized once: create all constructs before the first call."""
    configuration: Arguments = json.loads(Testing.synth(stack))
    return configuration


def resources(stack: TerraformStack, type_: str) -> dict[str, Arguments]:
    """Address to arguments of each resource of `type_` (such as `aws_subnet`); empty when there is none."""
    found: dict[str, Arguments] = synthesized(stack).get("resource", {}).get(type_, {})
    return found


def only(stack: TerraformStack, type_: str) -> Arguments:
    """The arguments of the one resource of `type_`."""
    [(_, arguments)] = resources(stack, type_).items()
    return arguments


def data_sources(stack: TerraformStack, type_: str) -> dict[str, Arguments]:
    """Address to arguments of each data source of `type_`."""
    found: dict[str, Arguments] = synthesized(stack).get("data", {}).get(type_, {})
    return found


def policy(document: str) -> dict[str, Arguments]:
    """Sid to statement of an IAM policy document; a statement without Sid is found under its first action."""
    found: dict[str, Arguments] = {}
    for statement in json.loads(document)["Statement"]:
        name = statement.pop("Sid", None) or statement["Action"]
        assert name not in found, f"two statements are named {name}"
        found[name] = statement
    return found


def variable(stack: TerraformStack, name: str) -> str:
    """A string that is known when Terraform runs; it reads `${var.<name>}` in the configuration."""
    value: str = TerraformVariable(stack, name, type="string").string_value
    return value


def number_variable(stack: TerraformStack, name: str) -> float:
    """A number that is known when Terraform runs; it reads `${var.<name>}` in the configuration."""
    value: float = TerraformVariable(stack, name, type="number").number_value
    return value


def list_variable(stack: TerraformStack, name: str) -> list[str]:
    """A list that is known when Terraform runs; it reads `${var.<name>}` in the configuration."""
    value: list[str] = TerraformVariable(stack, name, type="list(string)").list_value
    return value


def shown(stack: TerraformStack, **values: Any) -> Arguments:
    """The expression of each of `values` in the configuration, read from an output. Call it before other functions."""
    for name, value in values.items():
        TerraformOutput(stack, f"shown_{name}", value=value)
    outputs = synthesized(stack)["output"]
    return {name: outputs[f"shown_{name}"]["value"] for name in values}


def encoded(expression: str) -> str:
    """The secret `expression` encoded for a URL: urlencode() encodes a space as a plus sign, as in forms."""
    return f'${{replace(urlencode({expression}), "+", "%20")}}'
