"""The deployments of the server, and the services that answer while it is healthy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from constructs_lib.kubernetes.operator_components import COMPONENTS, WEAVE_TRACE, Component

# The deployment and service of the single container (same name), and the service's port.
SERVER, PORT, HEALTH_PATH = "wandb", "http", "/healthz"
CONTROLLER = "wandb-controller-manager"


@dataclass(frozen=True)
class Part:
    """A deployment that the server needs; with `service`, it answers at `path` of that service's `port`."""

    deployment: str
    service: str | None = None
    port: str = PORT
    path: str = HEALTH_PATH


CONTAINER = (Part(SERVER, SERVER),)


def parts_of(settings: Any) -> Sequence[Part]:
    """The parts of a deployment with `settings`."""
    if not settings.runs_operator:
        return CONTAINER
    components = [*COMPONENTS, *([WEAVE_TRACE] if settings.weave_trace_enabled else [])]
    return (Part(CONTROLLER), *(_part(component) for component in components))


def _part(component: Component) -> Part:
    if component.health_path is None:
        return Part(component.deployment)
    return Part(component.deployment, component.service, component.ports[0].name, component.health_path)
