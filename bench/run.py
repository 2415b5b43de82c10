"""One measured run of a program, in its own process and folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

REPOSITORY: Final = Path(__file__).resolve().parents[1]
_MEASURED: Final = REPOSITORY / "bench" / "measured.py"
# Variables of the caller's shell that would change the measurement.
_REMOVED_VARIABLES: Final = ("PYTHONDONTWRITEBYTECODE", "WANDB_EAGER_BINDINGS", "WANDB_DEPLOYMENTS", "WANDB_ENGINE")
_TIMEOUT_SECONDS: Final = 900


class BenchError(Exception):
    """A measured program did not do its work."""


@dataclass(frozen=True)
class Case:
    """A program to measure, with its expected exit status and number of written stacks."""

    name: str
    title: str
    program: Path
    stacks: int
    exit_status: int = 0
    environment: Mapping[str, str] = field(default_factory=dict)
    deployments: int = 1
    # Long programs need fewer runs.
    runs_at_most: int = 1_000
    # Of the environment with the engine.
    python: Path = Path(sys.executable)
    # An optimization of the library, see `bench.tricks`.
    without: str = ""


@dataclass(frozen=True)
class Sample:
    """One run: wall-clock seconds, CPU seconds of both processes, memory peak of each process in MB."""

    wall_seconds: float
    cpu_seconds: float
    python_mb: float
    node_mb: float


def run(case: Case) -> Sample:
    """Runs the program of `case` once, from start to exit.

    Raises `BenchError` when the exit status or the number of stacks is not the expected one.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        report = Path(folder, "used.json")
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(case.python), str(_MEASURED), str(report), str(case.program), *[case.without] * bool(case.without)],
            cwd=folder,
            env=_environment(case),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        _, errors = process.communicate(timeout=_TIMEOUT_SECONDS)
        wall = time.perf_counter() - start
        _check(case, process.returncode, Path(folder, "cdktf.out"), errors.decode(errors="replace"))
        return Sample(wall_seconds=wall, **json.loads(report.read_text()))


def _environment(case: Case) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _REMOVED_VARIABLES}
    path = os.pathsep.join([str(REPOSITORY), *filter(None, [kept.get("PYTHONPATH")])])
    return {**kept, "PYTHONPATH": path, **case.environment}


def _check(case: Case, exit_status: int, output: Path, errors: str) -> None:
    stacks = len(list(output.glob("stacks/*/cdk.tf.json")))
    if (exit_status, stacks) != (case.exit_status, case.stacks):
        expected = f"exit status {case.exit_status} and {case.stacks} stacks"
        raise BenchError(f"{case.name}: exit status {exit_status} and {stacks} stacks, not {expected}\n{errors}")
