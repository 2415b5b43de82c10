"""The examples and the tests of the example repository are typed: mypy and pyright in strict mode, with the wheel."""

import json
import os
import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.deployments import REPOSITORY
from tests.wheel import APPS, EXAMPLES

# Per app, of CPU time, which does not depend on what else runs. mypy starts without a cache.
SECONDS_PER_APP = 15
PROGRAMS = sorted([*EXAMPLES.glob("*/main.py"), *EXAMPLES.glob("*/tests/*.py")])
WRONG = """
from constructs_lib.settings import AwsSettings

AwsSettings(namespce="wandb")
AwsSettings(namespace="wandb")
"""


@pytest.fixture
def apps(tmp_path: Path) -> Path:
    """Copies of the programs outside the checkout, each with a name of its own, and one with a mistake."""
    for program in PROGRAMS:
        app, *rest = program.relative_to(EXAMPLES).parts
        name = app.replace("-", "_")
        text = program.read_text().replace("from main import", f"from {name}_main import")
        (tmp_path / "_".join([name, *rest])).write_text(text)
    (tmp_path / "wrong.py").write_text(WRONG)
    return tmp_path


def _mypy(python: Path, apps: Path) -> list[str]:
    config = subprocess.run(
        [str(python), "-m", "constructs_lib.mypy_config"], cwd=apps, capture_output=True, text=True, check=True
    ).stdout.strip()
    return [str(python), "-m", "mypy", "--config-file", config, "--cache-dir", str(apps / "cache"), "."]


def _pyright(python: Path, apps: Path) -> list[str]:
    pyright = shutil.which("pyright", path=f"{REPOSITORY / 'node_modules' / '.bin'}:{os.environ['PATH']}")
    if pyright is None:
        pytest.skip("pyright is not installed")
    # The first import of each program is there for its effect.
    settings = {"typeCheckingMode": "strict", "reportUnusedImport": "none"}
    (apps / "pyrightconfig.json").write_text(json.dumps(settings))
    return [pyright, "--pythonpath", str(python)]


@pytest.mark.parametrize("checker", [_mypy, _pyright])
def test_examples_are_typed_within_the_time(
    checker: Callable[[Path, Path], list[str]], wheel_python: Path, apps: Path
) -> None:
    command = checker(wheel_python, apps)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run(command, cwd=apps, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    # Only in the program with mistakes: an unknown input, and missing ones.
    errors = [line for line in ran.stdout.splitlines() if ": error" in line or " - error" in line]
    assert errors and all("wrong.py" in each for each in errors), ran.stdout + ran.stderr
    assert any("namespce" in each for each in errors) and any('"domain_name"' in each for each in errors)
    assert after.ru_utime - before.ru_utime < SECONDS_PER_APP * len(APPS)
