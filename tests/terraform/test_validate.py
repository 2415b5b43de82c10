"""The real providers validate every scenario; a stack is skipped when one of its providers is not available."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.deployments import CLOUDS, Configuration, scenarios_of
from tests.terraform_runner import Terraform, why_no_provider

STACKS = [f"{cloud}-{scenario}{end}" for cloud in CLOUDS for scenario in scenarios_of(cloud) for end in ("", "-app")]
INFRASTRUCTURE = {
    "aws": {"aws": {"source": "hashicorp/aws", "version": ">= 5.100, < 7.0"}},
    "azure": {
        "azurerm": {"source": "hashicorp/azurerm", "version": ">= 4.55, < 5.0"},
        "random": {"source": "hashicorp/random", "version": ">= 3.7, < 4.0"},
        "time": {"source": "hashicorp/time", "version": ">= 0.9, < 1.0"},
    },
}
KUBERNETES = {"source": "hashicorp/kubernetes", "version": ">= 2.38, != 3.0.0, != 3.0.1, != 3.1.0, != 3.2.0, < 4.0"}
HELM = {"source": "hashicorp/helm", "version": ">= 3.1.1, < 4.0"}
APPLICATION = {
    "aws": {"aws": INFRASTRUCTURE["aws"]["aws"], "helm": HELM, "kubernetes": KUBERNETES},
    "azure": {
        "azurerm": INFRASTRUCTURE["azure"]["azurerm"],
        "helm": HELM,
        "kubernetes": KUBERNETES,
    },
}


# Per cloud, an argument that is misspelt in one stack, so that the tests see a rejection.
MISSPELT = {"aws": "storage_encrypted", "azure": "rbac_authorization_enabled"}


class Validator:
    """Validates all stacks with the same providers at once, each as a module: a call mostly reads the schemas."""

    def __init__(self, stacks: Mapping[str, Configuration], folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._stacks = {stack: configuration.json for stack, configuration in stacks.items()}
        for cloud, argument in MISSPELT.items():
            text = stacks[f"{cloud}-recommended"].text.replace(f'"{argument}"', f'"{argument}s"')
            self._stacks[misspelt(cloud)] = json.loads(text)
        self._reason_for = cache(self._why_not)
        self._found: dict[str, list[str]] = {}

    def errors(self, stack: str) -> list[str]:
        """What is wrong in the stack; skips when one of its providers is not available."""
        # All are HashiCorp's providers, under HashiCorp's names.
        providers = self._stacks[stack]["terraform"]["required_providers"]
        if reasons := [reason for name in sorted(providers) if (reason := self._reason_for(f"hashicorp/{name}"))]:
            pytest.skip("; ".join(reasons))
        if stack not in self._found:
            same = [name for name, each in self._stacks.items() if each["terraform"]["required_providers"] == providers]
            self._found |= self._validated(same)
        return self._found[stack]

    def _validated(self, names: list[str]) -> dict[str, list[str]]:
        """The errors of each stack."""
        folder = self._folders.mktemp("validate")
        modules: dict[str, Any] = {}
        for name in names:
            # Only the root module can have a backend; test_state.py tests it.
            terraform = {key: value for key, value in self._stacks[name]["terraform"].items() if key != "backend"}
            (folder / name).mkdir()
            (folder / name / "cdk.tf.json").write_text(json.dumps({**self._stacks[name], "terraform": terraform}))
            variables = self._stacks[name].get("variable", {})
            modules[name] = {"source": f"./{name}", **dict.fromkeys(variables, "${var.any}")}
        root = {"module": modules, "variable": {"any": {"type": "any", "ephemeral": True}}}
        (folder / "main.tf.json").write_text(json.dumps(root))
        runner = Terraform(folder, log=folder / "terraform.log")
        runner.init("-backend=false")
        found = json.loads(runner.run("validate", "-json", accepted=(0, 1)).text)
        errors = [each for each in found["diagnostics"] if each["severity"] == "error"]
        by_stack: dict[str, list[str]] = {name: [] for name in names}
        for error in errors:
            stack = Path(error["range"]["filename"]).parent.name
            by_stack[stack].append(f"{error['summary']}: {error['detail']}")
        assert found["valid"] is not any(by_stack.values())
        return by_stack

    def _why_not(self, source: str) -> str | None:
        return why_no_provider(self._folders.mktemp("provider"), source)


def misspelt(cloud: str) -> str:
    return f"{cloud}-misspelt"


@pytest.fixture(scope="session")
def validator(stacks: Mapping[str, Configuration], tmp_path_factory: pytest.TempPathFactory) -> Validator:
    return Validator(stacks, tmp_path_factory)


@pytest.mark.parametrize("stack", STACKS)
def test_providers_accept_the_stack(stack: str, validator: Validator) -> None:
    assert validator.errors(stack) == []


@pytest.mark.parametrize(("cloud", "argument"), MISSPELT.items())
def test_providers_reject_an_unknown_argument(cloud: str, argument: str, validator: Validator) -> None:
    assert any(f"{argument}s" in error for error in validator.errors(misspelt(cloud)))


@pytest.mark.parametrize("cloud", CLOUDS)
def test_all_scenarios_require_the_same_providers(cloud: str, stacks: Mapping[str, Configuration]) -> None:
    for end, expected in (("", INFRASTRUCTURE[cloud]), ("-app", APPLICATION[cloud])):
        for scenario in scenarios_of(cloud):
            configuration = stacks[f"{cloud}-{scenario}{end}"].json
            # A provider that is removed with an option cannot destroy the resources of the option.
            assert configuration["terraform"]["required_providers"] == expected, f"{scenario}{end}"
            # What is configured nowhere needs no configuration.
            assert expected.keys() - configuration["provider"].keys() <= {"random", "time"}, f"{scenario}{end}"
