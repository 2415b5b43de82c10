"""Refuses to destroy a protected deployment before anything is destroyed.

cdktf destroys the application first. Terraform refuses only when it plans the infrastructure, and AWS only when
Terraform deletes a protected resource.
"""

import fnmatch
from collections.abc import Iterator, Sequence
from pathlib import Path

from constructs_lib.deployments import Deployment
from constructs_lib.problems import Problem
from scripts.demo_report import count_resources, protected_resources

_INPUT = "deletion_protection"


def refused_destroys(patterns: Sequence[str], deployments: Sequence[Deployment], states: Path) -> Iterator[Problem]:
    """Why the infrastructure stacks that match a pattern are not destroyed; local states are in the folder `states`."""
    for deployment in deployments:
        chosen = any(fnmatch.fnmatch(deployment.name, pattern) for pattern in patterns)
        if chosen and (message := _refusal(deployment, states / f"terraform.{deployment.name}.tfstate")):
            yield deployment.problem(_INPUT, message)


def _refusal(deployment: Deployment, state: Path) -> str | None:
    settings = deployment.settings
    # Only a local state says that there is nothing to destroy.
    if settings.backend.type == "local" and not count_resources(state):
        return None
    if settings.deletion_protection:
        return "is true, so nothing is destroyed; set it to false, run `make deploy`, then destroy again"
    if protected := protected_resources(state):
        return f"is false, but {', '.join(protected)} are still protected; run `make deploy`, then destroy again"
    return None
