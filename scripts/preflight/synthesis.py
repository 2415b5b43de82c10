"""Chooses deployments and synthesizes them, without the cdktf command."""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from pathlib import Path

from constructs_lib.deployments import Deployment, load_deployments


class NoStackError(Exception):
    """No stack matches the patterns."""


def chosen_deployments(patterns: Sequence[str]) -> list[Deployment]:
    """The deployments with a stack that matches one of `patterns`."""
    deployments = load_deployments()
    chosen = [each for each in deployments if any(fnmatch.filter(each.stack_names, one) for one in patterns)]
    if not chosen:
        names = ", ".join(name for each in deployments for name in each.stack_names)
        raise NoStackError(f"No stack matches {' or '.join(patterns)}; the stacks are {names}")
    return chosen


def synthesize(deployments: Sequence[Deployment], folder: Path) -> None:
    """Synthesizes only these deployments into `folder`."""
    from cdktf import App

    from stacks.deployment import add_stacks

    app = App(outdir=str(folder))
    for deployment in deployments:
        add_stacks(app, deployment)
    app.synth()
