"""Refuses a backend that Terraform accepts, but OpenTofu does not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from constructs_lib.deployments import Deployment
from constructs_lib.problems import Problem
from scripts.stack_patterns import matches
from scripts.terraform_binary import product


def refused_backends(
    patterns: Sequence[str], deployments: Sequence[Deployment], environment: Mapping[str, str]
) -> Iterator[Problem]:
    """Why OpenTofu cannot use the backends of the deployments with a stack that matches a pattern.

    It has no default host (https://github.com/opentofu/opentofu/blob/v1.11.14/internal/cloud/backend.go). With
    TF_CLOUD_HOSTNAME, the application stack still could not read the state of the infrastructure stack.
    """
    if product(environment) != "OpenTofu":
        return
    for deployment in deployments:
        backend = deployment.settings.backend
        if matches(patterns, *deployment.stack_names) and getattr(backend, "hostname", "") is None:
            message = 'is required by OpenTofu, which has no default; write the host, such as "app.terraform.io"'
            yield replace(deployment.problem("backend", message), input="backend.hostname")
