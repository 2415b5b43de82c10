"""Passes the secrets of a deployment file to Terraform's environment; settings store only whether they are given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from constructs_lib.deployment_file.reader import read_file
from constructs_lib.settings.base import DeploymentSettings
from constructs_lib.settings.fields.conversion import to_text
from constructs_lib.settings.fields.literals import literal
from constructs_lib.settings.fields.types import is_secret

from .loading import Deployment

TERRAFORM_PREFIX = "TF_VAR_"


def secret_inputs(model: type[DeploymentSettings]) -> tuple[str, ...]:
    """The names of the secret inputs."""
    return tuple(name for name, field in model.model_fields.items() if is_secret(field))


def secret_variables(deployment: Deployment) -> dict[str, str]:
    """`TF_VAR_<input>` to value, for each secret input that the deployment's file gives; never to be shown.

    Reads the file once more, so that no secret is kept in memory for longer than a child's environment is made.
    """
    given = read_file(deployment.path).values
    return {
        f"{TERRAFORM_PREFIX}{name}": _as_variable(given[name])
        for name in secret_inputs(type(deployment.settings))
        if given.get(name)
    }


def _as_variable(value: Any) -> str:
    """As Terraform reads a variable of the environment: text as it is, a map as an expression (JSON will do)."""
    if isinstance(value, Mapping):
        # Terraform reads it as an expression: ${ and %{ in a value would be templates.
        texts = {str(name): to_text(inner) for name, inner in value.items()}
        return json.dumps(literal(texts), ensure_ascii=False)
    return to_text(value)
