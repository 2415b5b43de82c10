"""The settings model of each cloud."""

from __future__ import annotations

from importlib import import_module

from .base import DeploymentSettings

# Module and name of each model, which is loaded when a file of its cloud is read.
MODELS = {
    "aws": ("constructs_lib.settings.aws", "AwsSettings"),
    "azure": ("constructs_lib.settings.azure", "AzureSettings"),
}


def model_of(cloud: str) -> type[DeploymentSettings]:
    """The settings model of a cloud."""
    module, name = MODELS[cloud]
    model: type[DeploymentSettings] = getattr(import_module(module), name)
    return model
