"""Weave and Parquet: deployments of the server's image that each run one service."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from constructs import Construct

from constructs_lib.framework import Component
from constructs_lib.kubernetes.cache_volume import StorageOptions, create_cache_claim, volume_trigger
from constructs_lib.kubernetes.containers import Container, Environment, HttpProbes, Mount
from constructs_lib.kubernetes.environment import PARQUET, PARQUET_PORT, WEAVE, WEAVE_PORT
from constructs_lib.kubernetes.pod_environment import PodEnvironment
from constructs_lib.kubernetes.pods import PodSettings
from constructs_lib.kubernetes.server_services import METRICS_PORT
from constructs_lib.kubernetes.services import create_service
from constructs_lib.kubernetes.workload import Workload

_WEAVE_CACHE = "/vol/weave/cache"
_WEAVE_PROBE_PATH = "/__weave/hello"
# Two minutes, as in the official module: Weave has no migrations.
_WEAVE_STARTUP_FAILURES = 12
# As in the official module, and as the inputs' defaults.
WEAVE_REQUESTS: Mapping[str, str] = {"cpu": "1000m", "memory": "12G"}
PARQUET_REQUESTS: Mapping[str, str] = {"cpu": "1000m", "memory": "2G"}


@dataclass(frozen=True)
class DatadogOptions:
    """What Weave sends to the Datadog agent on its node."""

    tracing: bool = False
    profiling: bool = False
    environment: str | None = None


@dataclass(frozen=True)
class SideServiceOptions:
    """Options of a side service. `requests` and `limits` are quantities by resource; `variables` are additional ones.

    `requests` omitted: the service's default. Only one pod of Weave can use a volume for its cache.
    """

    requests: Mapping[str, str] | None = None
    limits: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    replicas: int = 1


class Weave(Component):
    """Deployment and service `weave`. Its cache is on a volume if `storage` is given; otherwise it is deleted with the
    pod. `variables` are those of all the server's containers.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        namespace: str,
        labels: Mapping[str, str],
        image: str,
        url: str,
        pods: PodSettings,
        options: SideServiceOptions,
        variables: Mapping[str, str],
        datadog: DatadogOptions,
        storage: StorageOptions | None = None,
        pod_environment: PodEnvironment | None = None,
    ) -> None:
        super().__init__(scope, id_)
        claim = None
        if storage and options.replicas > 1:
            raise ValueError(f"weave must have one pod with a volume for its cache, got {options.replicas}")
        if storage:
            claim = create_cache_claim(self, name=f"{WEAVE}-pvc", namespace=namespace, labels=labels, storage=storage)
        plain = {**_weave_variables(url, datadog), **variables, **options.variables}
        agent = ("DD_AGENT_HOST", "DD_TRACE_AGENT_HOSTNAME") if datadog.tracing else ()
        container = Container(
            name=WEAVE,
            image=image,
            ports={"http": WEAVE_PORT},
            environment=Environment(plain=plain, node_address=[name for name in agent if name not in plain]),
            requests=WEAVE_REQUESTS if options.requests is None else options.requests,
            limits=options.limits,
            probes=HttpProbes(_WEAVE_PROBE_PATH, _WEAVE_PROBE_PATH, startup_failures=_WEAVE_STARTUP_FAILURES),
            mounts=[Mount("weave-cache", _WEAVE_CACHE, claim=claim.name if claim else None)],
        )
        workload = Workload(
            self,
            "workload",
            name=WEAVE,
            namespace=namespace,
            labels=labels,
            container=pod_environment.apply_to(container) if pod_environment else container,
            pods=pods,
            replicas=options.replicas,
            replace_triggered_by=volume_trigger(self, "volume", claim=claim),
        )
        create_service(
            self,
            "service",
            name=WEAVE,
            namespace=namespace,
            labels=labels,
            selector=workload.selector,
            port_name="http",
            port=WEAVE_PORT,
        )


class Parquet(Component):
    """Deployment and service `parquet`, which reads the same bucket, database and Redis as the server.

    `container` is the server's, from which it gets environment and mounts.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        namespace: str,
        labels: Mapping[str, str],
        container: Container,
        pods: PodSettings,
        options: SideServiceOptions,
    ) -> None:
        super().__init__(scope, id_)
        own = {**container.environment.plain, "ONLY_SERVICE": "gorilla-parquet", **options.variables}
        workload = Workload(
            self,
            "workload",
            name=PARQUET,
            namespace=namespace,
            labels=labels,
            container=replace(
                container,
                name=PARQUET,
                ports={"http": PARQUET_PORT, "prometheus": METRICS_PORT},
                environment=replace(container.environment, plain=own),
                requests=PARQUET_REQUESTS if options.requests is None else options.requests,
                limits=options.limits,
                # No path for a probe is documented.
                probes=None,
            ),
            pods=pods,
            replicas=options.replicas,
        )
        create_service(
            self,
            "service",
            name=PARQUET,
            namespace=namespace,
            labels=labels,
            selector=workload.selector,
            port_name="http",
            port=PARQUET_PORT,
        )


def _weave_variables(url: str, datadog: DatadogOptions) -> dict[str, str]:
    found = {
        "ONLY_SERVICE": "weave",
        "WANDB_BASE_URL": url,
        "WEAVE_AUTH_GRAPHQL_URL": f"{url}/graphql",
        "DD_SERVICE": "weave-python",
        "WEAVE_ENABLE_DATADOG": "true" if datadog.tracing else "false",
        "DD_PROFILING_ENABLED": "true" if datadog.profiling else "false",
    }
    return found | ({"DD_ENV": datadog.environment} if datadog.environment else {})
