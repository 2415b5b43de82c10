"""The recommended deployment by the real cdktf: readable addresses, secrets where they belong, a rotated password."""

import base64
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scripts.cdktf import CDKTF, LINE_BY_LINE, command_line
from scripts.demo_stacks import WITHOUT_DEPENDENTS
from scripts.secret_variables import secret_environment
from tests.canaries import canaries, find_secrets, planted_inputs, secret_variables
from tests.deployments import REPOSITORY, load, read, write_file
from tests.emulator.deployed import Deployed, Values
from tests.emulator.listener import Listener
from tests.emulator.stories import Steps, Story, Teller
from tests.terraform_runner import TerraformError

ROTATED = {
    "aws_rds_cluster.database_cluster": "update",
    # The provider makes a new version for a new value; the secret stays.
    "aws_secretsmanager_secret_version.secrets_credentials_version": "replace",
}
CHANGED_IN_APPLICATION = {
    ".kubernetes_deployment_v1.server_workload_deployment.spec.template.metadata.annotations.revision/secret",
    ".kubernetes_secret_v1.server_secret_secret.data_wo_revision",
}
# What cdktf would add to a construct path that it cannot tell apart: eight hexadecimal digits.
LOOKS_LIKE_A_HASH = re.compile(r"[_-](?=[0-9A-F]*[0-9])[0-9A-F]{8}$", re.IGNORECASE)


@dataclass(frozen=True)
class Passwords:
    """The database password where it is meant to be."""

    in_secrets_manager: str
    told_to_database: str


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Deploy with cdktf, plan, rotate the password, destroy; look for secrets in what that leaves behind.

    Every secret input is planted, and in the environment of every call, as `make` puts it there.
    """
    with Listener(deployment.emulator.endpoint, "MasterUserPassword") as listener:
        deployment.terraform.environment["AWS_ENDPOINT_URL_RDS"] = listener.url
        yield from _steps(deployment, {**values, **planted_inputs()}, listener)


def _steps(deployment: Deployed, values: Values, listener: Listener) -> Steps:
    terraform = deployment.terraform
    write_file(deployment.file, values)
    terraform.environment |= secret_environment(load(deployment.file), ["*"])
    _cdktf(deployment, "deploy")
    yield "application", read(deployment.output)[f"aws-{deployment.name}-app"].json
    yield "deploy", terraform.addresses()
    yield "second plan", terraform.plan()
    first = Passwords(_stored_password(deployment), listener.heard[-1])
    yield "passwords", first

    yield "rotation", deployment.change({**values, "database_password_version": 2}, then_apply=False)
    listener.refuse_next("ModifyDBCluster")
    yield "refused rotation", _refused_apply(deployment)
    terraform.apply()
    yield "another rotation", _rotate(deployment, {**values, "database_password_version": 3})
    yield "application after rotation", read(deployment.output)[f"aws-{deployment.name}-app"].json
    yield "plan after rotation", terraform.plan()
    second = Passwords(_stored_password(deployment), listener.heard[-1])
    yield "rotated passwords", second
    passwords = {first.in_secrets_manager, second.in_secrets_manager, *listener.heard}
    yield "leaks", find_secrets(deployment.folder, [*canaries(), *passwords])

    _cdktf(deployment, "destroy", WITHOUT_DEPENDENTS)
    yield "destroy", terraform.addresses()
    yield "left", deployment.emulator.remaining()
    yield "left for a while", deployment.emulator.inventory()


STORIES: Mapping[str, tuple[str, Teller]] = {"recommended": ("recommended", life_of)}
pytestmark = [
    pytest.mark.story("recommended"),
    pytest.mark.skipif(not CDKTF.exists(), reason="cdktf is not installed: `make setup` does it"),
]


def test_cdktf_deploys_the_recommended_deployment(story: Story) -> None:
    assert "aws_autoscaling_attachment.load_balancer_nodes" in story["deploy"]


def test_addresses_in_the_state_are_readable(story: Story) -> None:
    addresses = story["deploy"]

    assert {"aws_rds_cluster.database_cluster", "aws_s3_bucket.storage_bucket"} <= set(addresses)
    assert [address for address in addresses if LOOKS_LIKE_A_HASH.search(address)] == []


def test_terraform_finds_nothing_to_change_after_cdktf(story: Story) -> None:
    assert story["second plan"] == {}


def test_the_database_has_the_password_that_secrets_manager_holds(story: Story) -> None:
    passwords = story["passwords"]

    assert re.fullmatch("[A-Za-z0-9]{32}", passwords.in_secrets_manager)
    assert passwords.told_to_database == passwords.in_secrets_manager


def test_raising_version_plans_only_the_password(story: Story) -> None:
    assert story["rotation"] == ROTATED
    assert story["plan after rotation"] == {}


def test_raising_version_again_retries_refused_password(story: Story) -> None:
    # The provider notes the refused version down as done, so the same one would not be tried again.
    assert "Refused for a test" in story["refused rotation"]
    assert story["another rotation"] == ROTATED


def test_raising_version_changes_secret_and_database(story: Story) -> None:
    before, after = story["passwords"], story["rotated passwords"]

    assert after.in_secrets_manager != before.in_secrets_manager
    assert after.told_to_database == after.in_secrets_manager


def test_raising_version_updates_app_secret_and_restarts_pods(story: Story) -> None:
    before, after = (_flat(story[step]["resource"]) for step in ("application", "application after rotation"))

    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert changed == CHANGED_IN_APPLICATION


def test_no_secret_is_in_configuration_plan_state_or_log(story: Story) -> None:
    searched, leaks = story["leaks"]

    kinds = {"cdk.tf.json", "cdktf.log", "changes.tfplan", "changes.json", "terraform.log"}
    assert kinds | {"terraform.aws-recommended.tfstate"} <= {Path(name).name for name in searched}
    assert "changes.tfplan/tfplan" in searched  # inside the archive that a plan is
    assert leaks == []


def test_canary_is_found_in_file_archive_and_encoded_form(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("the secret is planted")
    (tmp_path / "manifest").write_bytes(base64.b64encode(b"password=planted;"))
    with zipfile.ZipFile(tmp_path / "plan", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tfplan", "planted " * 100)

    searched, leaks = find_secrets(tmp_path, ["planted", "absent"])

    assert sorted(searched) == ["log", "manifest", "plan", "plan/tfplan"]
    assert sorted(leaks) == ["log", "manifest", "plan/tfplan"]


def test_every_secret_input_was_planted_and_is_the_applications_variable(story: Story) -> None:
    assert set(story["application"]["variable"]) == secret_variables()


def test_destroying_leaves_what_aws_itself_keeps_for_a_while(story: Story) -> None:
    assert (story["destroy"], story["left"]) == ([], {})
    assert {kind: len(ids) for kind, ids in story["left for a while"].items()} == {
        "kms/key-pending-deletion": 1,
        "rds/cluster-snapshot": 1,
        "secretsmanager/secret-scheduled-for-deletion": 1,
    }


def _flat(value: Any, path: str = "") -> dict[str, Any]:
    """Each leaf of parsed JSON by its path, such as `kubernetes_secret_v1.server.data_wo_revision`."""
    if isinstance(value, list):
        value = {str(index): each for index, each in enumerate(value)}
    if not isinstance(value, dict):
        return {path: value}
    return {key: leaf for name, each in value.items() for key, leaf in _flat(each, f"{path}.{name}").items()}


def _cdktf(deployment: Deployed, action: str, *more: str) -> None:
    terraform = deployment.terraform
    own = {"WANDB_DEPLOYMENTS": str(deployment.file), "CDKTF_LOG_FILE_DIRECTORY": str(deployment.folder)}
    terraform.environment.update(LINE_BY_LINE | own)
    options = ("--auto-approve", "--output", str(deployment.output), *more)
    command = command_line(action, f"aws-{deployment.name}", *options, environment=terraform.environment, plain=True)
    terraform.call(command, cwd=REPOSITORY)


def _rotate(deployment: Deployed, values: Values) -> Mapping[str, str]:
    """Raises the version of the password; leaves the saved plan, and what it says, to be searched."""
    planned = deployment.change(values, then_apply=False)
    (deployment.folder / "changes.json").write_text(deployment.terraform.show(str(deployment.saved_plan)))
    deployment.terraform.apply(str(deployment.saved_plan))
    return planned


def _refused_apply(deployment: Deployed) -> str:
    """What Terraform says where the database refuses its new password."""
    try:
        deployment.terraform.apply(str(deployment.saved_plan))
    except TerraformError as error:
        return str(error)
    return "not refused"


def _stored_password(deployment: Deployed) -> str:
    secrets = deployment.client("secretsmanager")
    [secret] = secrets.list_secrets()["SecretList"]
    stored: dict[str, str] = json.loads(secrets.get_secret_value(SecretId=secret["ARN"])["SecretString"])
    assert sorted(stored) == ["password", "username"]
    return stored["password"]
