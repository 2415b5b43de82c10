"""The line with which `make deploy` offers the preflight before a first apply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from constructs_lib.deployments import Deployment
from scripts.stack_patterns import matches
from scripts.states import local_state


def preflight_hints(deployments: Sequence[Deployment], patterns: Sequence[str], output: Path) -> Iterator[str]:
    """A line for each chosen infrastructure stack that was never deployed from here.

    `output` is cdktf's output folder, in which Terraform keeps its own folder after the first run.
    """
    for deployment in deployments:
        name = deployment.name
        known = local_state(output, name), output / "stacks" / name / ".terraform"
        if matches(patterns, name) and not any(path.exists() for path in known):
            yield f"{name}: first deploy; to see what the account lacks: make preflight STACK={name}"
