"""mypy accepts the examples of the docstrings, with the strict configuration of the project."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.library.docstrings import EXAMPLES, in_order

REPOSITORY = Path(__file__).resolve().parents[3]
HEAD = """
from constructs import Construct
from constructs_lib.{package} import *
from constructs_lib.framework import *
from constructs_lib.platform_outputs import *

self: AddressedStack
stack: AddressedStack
"""


@pytest.mark.parametrize("package", ["aws", "azure", "kubernetes"])
def test_examples_of_a_package_have_correct_types(package: str, tmp_path: Path) -> None:
    names = [name for name in EXAMPLES if name.startswith(f"{package}.")]
    ordered = dict.fromkeys(each for name in names for each in in_order(name))
    program = tmp_path / "program.py"
    program.write_text(HEAD.format(package=package) + "\n".join(EXAMPLES[name] for name in ordered))

    command = [sys.executable, "-m", "mypy", "--no-error-summary", str(program)]
    ran = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)

    assert len(names) > 5
    assert (ran.stdout, ran.returncode) == ("", 0), ran.stderr
