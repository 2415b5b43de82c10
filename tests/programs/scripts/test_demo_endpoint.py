"""scripts/demo_endpoint.py, with the real endpoint where one is started."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import demo_endpoint
from scripts.demo_endpoint import Endpoint, EndpointError
from scripts.demo_shell import MARK

NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing listens


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder for an endpoint, which ends with it."""
    folder = tmp_path / "demo"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_endpoint_is_started_found_again_and_stopped(home: Path) -> None:
    endpoint = demo_endpoint.start(home, {"Z0001": "one.example", "Z0002": "two.example"})
    assert demo_endpoint.running(home) == endpoint
    assert endpoint.hosted_zones() == {"Z0001", "Z0002"}
    endpoint.stop()
    assert demo_endpoint.running(home) is None


def test_endpoint_ends_when_its_folder_is_removed(home: Path) -> None:
    endpoint = demo_endpoint.start(home, {})
    shutil.rmtree(home)
    deadline = time.monotonic() + 10
    while demo_endpoint._answers(endpoint.url) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not demo_endpoint._answers(endpoint.url)


def test_failed_endpoint_start_names_the_log(home: Path) -> None:
    with pytest.raises(EndpointError, match=r"did not start; see .*/endpoint\.log"):
        demo_endpoint.start(home, {"no id at all": ""})
    assert "--hosted-zone" in (home / "endpoint.log").read_text()


@pytest.mark.parametrize(
    "messages",
    [None, "", "not JSON", "{}", json.dumps({"endpoint": NOWHERE, "pid": 1})],
    ids=lambda messages: str(messages)[:12],
)
def test_files_of_an_ended_emulator_are_not_a_running_one(home: Path, messages: str | None) -> None:
    if messages is not None:
        (home / "endpoint.json").write_text(messages)
    assert demo_endpoint.running(home) is None


def test_no_variable_of_a_real_account_reaches_the_demo() -> None:
    own = {"AWS_PROFILE": "production", "AWS_ENDPOINT_URL_S3": "https://s3.example.com", "AWS_SESSION_TOKEN": "t"}
    assert demo_endpoint.without_aws({**own, "PATH": "/bin"}) == {"PATH": "/bin"}
    leading_there = Endpoint(NOWHERE, 1).environment("eu-central-1")
    assert leading_there["AWS_ENDPOINT_URL"] == NOWHERE
    assert leading_there["AWS_CONFIG_FILE"] == leading_there["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert leading_there["AWS_REGION"] == leading_there["AWS_DEFAULT_REGION"] == "eu-central-1"


def test_dead_end_only_for_a_shell_of_a_stopped_demo(home: Path) -> None:
    assert demo_endpoint.dead_end({}) is None
    endpoint = demo_endpoint.start(home, {})
    assert demo_endpoint.dead_end({MARK: str(home)}) is None
    endpoint.stop()
    assert "run leave_demo" in str(demo_endpoint.dead_end({MARK: str(home)}))
