"""Both stacks of a deployment by the real `cdktf deploy`, then by `make diff`, `drift`, `deploy` and `destroy`.

These calls start every provider anew, so they cost several times as much as those of other tests. What does not depend
on the cloud is only called on AWS.
"""

import json
import re
import shutil
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from scripts.cdktf import CDKTF, LINE_BY_LINE, command_line
from scripts.secret_variables import secret_environment
from scripts.terraform_binary import terraform_binary
from tests.canaries import find_secrets
from tests.deployments import CANARY, CLOUDS, REPOSITORY, load, write_file
from tests.emulator.changes_outside import change_outside
from tests.emulator.clusters import never_ready
from tests.emulator.deployed import Deployed, Values, resources_in
from tests.emulator.stories import Steps, Story, StoryDefinition, by_container
from tests.recipes import recipe
from tests.terraform_runner import Output
from tests.unit.docs.pages import blocks

ALL = "*"
# What cdktf would add to a construct path that is not unique: eight hexadecimal digits.
LOOKS_LIKE_A_HASH = re.compile(r"[_-](?=[0-9A-F]*[0-9])[0-9A-F]{8}$", re.IGNORECASE)
NEXT = "0.84.1"
# How long a rollout may make no progress: the default is an hour.
DEADLINE_SECONDS = 30


def life_of(deployment: Deployed, values: Values) -> Steps:
    """cdktf deploys; `make` plans, finds drift, fails with a version that never gets ready, deploys it, destroys."""
    values = {**values, "deletion_protection": False}
    write_file(deployment.file, values)
    _use_as_project(deployment)
    _cdktf_deploy(deployment)
    yield "cdktf deploy", _addresses(deployment)
    if deployment.cloud == "aws":
        yield "diff", _make(deployment, "diff").text
    planted = change_outside(deployment)
    before = _state_files(deployment)
    yield "drift", (planted, _drift(deployment, accepted=(2,)))
    yield "states after drift", (before, _state_files(deployment))

    write_file(deployment.file, {**values, "wandb_version": NEXT, "progress_deadline_seconds": DEADLINE_SECONDS})
    if deployment.cloud == "aws":
        with never_ready(deployment):
            yield "never ready", _make(deployment, "deploy", accepted=(0, 1))
    yield "upgrade", _make(deployment, "deploy").text
    yield "drift after upgrade", (planted, _drift(deployment, accepted=(0,)))
    if deployment.cloud == "aws":
        yield "plain Terraform", _plans_without_cdktf(deployment)
    yield "leaks", find_secrets(deployment.folder, [CANARY])
    yield "destroy", _make(deployment, "destroy").text
    yield "states", _addresses(deployment)
    yield "left", deployment.emulator.remaining()


STORIES: Mapping[str, StoryDefinition] = {
    f"{cloud}-cdktf": (cloud, "recommended", by_container(life_of)) for cloud in CLOUDS
}
pytestmark = [
    pytest.mark.application,
    pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed"),
    pytest.mark.skipif(not CDKTF.exists(), reason="cdktf is not installed: `make setup`"),
]
each_cloud = pytest.mark.parametrize(
    "cloud", [pytest.param(cloud, marks=pytest.mark.story(f"{cloud}-cdktf")) for cloud in CLOUDS]
)


@each_cloud
def test_cdktf_deploys_both_stacks(cloud: str, story: Story) -> None:
    infrastructure, application = story["cdktf deploy"]

    assert len(infrastructure) > 50
    assert "kubernetes_deployment_v1.server_workload_deployment" in application


@each_cloud
def test_addresses_in_the_state_are_readable(cloud: str, story: Story) -> None:
    addresses = [address for addresses in story["cdktf deploy"] for address in addresses]

    assert [address for address in addresses if LOOKS_LIKE_A_HASH.search(address)] == []


@pytest.mark.story("aws-cdktf")
def test_diff_after_deploy_is_empty(story: Story) -> None:
    first, second = story["diff"].rstrip().splitlines()[-2:]

    assert first.startswith("aws-recommended: No changes.")
    assert second.startswith("aws-recommended-app: No changes.")


@each_cloud
def test_drift_names_what_was_changed_outside_and_nothing_else(cloud: str, story: Story) -> None:
    planted, (infrastructure, application) = story["drift"]

    assert infrastructure["outside"] == planted.unexpected
    assert {(row["address"], row["attribute"]) for row in infrastructure["expected"]} >= planted.expected
    assert (infrastructure["configuration"], application["configuration"]) == ([], [])
    assert application["outside"] == planted.in_application


@each_cloud
def test_deploy_restores_what_was_changed_or_deleted_outside(cloud: str, story: Story) -> None:
    _, (infrastructure, application) = story["drift after upgrade"]

    assert (infrastructure["outside"], application["outside"]) == ([], [])
    assert (infrastructure["configuration"], application["configuration"]) == ([], [])


@each_cloud
def test_drift_changes_no_state(cloud: str, story: Story) -> None:
    before, after = story["states after drift"]

    assert after == before


@each_cloud
def test_deploy_reports_that_the_server_answers(cloud: str, story: Story) -> None:
    assert f"{cloud}-recommended-app: the server answers" in story["upgrade"]


@pytest.mark.story("aws-cdktf")
def test_server_that_never_gets_ready_fails_deploy_with_its_reasons(story: Story) -> None:
    failed: Output = story["never ready"]

    assert failed.status == 1
    assert "aws-recommended-app: the server does not answer" in failed.text
    assert "wandb: 0 of 1 pods are ready" in failed.text


@pytest.mark.story("aws-cdktf")
def test_terraform_continues_without_cdktf_and_without_changes(story: Story) -> None:
    plans = story["plain Terraform"]

    assert len(plans) == 2
    assert all("No changes." in plan for plan in plans)


@each_cloud
def test_no_license_is_in_state_or_log(cloud: str, story: Story) -> None:
    searched, leaks = story["leaks"]

    assert f"terraform.{cloud}-recommended-app.tfstate" in searched
    assert leaks == []


@each_cloud
def test_destroy_leaves_nothing(cloud: str, story: Story) -> None:
    assert story["states"] == ([], [])
    assert story["left"] == {}


def _addresses(deployment: Deployed) -> tuple[list[str], ...]:
    """The addresses in the states of both stacks, with data sources."""
    states = (deployment.state, deployment.application_state)
    return tuple([each["address"] for each in resources_in(state)] for state in states)


def _plans_without_cdktf(deployment: Deployed) -> list[str]:
    """The plans by the commands of docs/cdktf-end.md, which copies the stacks and their states elsewhere."""
    steps = [block.text for block in blocks(REPOSITORY / "docs" / "cdktf-end.md") if block.language == "sh"]
    terraform = deployment.application
    environment = terraform.environment
    terraform.environment = environment | secret_environment(load(deployment.file), [ALL], {})
    commands = "".join(steps).replace("aws-wandb", deployment.stack_name).replace("terraform -", "$BINARY -")
    shell = ["/bin/sh", "-ec", commands]
    text = terraform.call(shell, cwd=deployment.folder, more_environment={"BINARY": terraform_binary()}).text
    terraform.environment = environment
    return text.split("has been successfully initialized!")[1:]


def _use_as_project(deployment: Deployed) -> None:
    """Lets cdktf and `make` work in the deployment's folder as in a clone of the repository."""
    project = json.loads((REPOSITORY / "cdktf.json").read_text())
    project["app"] = f"{sys.executable} {REPOSITORY / 'main.py'}"
    (deployment.folder / "cdktf.json").write_text(json.dumps(project))
    deployment.application.environment |= {
        **LINE_BY_LINE,
        "PYTHONPATH": str(REPOSITORY),
        "WANDB_DEPLOYMENTS": str(deployment.file),
    }


def _cdktf_deploy(deployment: Deployed) -> None:
    terraform = deployment.application
    environment = terraform.environment
    secrets = secret_environment(load(deployment.file), [ALL], {})
    command = command_line("deploy", ALL, "--auto-approve", environment=environment, plain=True)
    terraform.environment = environment | secrets
    terraform.call(command, cwd=deployment.folder)
    terraform.environment = environment


def _drift(deployment: Deployed, *, accepted: tuple[int, ...]) -> Any:
    """What `make drift` reports of both stacks."""
    return json.loads(_make(deployment, "drift", "ARGS=--json --all", accepted=accepted).text)


def _state_files(deployment: Deployed) -> list[bytes]:
    return [state.read_bytes() for state in (deployment.state, deployment.application_state)]


def _make(deployment: Deployed, action: str, *variables: str, accepted: tuple[int, ...] = (0,)) -> Output:
    """Runs what `make <action>` runs after the set-up."""
    approved = ["ARGS=--auto-approve"] if action in ("deploy", "destroy") else []
    command = recipe(action, *approved, *variables)
    return deployment.application.call(command, cwd=deployment.folder, accepted=accepted)
