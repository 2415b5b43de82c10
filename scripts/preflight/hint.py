"""The line with which `make deploy` offers the preflight before a first apply."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Sequence
from pathlib import Path

from constructs_lib.deployments import Deployment


def preflight_hints(deployments: Sequence[Deployment], patterns: Sequence[str], output: Path) -> Iterator[str]:
    """A line for each chosen infrastructure stack that was never deployed from here.

    `output` is cdktf's output folder, in which Terraform keeps its own folder after the first run.
    """
    for deployment in deployments:
        chosen = any(fnmatch.fnmatch(deployment.name, pattern) for pattern in patterns)
        state = output.parent / f"terraform.{deployment.name}.tfstate"
        if chosen and not state.exists() and not (output / "stacks" / deployment.name / ".terraform").exists():
            name = deployment.name
            yield f"{name}: first deploy; to see what the account lacks: make preflight STACK={name}"
