"""Does the real provider accept every scenario?"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from scripts.terraform_environment import provider_in_mirror
from tests.deployments import FILES, SCENARIOS, Configuration, load, synthesize
from tests.terraform_runner import Terraform, TerraformError

pytestmark = pytest.mark.usefixtures("terraform_and_provider")


@pytest.fixture(scope="module")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Configuration]:
    """Stack name to configuration of every scenario."""
    return synthesize(load(*FILES), tmp_path_factory.mktemp("scenarios") / "cdktf.out")


@pytest.fixture(scope="module")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> tuple[Terraform, Path]:
    """Terraform and the file it reads: one folder, initialized once, since all stacks want the same providers."""
    folder = tmp_path_factory.mktemp("validate")
    return Terraform(folder, log=folder / "terraform.log"), folder / "cdk.tf.json"


@pytest.fixture(scope="module")
def initialized(terraform: tuple[Terraform, Path], stacks: Mapping[str, Configuration]) -> tuple[Terraform, Path]:
    """The same, with the provider installed."""
    runner, file = terraform
    file.write_text(stacks["aws-recommended"].text)
    runner.init("-backend=false")
    return runner, file


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_provider_accepts_the_scenario(
    scenario: str, initialized: tuple[Terraform, Path], stacks: Mapping[str, Configuration]
) -> None:
    runner, file = initialized
    file.write_text(stacks[f"aws-{scenario}"].text)

    runner.validate()


def test_the_provider_refuses_an_argument_it_does_not_have(
    initialized: tuple[Terraform, Path], stacks: Mapping[str, Configuration]
) -> None:
    runner, file = initialized
    file.write_text(stacks["aws-recommended"].text.replace('"storage_encrypted"', '"storage_encripted"'))

    with pytest.raises(TerraformError, match="storage_encripted"):
        runner.validate()


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_providers_accept_the_application_of_the_scenario(
    scenario: str, stacks: Mapping[str, Configuration], tmp_path: Path
) -> None:
    if provider_in_mirror("hashicorp/kubernetes") is None:
        pytest.skip("the provider hashicorp/kubernetes is in no mirror here: TF_PROVIDER_MIRROR names one that has it")
    (tmp_path / "cdk.tf.json").write_text(stacks[f"aws-{scenario}-app"].text)
    runner = Terraform(tmp_path, log=tmp_path / "terraform.log")
    runner.init("-backend=false")

    runner.validate()


def test_all_scenarios_want_the_same_providers(stacks: Mapping[str, Configuration]) -> None:
    infrastructure = [stack for name, stack in stacks.items() if not name.endswith("-app")]
    wanted = [stack.json["terraform"]["required_providers"] for stack in infrastructure]

    assert wanted == [{"aws": {"source": "aws", "version": ">= 5.100, < 7.0"}}] * len(SCENARIOS)
