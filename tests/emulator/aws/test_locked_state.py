"""When another person holds the state lock, Terraform and `make deploy` name them and change nothing."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.cdktf import CDKTF
from scripts.terraform_binary import terraform_binary
from tests.deployments import REPOSITORY
from tests.emulator.deployed import Deployed, Values
from tests.emulator.stories import Steps, Story, StoryDefinition, by_container

_PATIENCE_SECONDS = 120


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Somebody's apply waits for their yes; meanwhile somebody else calls Terraform, and `make deploy`."""
    terraform = deployment.terraform
    deployment.configure(values)
    terraform.init()
    with _apply_waiting_for_an_answer(deployment) as lock:
        yield "lock", json.loads(lock.read_text())
        state = deployment.state.read_bytes()
        yield "terraform", terraform.run("apply", "-input=false", "-auto-approve", accepted=(1,)).text
        yield "make deploy", _make_deploy(deployment)
        yield "states", (state, deployment.state.read_bytes())
    yield "made", deployment.emulator.inventory()


STORIES: Mapping[str, StoryDefinition] = {"locked": ("aws", "recommended", by_container(life_of))}
pytestmark = pytest.mark.story("locked")


def _says_whose_lock_it_is(text: str, lock: Mapping[str, str]) -> bool:
    return all(part in text for part in ("Error acquiring the state lock", lock["ID"], lock["Who"], lock["Path"]))


def test_terraform_names_the_holder_of_the_lock(story: Story) -> None:
    assert _says_whose_lock_it_is(story["terraform"], story["lock"])


@pytest.mark.skipif(not CDKTF.exists(), reason="cdktf is not installed: `make setup` does it")
def test_make_deploy_names_the_holder_of_the_lock(story: Story) -> None:
    assert _says_whose_lock_it_is(story["make deploy"], story["lock"]), story["make deploy"]


def test_state_and_account_are_unchanged(story: Story) -> None:
    before, after = story["states"]

    assert after == before
    assert story["made"] == {}


@contextmanager
def _apply_waiting_for_an_answer(deployment: Deployed) -> Iterator[Path]:
    """Yields the file in which Terraform keeps who has the lock."""
    lock = deployment.state.with_name(f".{deployment.state.name}.lock.info")
    process = subprocess.Popen(
        [terraform_binary(), "apply"],
        cwd=deployment.stack,
        env=deployment.terraform.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    try:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not lock.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        yield lock
    finally:
        process.communicate("no\n", timeout=_PATIENCE_SECONDS)


def _make_deploy(deployment: Deployed) -> str:
    options = ["--", "--auto-approve", "--output", str(deployment.output)]
    command = [sys.executable, "-m", "scripts.cdktf", "deploy", f"aws-{deployment.name}", *options]
    terraform = deployment.terraform
    terraform.environment |= {
        "WANDB_DEPLOYMENTS": str(deployment.file),
        "CDKTF_LOG_FILE_DIRECTORY": str(deployment.folder),
    }
    return terraform.call(command, cwd=REPOSITORY, accepted=(1,)).text
