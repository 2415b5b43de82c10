"""YAML that Terraform writes."""

from cdktf import TerraformLocal, TerraformStack

from constructs_lib.framework import yaml_encoded
from tests.unit.synth import synthesized, variable


def written(stack: TerraformStack) -> str:
    text: str = synthesized(stack)["locals"]["values"]
    return text


def test_texts_are_escaped_for_terraform(stack: TerraformStack) -> None:
    values = {"a": ['say "no"', "C:\\temp", "two\nlines"], 'odd "name"': {"b": "%{y}"}}
    TerraformLocal(stack, "values", yaml_encoded(values))

    # https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
    assert written(stack) == (
        r'${yamlencode({"a" = ["say \"no\"", "C:\\temp", "two\nlines"], "odd \"name\"" = {"b" = "%%{y}"}})}'
    )


def test_references_stay_references(stack: TerraformStack) -> None:
    TerraformLocal(stack, "values", yaml_encoded({"a": variable(stack, "host"), "b": True, "c": 3}))

    assert written(stack) == '${yamlencode({"a" = var.host, "b" = true, "c" = 3})}'
