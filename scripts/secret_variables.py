"""The secrets of deployment files as Terraform's variables, for the environment of a child process alone."""

import fnmatch
import os
from collections.abc import Mapping, Sequence

from constructs_lib.deployments import Deployment
from constructs_lib.deployments.secrets import secret_variables


class SecretsConflictError(Exception):
    """Two deployments give one variable different values; Terraform's environment holds one."""


def secret_environment(
    deployments: Sequence[Deployment], patterns: Sequence[str], environment: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """`TF_VAR_<input>` for each secret in the files of the deployments whose application is among `patterns`.

    A variable that `environment` has already is left alone: so secrets need not stand in a file that is committed.
    """
    found: dict[str, tuple[str, str]] = {}
    for deployment in deployments:
        if not any(fnmatch.fnmatch(deployment.application_name, pattern) for pattern in patterns):
            continue
        for name, value in secret_variables(deployment).items():
            other, first = found.setdefault(name, (deployment.name, value))
            if first != value and name not in environment:
                raise SecretsConflictError(
                    f"{other} and {deployment.name} differ in {name.removeprefix('TF_VAR_')}: "
                    f"go through them one by one, such as STACK='{other}*'"
                )
    return {name: value for name, (_, value) in found.items() if name not in environment}
