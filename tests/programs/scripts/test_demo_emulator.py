"""scripts/demo_emulator.py, with the real emulator where one is started."""

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import demo_emulator
from scripts.demo_emulator import DemoError
from scripts.demo_shell import MARK

NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing listens


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder for an emulator, which ends with it."""
    folder = tmp_path / "demo"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_emulator_is_started_found_again_and_stopped(home: Path) -> None:
    zones = ["--hosted-zone", "Z0001=one.example", "--hosted-zone", "Z0002=two.example"]
    emulator = demo_emulator.start(home, zones)
    assert demo_emulator.running(home) == emulator
    assert set(emulator.status()["hosted_zones"]) == {"Z0001", "Z0002"}
    assert emulator.ready.exists()
    assert "BEGIN CERTIFICATE" in emulator.authorities.read_text()
    emulator.stop()
    assert demo_emulator.running(home) is None
    assert not emulator.ready.exists()


def test_emulator_of_azure_is_started(home: Path) -> None:
    emulator = demo_emulator.start(home, ["--cloud", "azure"])
    assert emulator.status()["cloud"] == "azure"
    emulator.stop()


def test_emulator_ends_when_its_folder_is_removed(home: Path) -> None:
    emulator = demo_emulator.start(home, [])
    shutil.rmtree(home)
    deadline = time.monotonic() + 10
    while demo_emulator._answers(emulator.url) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not demo_emulator._answers(emulator.url)


def test_emulator_that_cannot_start_is_an_error_that_names_the_log(home: Path) -> None:
    with pytest.raises(DemoError, match=r"did not start; see .*/emulator\.log"):
        demo_emulator.start(home, ["--hosted-zone", "no id at all="])
    assert "--hosted-zone" in (home / "emulator.log").read_text()


@pytest.mark.parametrize(
    "said", [None, "", "not JSON", "{}", json.dumps({"endpoint": NOWHERE, "pid": 1})], ids=lambda said: str(said)[:12]
)
def test_files_of_an_ended_emulator_are_not_a_running_one(home: Path, said: str | None) -> None:
    if said is not None:
        (home / "emulator.json").write_text(said)
    assert demo_emulator.running(home) is None


def test_variables_of_real_accounts_are_removed() -> None:
    own = {
        "AWS_PROFILE": "production",
        "AWS_ENDPOINT_URL_S3": "https://s3.example.com",
        "ARM_TENANT_ID": "t",
        "AZURE_CONFIG_DIR": "/home/me/.azure",
    }
    kept = {"PATH": "/bin", "CHARM_": "x", "HTTPS_PROXY": "http://proxy.example"}
    assert demo_emulator.without_accounts({**own, **kept}) == kept


def test_dead_end_only_for_a_shell_of_a_stopped_demo(home: Path) -> None:
    assert demo_emulator.stopped_demo_error({}) is None
    emulator = demo_emulator.start(home, [])
    assert demo_emulator.stopped_demo_error({MARK: str(home)}) is None
    emulator.stop()
    assert "run leave_demo" in str(demo_emulator.stopped_demo_error({MARK: str(home)}))
