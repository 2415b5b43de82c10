"""What a rotation changes in the stacks, and docs/rotation.md has every secret."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.deployments.secrets import secret_inputs
from constructs_lib.settings.clouds import model_of
from tests.deployments import CLOUDS, REPOSITORY, load, synthesize, values_of, write_file

PAGE = REPOSITORY / "docs" / "rotation.md"
# Each deployment, which has all secrets between them: the container with options, and the operator.
SCENARIOS = ("everything", "recommended")


@pytest.fixture(scope="module")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The stacks of a scenario with further inputs; each synthesized once."""

    @cache
    def stacks(cloud: str, scenario: str, **inputs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        folder = tmp_path_factory.mktemp("rotation")
        file = write_file(folder / cloud / "x.tfvars.json", {**values_of(scenario, cloud), **inputs})
        found = synthesize(load(file), folder / "out")
        return found[f"{cloud}-x"].json["resource"], found[f"{cloud}-x-app"].json["resource"]

    return stacks


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """The addresses of the resources that differ."""
    return {
        f"{type_}.{name}"
        for type_, resources in before.items()
        for name, arguments in resources.items()
        if arguments != after[type_][name]
    }


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("cloud", CLOUDS)
def test_raised_secrets_version_writes_every_secret_and_no_infrastructure(
    cloud: str, scenario: str, synthesized: Any
) -> None:
    first, second = synthesized(cloud, scenario), synthesized(cloud, scenario, wandb_secrets_version=77)
    secrets = {f"kubernetes_secret_v1.{name}" for name in first[1]["kubernetes_secret_v1"]}

    assert secrets and secrets <= changed(first[1], second[1])
    assert first[0] == second[0]


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("cloud", CLOUDS)
def test_raised_secrets_version_restarts_the_server(cloud: str, scenario: str, synthesized: Any) -> None:
    first, second = synthesized(cloud, scenario), synthesized(cloud, scenario, wandb_secrets_version=77)

    servers = {"kubernetes_deployment_v1.server_workload_deployment", "helm_release.server_resource_release"}
    assert servers & changed(first[1], second[1])


@pytest.mark.parametrize("cloud", CLOUDS)
def test_raised_password_version_changes_store_database_and_server(cloud: str, synthesized: Any) -> None:
    first, second = synthesized(cloud, "recommended"), synthesized(cloud, "recommended", database_password_version=77)

    assert {address.partition(".")[0] for address in changed(first[0], second[0])} == {
        "aws": {"aws_secretsmanager_secret_version", "aws_rds_cluster"},
        "azure": {"azurerm_key_vault_secret", "azurerm_mysql_flexible_server"},
    }[cloud]
    assert "kubernetes_secret_v1.server_secret_secret" in changed(first[1], second[1])


def test_page_has_every_secret_input() -> None:
    page = Path(PAGE).read_text()
    inputs = {name for cloud in CLOUDS for name in secret_inputs(model_of(cloud))}

    assert {name for name in inputs if f"`{name}`" not in page} == set()
