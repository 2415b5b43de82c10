"""What the Makefile's targets run, as `make --dry-run` prints it."""

import os
import shlex
import subprocess
import sys

from scripts.setup import ROOT

# Of a make that runs the tests.
_OUTER = ("MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS", "ARGS", "CLOUD", "STACK")


def make(*arguments: str, **variables: str) -> str:
    """The output of make in the repository."""
    environment = {name: value for name, value in os.environ.items() if name not in _OUTER} | variables
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout


def recipe(target: str, *variables: str) -> list[str]:
    """The last command of a target, which follows the set-up, with the Python that runs the tests."""
    python, *arguments = shlex.split(make("--dry-run", target, *variables).splitlines()[-1])
    assert python == ".venv/bin/python"
    return [sys.executable, *arguments]
