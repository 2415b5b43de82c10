"""Chooses deployments and synthesizes them, without the cdktf command."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from constructs_lib import engine
from constructs_lib.deployments import Deployment, load_deployments
from constructs_lib.stacks.program import write_stacks
from scripts.stack_patterns import matches, no_match


class NoStackError(Exception):
    """No stack matches one of the patterns."""


def chosen_deployments(patterns: Sequence[str]) -> list[Deployment]:
    """The deployments with a stack that matches one of `patterns`. Raises `NoStackError` if one matches none."""
    deployments = load_deployments()
    if problem := no_match(patterns, deployments):
        raise NoStackError(problem)
    return [each for each in deployments if matches(patterns, *each.stack_names)]


def synthesize(deployments: Sequence[Deployment], folder: Path) -> None:
    """Synthesizes only these deployments into `folder`, with the engine of the scripts' own environment."""
    # The engine that deploys may be in another environment, and writes the same stacks.
    os.environ.pop(engine.VARIABLE, None)
    # Imported here, so that mistakes in the files are reported before CDKTF is imported.
    from stacks.deployment import add_stacks

    write_stacks(deployments, folder, add_stacks)
