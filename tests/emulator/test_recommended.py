"""The recommended deployment by the real cdktf: readable addresses, secrets where they belong, a rotated password."""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.cdktf import CDKTF, LINE_BY_LINE, command_line
from scripts.demo import WITHOUT_APPLICATION
from tests.deployments import CANARY, REPOSITORY, write_file
from tests.emulator.deployed import Deployed, Values
from tests.emulator.listener import Listener
from tests.emulator.stories import Steps, Story, Teller

ROTATED = {
    "aws_rds_cluster.database_cluster": "update",
    # The provider makes a new version for a new value; the secret stays.
    "aws_secretsmanager_secret_version.secrets_credentials_version": "replace",
}
# What cdktf would add to a construct path that it cannot tell apart: eight hexadecimal digits.
LOOKS_LIKE_A_HASH = re.compile(r"[_-](?=[0-9A-F]*[0-9])[0-9A-F]{8}$", re.IGNORECASE)


@dataclass(frozen=True)
class Passwords:
    """The database password where it is meant to be."""

    in_secrets_manager: str
    told_to_database: str


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Deploy with cdktf, plan, rotate the password, destroy; look for secrets in what that leaves behind."""
    with Listener(deployment.emulator.endpoint, "MasterUserPassword") as listener:
        deployment.terraform.environment["AWS_ENDPOINT_URL_RDS"] = listener.url
        yield from _steps(deployment, values, listener)


def _steps(deployment: Deployed, values: Values, listener: Listener) -> Steps:
    terraform = deployment.terraform
    write_file(deployment.file, values)
    _cdktf(deployment, "deploy")
    yield "deploy", terraform.addresses()
    yield "second plan", terraform.plan()
    first = Passwords(_stored_password(deployment), listener.heard[-1])
    yield "passwords", first

    yield "rotation", _rotate(deployment, values)
    yield "plan after rotation", terraform.plan()
    second = Passwords(_stored_password(deployment), listener.heard[-1])
    yield "rotated passwords", second
    yield "leaks", _leaks(deployment.folder, [CANARY, first.in_secrets_manager, second.in_secrets_manager])

    _cdktf(deployment, "destroy", WITHOUT_APPLICATION)
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


def test_raising_the_revision_plans_the_password_alone(story: Story) -> None:
    assert story["rotation"] == ROTATED
    assert story["plan after rotation"] == {}


def test_raising_the_revision_changes_the_password_in_both_places(story: Story) -> None:
    before, after = story["passwords"], story["rotated passwords"]

    assert after.in_secrets_manager != before.in_secrets_manager
    assert after.told_to_database == after.in_secrets_manager


def test_no_secret_is_in_configuration_plan_state_or_log(story: Story) -> None:
    searched, leaks = story["leaks"]

    kinds = {"cdk.tf.json", "cdktf.log", "changes.tfplan", "changes.json", "terraform.log"}
    assert kinds | {"terraform.aws-recommended.tfstate"} <= {Path(name).name for name in searched}
    assert "changes.tfplan/tfplan" in searched  # inside the archive that a plan is
    assert leaks == []


def test_a_planted_secret_would_be_found_in_a_file_and_in_an_archive(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("the secret is planted")
    with zipfile.ZipFile(tmp_path / "plan", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tfplan", "planted " * 100)

    searched, leaks = _leaks(tmp_path, ["planted", "absent"])

    assert sorted(searched) == ["log", "plan", "plan/tfplan"]
    assert sorted(leaks) == ["log", "plan/tfplan"]


def test_destroying_leaves_what_aws_itself_keeps_for_a_while(story: Story) -> None:
    assert (story["destroy"], story["left"]) == ([], {})
    assert {kind: len(ids) for kind, ids in story["left for a while"].items()} == {
        "kms/key-pending-deletion": 1,
        "rds/cluster-snapshot": 1,
        "secretsmanager/secret-scheduled-for-deletion": 1,
    }


def _cdktf(deployment: Deployed, action: str, *more: str) -> None:
    terraform = deployment.terraform
    own = {"WANDB_DEPLOYMENTS": str(deployment.file), "CDKTF_LOG_FILE_DIRECTORY": str(deployment.folder)}
    terraform.environment.update(LINE_BY_LINE | own)
    options = ("--auto-approve", "--output", str(deployment.output), *more)
    command = command_line(action, f"aws-{deployment.name}", *options, environment=terraform.environment, plain=True)
    terraform.call(command, cwd=REPOSITORY)


def _rotate(deployment: Deployed, values: Values) -> Mapping[str, str]:
    """Raises the password's revision; leaves the saved plan, and what it says, to be searched."""
    planned = deployment.change({**values, "database_password_revision": 2}, then_apply=False)
    (deployment.folder / "changes.json").write_text(deployment.terraform.show(str(deployment.saved_plan)))
    deployment.terraform.apply(str(deployment.saved_plan))
    return planned


def _stored_password(deployment: Deployed) -> str:
    secrets = deployment.client("secretsmanager")
    [secret] = secrets.list_secrets()["SecretList"]
    stored: dict[str, str] = json.loads(secrets.get_secret_value(SecretId=secret["ARN"])["SecretString"])
    assert sorted(stored) == ["password", "username"]
    return stored["password"]


def _leaks(folder: Path, secrets: list[str]) -> tuple[list[str], list[str]]:
    """The names of all files searched, those in archives too, and of those that hold a secret."""
    contents = dict(_contents(folder))
    wanted = [secret.encode() for secret in secrets]
    found = [name for name, content in contents.items() if any(secret in content for secret in wanted)]
    return list(contents), found


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in folder.rglob("*"):
        # The provider's program is hundreds of megabytes of somebody else's.
        if not file.is_file() or "providers" in file.relative_to(folder).parts:
            continue
        name = file.relative_to(folder).as_posix()
        yield name, file.read_bytes()
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                yield from ((f"{name}/{member}", archive.read(member)) for member in archive.namelist())
