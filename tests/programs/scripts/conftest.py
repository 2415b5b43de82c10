"""An adopted deployment, for the tests of the scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from constructs_lib.deployments import Deployment, load_deployments
from scripts import adopt
from tests.official_states import recorded_state


@pytest.fixture
def state(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a recorded state."""

    def write(name: str) -> Path:
        file = tmp_path / f"{name}.tfstate"
        file.write_text(recorded_state(name))
        return file

    return write


@pytest.fixture
def deployment(state: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Deployment:
    """An adopted deployment, read again from its files."""
    assert adopt.main([str(state("v8.0.0-recommended")), "old", "--folder", str(tmp_path)]) == 0
    capsys.readouterr()
    [read] = load_deployments([tmp_path / "aws" / "old.tfvars"])
    return read
