"""Refuses a deploy that would replace the running server by the other way to run W&B, operator or single container.

Both ways use the same node ports and names, so the one that runs must be destroyed first; and a deployment file without
`wandb_runtime` must not switch because the default is another one in a newer version of this project.
"""

from collections.abc import Collection, Iterator, Sequence

from constructs_lib.deployments import Deployment
from constructs_lib.problems import Problem
from constructs_lib.settings.kubernetes.operator import CONTAINER, OPERATOR
from scripts.stack_patterns import matches
from scripts.states import States, addresses

_INPUT = "wandb_runtime"
# The address of the server in the application stack, by the way to run it.
SERVERS = {
    CONTAINER: "kubernetes_deployment_v1.server_workload_deployment",
    OPERATOR: "helm_release.server_resource_release",
}


def refused_changes(patterns: Sequence[str], deployments: Sequence[Deployment], states: States) -> Iterator[Problem]:
    """Why the deployments with a stack that a pattern matches are not deployed: their state has the other server."""
    for deployment in deployments:
        if matches(patterns, *deployment.stack_names):
            found = states.resources(deployment.application_name, deployment.settings.backend)
            if message := _refusal(deployment, addresses(found or ())):
                yield deployment.problem(_INPUT, message)


def _refusal(deployment: Deployment, found: Collection[str]) -> str | None:
    chosen = deployment.settings.wandb_runtime
    running = next((runtime for runtime in SERVERS if runtime != chosen and SERVERS[runtime] in found), None)
    if running is None or not deployment.settings.creates_application:
        return None
    is_set = _INPUT in deployment.settings.model_fields_set
    given = f'is "{chosen}"' if is_set else f'is not set, which means "{chosen}"'
    return (
        f'{given}, but {deployment.application_name} runs "{running}"; write {_INPUT} = "{running}" to keep it, or see '
        "docs/operator.md#change-the-runtime"
    )
