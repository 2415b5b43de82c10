"""Refuses a deploy that would replace the running server by the other way to run W&B, operator or single container.

Both ways use the same node ports and names, so the one that runs must be destroyed first; and a deployment file without
`wandb_runtime` must not switch because the default is another one in a newer version of this project.
"""

import fnmatch
import subprocess
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from constructs_lib.deployments import Deployment
from constructs_lib.problems import Problem
from constructs_lib.settings.kubernetes.operator import CONTAINER, OPERATOR
from scripts.demo_report import addresses

_INPUT = "wandb_runtime"
# The address of the server in the application stack, by the way to run it.
SERVERS = {
    CONTAINER: "kubernetes_deployment_v1.server_workload_deployment",
    OPERATOR: "helm_release.server_resource_release",
}


def refused_changes(
    patterns: Sequence[str],
    deployments: Sequence[Deployment],
    states: Path,
    *,
    output: Path,
    environment: Mapping[str, str],
) -> Iterator[Problem]:
    """Why the deployments with a stack that a pattern matches are not deployed: their state has the other server.

    `states` is the folder of local states; the stacks with another backend must be synthesized into `output`.
    """
    for deployment in deployments:
        if any(fnmatch.filter(deployment.stack_names, pattern) for pattern in patterns):
            stack = deployment.application_name
            if deployment.settings.backend.type == "local":
                found: Collection[str] = _in_file(states / f"terraform.{stack}.tfstate")
            else:
                found = _in_backend(output / "stacks" / stack, environment)
            if message := _refusal(deployment, found):
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


def _in_file(state: Path) -> Collection[str]:
    return addresses(state) if state.exists() and state.stat().st_size else ()


def _in_backend(folder: Path, environment: Mapping[str, str]) -> Collection[str]:
    """The addresses in the state of the stack in `folder`; none if Terraform fails, as the deploy then will too."""
    if not folder.exists():
        return ()
    for command in (["init", "-input=false"], ["state", "list"]):
        result = subprocess.run(
            ["terraform", *command],
            cwd=folder,
            env=dict(environment),
            capture_output=True,
            text=True,
        )
        if result.returncode:
            return ()
    return result.stdout.split()
