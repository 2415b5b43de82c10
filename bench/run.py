"""One measured run of one program, in a process and a folder of its own."""

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
# Whatever of these the caller's shell has would be measured with the program.
_LEFT_OUT: Final = ("PYTHONDONTWRITEBYTECODE", "WANDB_EAGER_BINDINGS", "WANDB_DEPLOYMENTS")
_TIMEOUT_SECONDS: Final = 900


class BenchError(Exception):
    """A program did not do what it is measured for."""


@dataclass(frozen=True)
class Case:
    """A program to measure, and how to tell that it did its work: exit status and number of stacks written."""

    name: str
    title: str
    program: Path
    stacks: int
    exit_status: int = 0
    environment: Mapping[str, str] = field(default_factory=dict)
    deployments: int = 1
    # Long programs tell enough in fewer runs.
    runs_at_most: int = 1_000


@dataclass(frozen=True)
class Sample:
    """What one run took: seconds on the clock, seconds of all processors, peaks of both processes in MB."""

    wall_seconds: float
    cpu_seconds: float
    python_mb: float
    node_mb: float


def run(case: Case) -> Sample:
    """Runs the program of `case` once, from start to exit; raises BenchError when it did something else."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        report = Path(folder, "used.json")
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, str(_MEASURED), str(report), str(case.program)],
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
    kept = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
    path = os.pathsep.join([str(REPOSITORY), *filter(None, [kept.get("PYTHONPATH")])])
    return {**kept, "PYTHONPATH": path, **case.environment}


def _check(case: Case, exit_status: int, output: Path, errors: str) -> None:
    stacks = len(list(output.glob("stacks/*/cdk.tf.json")))
    if (exit_status, stacks) != (case.exit_status, case.stacks):
        expected = f"exit status {case.exit_status} and {case.stacks} stacks"
        raise BenchError(f"{case.name}: exit status {exit_status} and {stacks} stacks, not {expected}\n{errors}")
