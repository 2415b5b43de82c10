"""Local state files survive an interrupted write."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from scripts import cdktf, state_copies
from scripts.state_copies import restore_broken

STATE = '{"version": 4, "serial": 7}'
_PATIENCE_SECONDS = 20


@pytest.fixture(autouse=True)
def _without_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_copies, "INTERVAL_SECONDS", 0.01)


def _wait_for(path: Path, content: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not (path.exists() and path.read_text() == content):
        assert time.monotonic() < deadline, f"{path} is not {content}"
        time.sleep(0.01)


def test_truncated_state_is_restored_from_its_copy(tmp_path: Path) -> None:
    file, copy = tmp_path / "terraform.aws-x.tfstate", tmp_path / "terraform.aws-x.tfstate.copy"
    with state_copies.state_copies(tmp_path):
        file.write_text("{}")
        _wait_for(copy, "{}")
        file.write_text(STATE)
        _wait_for(copy, STATE)
        file.write_text(STATE[:9])

    assert restore_broken(tmp_path) == [file]
    assert file.read_text() == STATE
    assert restore_broken(tmp_path) == []


@pytest.mark.parametrize("cut_off", ["", STATE[:-1]])
def test_empty_or_truncated_state_is_not_copied(cut_off: str, tmp_path: Path) -> None:
    file = tmp_path / "terraform.aws-x.tfstate"
    file.write_text(cut_off)
    other = tmp_path / "terraform.aws-y.tfstate"
    with state_copies.state_copies(tmp_path):
        other.write_text(STATE)
        _wait_for(other.with_name(f"{other.name}.copy"), STATE)

    assert not file.with_name(f"{file.name}.copy").exists()
    assert restore_broken(tmp_path) == []


def test_removed_state_is_not_restored(tmp_path: Path) -> None:
    (tmp_path / "terraform.aws-x.tfstate.copy").write_text(STATE)

    assert restore_broken(tmp_path) == []
    assert [file.name for file in tmp_path.iterdir()] == ["terraform.aws-x.tfstate.copy"]


def test_locked_state_is_not_copied(tmp_path: Path) -> None:
    file = tmp_path / "terraform.aws-x.tfstate"
    file.touch()
    file.with_name(f"{file.name}.copy").write_text(STATE)
    hold = "import fcntl, sys; f = open(sys.argv[1], 'r+b'); fcntl.lockf(f, fcntl.LOCK_EX); print(); input()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        assert restore_broken(tmp_path) == []
        writer.communicate("\n")

    assert restore_broken(tmp_path) == [file]


def test_deploy_restores_a_truncated_state_from_its_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    state = Path("terraform.aws-wandb.tfstate")
    state.touch()
    state.with_name(f"{state}.copy").write_text('{"serial": 7}')
    found: list[str] = []

    def run(_command: Sequence[str], **_options: object) -> int:
        found.append(state.read_text())
        return 0

    monkeypatch.setattr(cdktf, "run", run)

    assert cdktf.call("deploy", ["aws-wandb"], []) == 0
    assert found == ['{"serial": 7}']
    assert "terraform.aws-wandb.tfstate was truncated" in capsys.readouterr().err
