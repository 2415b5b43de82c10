"""Terraform can read every stack without its providers, which are not available everywhere.

test_validate.py checks what only the providers know: arguments and their types.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from scripts.terraform_binary import default_host, terraform_binary
from tests.deployments import CLOUDS, Configuration, scenarios_of
from tests.terraform.expressions import declared, functions, references, strings
from tests.terraform_runner import Terraform, TerraformError

STACKS = [f"{cloud}-{scenario}{end}" for cloud in CLOUDS for scenario in scenarios_of(cloud) for end in ("", "-app")]


def _read(configuration: Mapping[str, Any], folder: Path) -> str:
    """Lets Terraform load a configuration: its blocks and their meta-arguments, such as `lifecycle`."""
    # A backend would have to exist; test_state.py tests it.
    settings = {name: value for name, value in configuration["terraform"].items() if name != "backend"}
    (folder / "cdk.tf.json").write_text(json.dumps({**configuration, "terraform": settings}))
    return Terraform(folder, log=folder / "terraform.log").run("providers").text


def _parse(texts: set[str], folder: Path) -> None:
    """Lets Terraform parse strings with expressions. In JSON, it parses them only when it knows the argument."""
    lines = [f"text_{number} = <<EOT\n{text}\nEOT" for number, text in enumerate(sorted(texts))]
    (folder / "texts.tf").write_text("\n".join(lines) + "\n")
    Terraform(folder, log=folder / "terraform.log").run("fmt", "-write=false", "-list=false", "texts.tf")


@pytest.mark.parametrize("stack", STACKS)
def test_terraform_reads_the_stack(stack: str, stacks: Mapping[str, Configuration], tmp_path: Path) -> None:
    configuration = stacks[stack].json

    answer = _read(configuration, tmp_path)

    for name in configuration["terraform"]["required_providers"]:
        assert f"provider[{default_host()}/hashicorp/{name}]" in answer


@pytest.mark.parametrize("stack", STACKS)
def test_terraform_parses_every_expression(stack: str, stacks: Mapping[str, Configuration], tmp_path: Path) -> None:
    texts = set(strings(stacks[stack].json))
    assert texts

    _parse(texts, tmp_path)


@pytest.mark.parametrize("stack", STACKS)
def test_every_reference_is_to_something_declared(stack: str, stacks: Mapping[str, Configuration]) -> None:
    configuration = stacks[stack].json
    named = {name for text in strings(configuration) for name in references(text)}

    assert named
    assert named - declared(configuration) == set()


def test_every_function_exists_in_terraform(stacks: Mapping[str, Configuration], tmp_path: Path) -> None:
    called = {name for stack in stacks.values() for text in strings(stack.json) for name in functions(text)}
    known = json.loads(
        Terraform(tmp_path, log=tmp_path / "log").call([terraform_binary(), "metadata", "functions", "-json"]).text
    )

    assert called
    assert called - set(known["function_signatures"]) == set()


def test_invalid_expressions_are_rejected(stacks: Mapping[str, Configuration], tmp_path: Path) -> None:
    configuration = json.loads(stacks["azure-recommended"].text)
    [database] = configuration["resource"]["azurerm_mysql_flexible_server"].values()
    database["lifecycle"]["ignore_changes"] = ["high_availability[0.mode"]

    with pytest.raises(TerraformError, match="ignore_changes"):
        _read(configuration, tmp_path)
    with pytest.raises(TerraformError, match="Missing item separator"):
        _parse({'name: ${join("/", [a.b}'}, tmp_path)


def test_references_are_found_only_in_expressions() -> None:
    text = (
        '${[for e in var.l : e.name]} in a.b clear ${lower("not c.d() but ${data.e.f-g.id}")}, ${var.h} ${path.module}'
    )

    assert references(text) == {"data.e.f-g", "var.h", "var.l"}
    assert functions(text) == {"lower"}
