"""Refuses to destroy a protected deployment before anything is destroyed.

cdktf destroys the application first. Terraform refuses only when it plans the infrastructure, and AWS only when
Terraform deletes a protected resource.
"""

from collections.abc import Iterator, Sequence

from constructs_lib.adoption import adoption_path
from constructs_lib.deployments import Deployment
from constructs_lib.problems import Problem
from scripts.stack_patterns import matches
from scripts.states import States, protected_resources

_INPUT = "deletion_protection"


def refused_destroys(patterns: Sequence[str], deployments: Sequence[Deployment], states: States) -> Iterator[Problem]:
    """Why the infrastructure stacks that match a pattern are not destroyed."""
    for deployment in deployments:
        if matches(patterns, deployment.name) and (message := _refusal(deployment, states)):
            yield deployment.problem(_INPUT, message)


def _refusal(deployment: Deployment, states: States) -> str | None:
    settings = deployment.settings
    resources = states.resources(deployment.name, settings.backend)
    if resources == []:
        return None
    if settings.deletion_protection:
        return "is true, so nothing is destroyed; set it to false, run `make deploy`, then destroy again"
    if deployment.adoption is not None and deployment.adoption.imports:
        file = adoption_path(deployment.path).name
        return f"is false, but {file} protects all resources under imports; set imports to [] there, then destroy again"
    if protected := protected_resources(resources or ()):
        are = "is" if len(protected) == 1 else "are"
        return f"is false, but {', '.join(protected)} {are} still protected; run `make deploy`, then destroy again"
    return None
