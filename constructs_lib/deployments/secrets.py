"""Passes the secrets of a deployment file to Terraform's environment; settings store only whether they are given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from constructs_lib.deployment_file.reader import read_deployment
from constructs_lib.settings.base import DeploymentSettings
from constructs_lib.settings.clouds import MODELS
from constructs_lib.settings.fields.conversion import to_text
from constructs_lib.settings.fields.literals import literal
from constructs_lib.settings.fields.types import is_secret

from .loading import Deployment

TERRAFORM_PREFIX = "TF_VAR_"


def secret_inputs(model: type[DeploymentSettings]) -> tuple[str, ...]:
    """The names of the secret inputs."""
    return tuple(name for name, field in model.model_fields.items() if is_secret(field))


def secret_variables(deployment: Deployment) -> dict[str, str]:
    """`TF_VAR_<input>` and value for each secret input in the deployment's file, or in the shared one. Never show them.

    Reads the file again, so that secrets are in memory only while a child's environment is created.
    """
    given = read_deployment(deployment.path, MODELS).values
    return {
        f"{TERRAFORM_PREFIX}{name}": _as_variable(given[name])
        for name in secret_inputs(type(deployment.settings))
        if given.get(name)
    }


def _as_variable(value: Any) -> str:
    """The value for an environment variable of Terraform: a string unchanged, a map as JSON."""
    if isinstance(value, Mapping):
        # Terraform reads the map as an expression, in which ${ and %{ would be templates.
        texts = {str(name): to_text(inner) for name, inner in value.items()}
        return json.dumps(literal(texts), ensure_ascii=False)
    return to_text(value)
