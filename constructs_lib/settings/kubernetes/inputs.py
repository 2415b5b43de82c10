"""Inputs of the application stack, the same on every cloud."""

from __future__ import annotations

from ..base import SettingsModel
from .external_redis import ExternalRedisSettings
from .oidc import OidcSettings
from .operator import OperatorSettings
from .pod_environment import PodEnvironmentSettings
from .server import ServerSettings
from .side_services import SideServiceSettings
from .stack import StackSettings


class KubernetesSettings(
    SideServiceSettings,
    OidcSettings,
    ExternalRedisSettings,
    PodEnvironmentSettings,
    OperatorSettings,
    ServerSettings,
    StackSettings,
    SettingsModel,
):
    """The W&B server on Kubernetes; most names are those of the official Kubernetes module's inputs."""
