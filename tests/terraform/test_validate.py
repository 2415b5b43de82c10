"""The real providers validate every scenario; a stack is skipped when one of its providers is not available."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.deployments import CLOUDS, Configuration, scenarios_of
from tests.terraform_runner import Terraform, TerraformError, why_no_provider

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


class Validator:
    """Validates configurations; a folder for each set of providers is initialized once."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._reasons: dict[str, str | None] = {}
        self._ready: dict[frozenset[str], Path] = {}

    def __call__(self, configuration: Configuration, text: str) -> None:
        """Validates `text` with the providers of `configuration`; skips when one is not available."""
        # All are HashiCorp's providers, under HashiCorp's names.
        names = configuration.json["terraform"]["required_providers"]
        sources = frozenset(f"hashicorp/{name}" for name in names)
        reasons = [reason for source in sorted(sources) if (reason := self._why_not(source))]
        if reasons:
            pytest.skip("; ".join(reasons))
        folder = self._ready.get(sources)
        if folder is None:
            folder = self._folders.mktemp("validate")
            (folder / "cdk.tf.json").write_text(configuration.text)
            self._terraform(folder).init("-backend=false")
            self._ready[sources] = folder
        (folder / "cdk.tf.json").write_text(text)
        self._terraform(folder).validate()

    def _why_not(self, source: str) -> str | None:
        if source not in self._reasons:
            self._reasons[source] = why_no_provider(self._folders.mktemp("provider"), source)
        return self._reasons[source]

    @staticmethod
    def _terraform(folder: Path) -> Terraform:
        return Terraform(folder, log=folder / "terraform.log")


@pytest.fixture(scope="session")
def validate(tmp_path_factory: pytest.TempPathFactory) -> Validator:
    return Validator(tmp_path_factory)


@pytest.mark.parametrize("stack", STACKS)
def test_providers_accept_the_stack(stack: str, stacks: Mapping[str, Configuration], validate: Validator) -> None:
    validate(stacks[stack], stacks[stack].text)


@pytest.mark.parametrize(("cloud", "argument"), [("aws", "storage_encrypted"), ("azure", "rbac_authorization_enabled")])
def test_providers_reject_an_unknown_argument(
    cloud: str, argument: str, stacks: Mapping[str, Configuration], validate: Validator
) -> None:
    recommended = stacks[f"{cloud}-recommended"]
    misspelt = recommended.text.replace(f'"{argument}"', f'"{argument}s"')
    assert misspelt != recommended.text

    with pytest.raises(TerraformError, match=f"{argument}s"):
        validate(recommended, misspelt)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_all_scenarios_require_the_same_providers(cloud: str, stacks: Mapping[str, Configuration]) -> None:
    for end, expected in (("", INFRASTRUCTURE[cloud]), ("-app", APPLICATION[cloud])):
        for scenario in scenarios_of(cloud):
            configuration = stacks[f"{cloud}-{scenario}{end}"].json
            # A provider that is removed with an option cannot destroy the resources of the option.
            assert configuration["terraform"]["required_providers"] == expected, f"{scenario}{end}"
            # What is configured nowhere needs no configuration.
            assert expected.keys() - configuration["provider"].keys() <= {"random", "time"}, f"{scenario}{end}"
