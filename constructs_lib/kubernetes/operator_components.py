"""The components of W&B in the vendor's chart `operator-wandb`: their images, ports, health checks and routes.

From the chart's version 0.43.8
(https://github.com/wandb/helm-charts/blob/main/charts/operator-wandb/values.yaml).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Also the name of the Helm release that the controller installs, and the prefix of the names of all its objects.
RESOURCE_NAME = "wandb"


@dataclass(frozen=True)
class ServicePort:
    """A port of a component's service; `target_port` omitted: the same number."""

    name: str
    port: int
    target_port: int | str | None = None


@dataclass(frozen=True)
class Component:
    """A component with its `key` in the chart's values.

    The first of `ports` is the one that the ingress or the load balancer uses; `health_path` answers there with status
    200. `handles_data`: it connects to the database and the bucket, and gets the secrets for them.
    """

    key: str
    image: str
    ports: Sequence[ServicePort] = ()
    health_path: str | None = None
    handles_data: bool = True
    deployment_suffix: str = "-bc"

    @property
    def service(self) -> str:
        """The name of its service, if it has one."""
        return f"{RESOURCE_NAME}-{self.key}"

    @property
    def deployment(self) -> str:
        """The name of its deployment."""
        return f"{self.service}{self.deployment_suffix}"


APP = Component(
    "app",
    "wandb/local",
    # Services reuse names and numbers of this list, so it is always given completely.
    (
        ServicePort("app", 8080),
        ServicePort("prometheus", 8181),
        ServicePort("anaconda", 8082),
        ServicePort("local", 8083),
    ),
    health_path="/healthz",
)
API = Component(
    "api", "wandb/megabinary", (ServicePort("http", 8081, "api"),), health_path="/ready", deployment_suffix=""
)
# The console has its own version numbers.
CONSOLE = Component(
    "console",
    "wandb/console",
    (ServicePort("console", 8082),),
    health_path="/console/api/healthz",
    handles_data=False,
)
EXECUTOR = Component("executor", "wandb/megabinary")
GLUE = Component("glue", "wandb/megabinary", deployment_suffix="")
PARQUET = Component("parquet", "wandb/megabinary")
WEAVE = Component("weave", "wandb/weave-python", handles_data=False)
WEAVE_TRACE = Component(
    "weave-trace",
    "wandb/weave-trace",
    (ServicePort("http", 8722, 8080),),
    health_path="/traces/health",
    handles_data=False,
)
COMPONENTS = (APP, API, CONSOLE, EXECUTOR, GLUE, PARQUET, WEAVE)
# Names of services that pods call; they bypass a proxy.
SERVICES = tuple(component.service for component in (*COMPONENTS, WEAVE_TRACE))


def service_values(component: Component, node_port: int | None) -> dict[str, Any]:
    """The chart's values for the service of `component`, which `node_port` of every node reaches."""
    if node_port is None:
        return {}
    # Helm replaces lists instead of merging them.
    ports = [_port(port) for port in component.ports]
    ports[0]["nodePort"] = node_port
    return {"service": {"type": "NodePort", "ports": ports}}


def _port(port: ServicePort) -> dict[str, Any]:
    target = {} if port.target_port is None else {"targetPort": port.target_port}
    return {"name": port.name, "port": port.port, "protocol": "TCP", **target}


def merged(values: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    """`values` with `others` added; where both have a value that is no mapping, that of `others`."""
    result = dict(values)
    for name, other in others.items():
        own = result.get(name)
        result[name] = merged(own, other) if isinstance(own, Mapping) and isinstance(other, Mapping) else other
    return result
