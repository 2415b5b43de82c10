"""The secrets of deployment files as Terraform variables, only for the environment of a child process."""

import os
from collections.abc import Mapping, Sequence

from constructs_lib.deployments import Deployment
from constructs_lib.deployments.secrets import secret_variables
from scripts.stack_patterns import matches


class SecretsConflictError(Exception):
    """Two deployments set a variable to different values; an environment has only one."""


def secret_environment(
    deployments: Sequence[Deployment], patterns: Sequence[str], environment: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """`TF_VAR_<input>` for each secret of the deployments whose application stack matches one of `patterns`.

    A variable that is already in `environment` is not replaced, so secrets need not be in a committed file.
    """
    found: dict[str, tuple[str, str]] = {}
    for deployment in deployments:
        if not matches(patterns, deployment.application_name):
            continue
        for name, value in secret_variables(deployment).items():
            other, first = found.setdefault(name, (deployment.name, value))
            if first != value and name not in environment:
                raise SecretsConflictError(
                    f"{other} and {deployment.name} differ in {name.removeprefix('TF_VAR_')}: "
                    f"deploy them one by one, for example with STACK='{other}*'"
                )
    return {name: value for name, (_, value) in found.items() if name not in environment}
