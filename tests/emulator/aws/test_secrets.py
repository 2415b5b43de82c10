"""The database password and every secret input: where they are, where they are not, and their rotation."""

import base64
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.canaries import canaries, find_secrets, inputs_with_canaries, secret_variables
from tests.deployments import read
from tests.emulator.aws.listener import Listener
from tests.emulator.deployed import NOTHING_NEW, Deployed, Values
from tests.emulator.refusals import refusal_of
from tests.emulator.stories import Steps, Story, StoryDefinition, by_container

ROTATED = {
    "aws_rds_cluster.database_cluster": "update",
    # The provider creates a new version for a new value; the secret stays.
    "aws_secretsmanager_secret_version.secrets_credentials_version": "replace",
}
CHANGED_IN_APPLICATION = {
    ".kubernetes_deployment_v1.server_workload_deployment.spec.template.metadata.annotations.revision/secret",
    ".kubernetes_secret_v1.server_secret_secret.data_wo_revision",
}


@dataclass(frozen=True)
class Passwords:
    """The database password where it is meant to be."""

    in_secrets_manager: str
    told_to_database: str


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Deploy with a canary in every secret input, rotate the password, search for secrets in all files, destroy."""
    with Listener(deployment.emulator.endpoint, "MasterUserPassword") as listener:
        deployment.terraform.environment["AWS_ENDPOINT_URL_RDS"] = listener.url
        yield from _steps(deployment, {**values, **inputs_with_canaries()}, listener)


def _steps(deployment: Deployed, values: Values, listener: Listener) -> Steps:
    terraform = deployment.terraform
    deployment.start(values)
    if deployment.has_application:
        deployment.start_application()
    yield "application", read(deployment.output)["aws-recommended-app"].json
    first = Passwords(_stored_password(deployment), listener.heard[-1])
    yield "passwords", first

    yield "rotation", deployment.change({**values, "database_password_version": 2}, NOTHING_NEW, then_apply=False)
    listener.refuse_next("ModifyDBCluster")
    yield "refused rotation", refusal_of(terraform.apply, str(deployment.saved_plan))
    terraform.apply()
    yield "another rotation", _rotate(deployment, {**values, "database_password_version": 3})
    yield "application after rotation", read(deployment.output)["aws-recommended-app"].json
    yield "plan after rotation", terraform.plan()
    second = Passwords(_stored_password(deployment), listener.heard[-1])
    yield "rotated passwords", second
    if deployment.has_application:
        yield "application: rotation", deployment.apply_changes(deployment.application)
        yield "application: plan after rotation", deployment.application.plan()
    passwords = {first.in_secrets_manager, second.in_secrets_manager, *listener.heard}
    yield "leaks", find_secrets(deployment.folder, [*canaries(), *passwords])

    terraform.destroy(NOTHING_NEW)
    yield "left", deployment.emulator.inventory()


STORIES: Mapping[str, StoryDefinition] = {"secrets": ("aws", "recommended", by_container(life_of))}
pytestmark = pytest.mark.story("secrets")


def test_database_has_the_password_of_secrets_manager(story: Story) -> None:
    passwords = story["passwords"]

    assert re.fullmatch("[A-Za-z0-9]{32}", passwords.in_secrets_manager)
    assert passwords.told_to_database == passwords.in_secrets_manager


def test_raising_version_plans_only_the_password(story: Story) -> None:
    assert story["rotation"] == ROTATED
    assert story["plan after rotation"] == {}


def test_raising_version_again_retries_refused_password(story: Story) -> None:
    # The provider records the refused version as done, so it would not try the same one again.
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

    kinds = {"cdk.tf.json", "changes.tfplan", "changes.json", "terraform.log"}
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


def test_every_secret_input_is_a_variable_of_the_application(story: Story) -> None:
    of_the_operator = {"clickhouse_password"}

    assert set(story["application"]["variable"]) == secret_variables() - of_the_operator


@pytest.mark.application
def test_rotation_updates_only_secret_and_pods_of_application(story: Story) -> None:
    assert story["application: rotation"] == {
        "kubernetes_deployment_v1.server_workload_deployment": "update",
        "kubernetes_secret_v1.server_secret_secret": "update",
    }
    assert story["application: plan after rotation"] == {}


def test_destroy_leaves_what_aws_keeps_for_a_while(story: Story) -> None:
    assert {kind: len(ids) for kind, ids in story["left"].items()} == {
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


def _rotate(deployment: Deployed, values: Values) -> Mapping[str, str]:
    """Raises the version of the password; keeps the saved plan, also as JSON, to be searched."""
    planned = deployment.change(values, then_apply=False)
    (deployment.folder / "changes.json").write_text(deployment.terraform.show(str(deployment.saved_plan)))
    deployment.terraform.apply(str(deployment.saved_plan))
    return planned


def _stored_password(deployment: Deployed) -> str:
    secrets = deployment.client("secretsmanager")
    [secret] = secrets.list_secrets()["SecretList"]
    stored: dict[str, str] = json.loads(secrets.get_secret_value(SecretId=secret["ARN"])["SecretString"])
    assert sorted(stored) == ["password", "username"]
    return stored["password"]
