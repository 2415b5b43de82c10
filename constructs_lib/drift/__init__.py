"""Drift: how a deployed stack differs from its state and from its deployment file, read from Terraform's plan.

`python -m constructs_lib.drift PLAN...` reads saved plans; `make drift` also makes them.
"""

from .differences import Difference, difference_paths
from .report import DRIFTED, FAILED, UNCHANGED, StackDrift, read_plan, write_report

__all__ = [
    "DRIFTED",
    "FAILED",
    "UNCHANGED",
    "Difference",
    "StackDrift",
    "difference_paths",
    "read_plan",
    "write_report",
]
