"""The W&B server: Deployment, service account, secret and services, with optional Weave and Parquet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from cdktf import Fn
from constructs import Construct

from constructs_lib.framework import Component, require_known
from constructs_lib.kubernetes.cache_volume import StorageOptions
from constructs_lib.kubernetes.containers import Container, Environment, HttpProbes, Mount
from constructs_lib.kubernetes.environment import (
    PARQUET,
    WEAVE,
    OidcConfig,
    ServerSecrets,
    plain_variables,
    secret_variables,
    side_service_variables,
)
from constructs_lib.kubernetes.pods import NO_SCALE_DOWN, PodPlacement, PodSettings
from constructs_lib.kubernetes.proxy import Proxy
from constructs_lib.kubernetes.redis_ca import mount_redis_ca
from constructs_lib.kubernetes.secrets import ServerSecret
from constructs_lib.kubernetes.server_objects import (
    NAME,
    PART_OF,
    PRIORITY_CLASS,
    create_priority_class,
    create_secret_and_environment,
)
from constructs_lib.kubernetes.server_services import HTTP_PORT, METRICS_PORT, create_server_services
from constructs_lib.kubernetes.service_account import create_service_account
from constructs_lib.kubernetes.side_services import (
    DatadogOptions,
    Parquet,
    SideServiceOptions,
    Weave,
)
from constructs_lib.kubernetes.workload import RECREATE, Workload
from constructs_lib.platform_outputs import ClusterAccess, PlatformOutputs, ServiceAccountIdentity

PROGRESS_DEADLINE_SECONDS = 3_600
# As in the official module, and as the input's default.
REQUESTS: Mapping[str, str] = {"cpu": "1000m", "memory": "1G"}


@dataclass(frozen=True)
class PodOptions:
    """Options of the server's pods. `requests` and `limits` are quantities by resource; `labels` are additional ones.

    With `scaled_by_others`, an autoscaler or a person sets the number of pods; `replicas` is the initial one. With
    `scale_down_protection`, the cluster autoscaler does not remove a node that a pod runs on.
    """

    replicas: int = 1
    scaled_by_others: bool = False
    strategy: str = RECREATE
    progress_deadline_seconds: int = PROGRESS_DEADLINE_SECONDS
    requests: Mapping[str, str] = field(default_factory=lambda: dict(REQUESTS))
    limits: Mapping[str, str] = field(default_factory=dict)
    scale_down_protection: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    service_account_labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class WeaveOptions:
    """Options of Weave."""

    pods: SideServiceOptions = field(default_factory=SideServiceOptions)
    datadog: DatadogOptions = field(default_factory=DatadogOptions)
    storage: StorageOptions | None = None


class WandbServer(Component):
    """The W&B server and its ingress in the existing namespace `namespace`, connected to the services in `platform`.

    Services in the cluster are reached without the proxy. A namespace can have only one server.

    Args:
        image: With its tag. Another tag is an upgrade, which changes only the deployments.
        secrets: Stored in one Kubernetes secret, `wandb`.
        oidc: Single sign-on; omitted: local accounts.
        pods: Omitted: one pod, as `PodOptions` describes it.
        variables: Additional plain variables for every container; omitted: none.
        weave, parquet: Add a deployment each; omitted: none.
        redis_ca_certificate: PEM, a CA certificate for Redis; omitted: public certificate authorities.
        placement: Of all pods, also of Weave and Parquet; omitted: any node.
        custom_ca_certs: PEM, trusted by all pods in addition to public certificate authorities. Empty: none.
        proxy: For all pods; omitted: none.
        priority_class_name: The name of the priority class that is created. Classes belong to the whole cluster, so a
            second server there needs another name.

    Attributes:
        pod_environment: Placement, proxy and certificate authorities, for further pods.

    Raises:
        TypeError: A secret is text.
        ValueError: `variables` or `custom_ca_certs` is unknown until apply.

    Example:
        password = EphemeralVariable(stack, "password", name="database_password", description="Database password")
        server = WandbServer(
            stack, "server", namespace="wandb", image="wandb/local:0.83.0", platform=platform,
            secrets=ServerSecrets(database_password=password.reference),
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        namespace: str,
        image: str,
        platform: PlatformOutputs,
        secrets: ServerSecrets,
        oidc: OidcConfig | None = None,
        pods: PodOptions | None = None,
        variables: Mapping[str, str] | None = None,
        weave: WeaveOptions | None = None,
        parquet: SideServiceOptions | None = None,
        redis_ca_certificate: str | None = None,
        placement: PodPlacement | None = None,
        custom_ca_certs: Sequence[str] = (),
        proxy: Proxy | None = None,
        priority_class_name: str = PRIORITY_CLASS,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, variables=variables, custom_ca_certs=custom_ca_certs)
        self._namespace, self._labels = namespace, PART_OF
        oidc, pods, variables = oidc or OidcConfig(), pods or PodOptions(), variables or {}
        trusts_ca = redis_ca_certificate is not None
        plain = {
            **plain_variables(platform, secrets, oidc, private_redis_ca=trusts_ca),
            **side_service_variables(weave=weave is not None, parquet=parquet is not None),
            **variables,
        }
        secret, self.pod_environment = create_secret_and_environment(
            self,
            namespace=namespace,
            platform=platform,
            secrets=secrets,
            values=secret_variables(platform, secrets, oidc, private_redis_ca=trusts_ca),
            placement=placement,
            proxy=proxy,
            services=(NAME, WEAVE, PARQUET),
            custom_ca_certs=custom_ca_certs,
            config_map_name=f"{NAME}-ca-certs",
        )
        container = self.pod_environment.apply_to(self._container(image, plain, secret, pods, redis_ca_certificate))
        settings = PodSettings(
            service_account_name=self._create_service_account(platform.identity, pods.service_account_labels),
            labels={**platform.identity.pod_labels, **pods.labels},
            annotations={**self.pod_environment.pod_annotations, **_pod_annotations(secret, redis_ca_certificate)},
            priority_class_name=create_priority_class(self, priority_class_name),
            placement=self.pod_environment.placement,
        )
        selector = self._create_workload(container, _protected(settings, pods), pods, platform.cluster)
        create_server_services(
            self,
            name=NAME,
            namespace=namespace,
            labels=self._labels,
            selector=selector,
            node_port=platform.node_port,
            ingress=platform.ingress,
        )
        if weave is not None:
            self._create_weave(weave, image, platform.url, settings, variables)
        if parquet is not None:
            self._create_parquet(parquet, container, settings)

    def _container(
        self, image: str, plain: Mapping[str, str], secret: ServerSecret, pods: PodOptions, certificate: str | None
    ) -> Container:
        return Container(
            name=NAME,
            image=image,
            ports={"http": HTTP_PORT, "prometheus": METRICS_PORT},
            environment=Environment(plain=plain, secret=secret.keys, secret_name=secret.name),
            requests=pods.requests,
            limits=pods.limits,
            probes=HttpProbes(live_path="/healthz", ready_path="/ready"),
            mounts=[self._mount_redis_ca(certificate)] if certificate else [],
        )

    def _mount_redis_ca(self, certificate: str) -> Mount:
        return mount_redis_ca(
            self,
            "config_map",
            name=NAME,
            namespace=self._namespace,
            labels=self._labels,
            certificate=certificate,
        )

    def _create_service_account(self, identity: ServiceAccountIdentity, labels: Mapping[str, str]) -> str:
        return create_service_account(
            self,
            "service_account",
            name=identity.service_account_name,
            namespace=self._namespace,
            labels={**labels, **self._labels},
            annotations=identity.service_account_annotations,
        )

    def _create_workload(
        self, container: Container, settings: PodSettings, pods: PodOptions, cluster: ClusterAccess
    ) -> Mapping[str, str]:
        workload = Workload(
            self,
            "workload",
            name=NAME,
            namespace=self._namespace,
            labels=self._labels,
            container=container,
            pods=settings,
            replicas=pods.replicas,
            scaled_by_others=pods.scaled_by_others,
            strategy=pods.strategy,
            progress_deadline_seconds=pods.progress_deadline_seconds,
            rollout_timeout=_rollout_timeout(pods.progress_deadline_seconds, cluster.login_minutes),
        )
        return workload.selector

    def _create_weave(
        self, weave: WeaveOptions, image: str, url: str, settings: PodSettings, variables: Mapping[str, str]
    ) -> None:
        Weave(
            self,
            "weave",
            namespace=self._namespace,
            labels=self._labels,
            image=image,
            url=url,
            # Weave reads only the proxy's variables from the secret, and does not use Redis.
            pods=replace(settings, annotations=self.pod_environment.pod_annotations),
            pod_environment=self.pod_environment,
            options=weave.pods,
            variables=variables,
            datadog=weave.datadog,
            storage=weave.storage,
        )

    def _create_parquet(self, parquet: SideServiceOptions, container: Container, settings: PodSettings) -> None:
        Parquet(
            self,
            "parquet",
            namespace=self._namespace,
            labels=self._labels,
            container=container,
            pods=settings,
            options=parquet,
        )


def _protected(settings: PodSettings, pods: PodOptions) -> PodSettings:
    annotations = {**settings.annotations, **(NO_SCALE_DOWN if pods.scale_down_protection else {})}
    return replace(settings, annotations=annotations)


def _rollout_timeout(progress_deadline_seconds: int, login_minutes: int | None) -> str:
    """How long Terraform waits: until Kubernetes reports a failed rollout, or until the login expires."""
    return f"{progress_deadline_seconds + 60}s" if login_minutes is None else f"{login_minutes - 1}m"


def _pod_annotations(secret: ServerSecret, certificate: str | None) -> dict[str, str]:
    """Annotations that change with what the pods read at start, so that Kubernetes replaces the pods."""
    annotations = {"revision/secret": secret.version}
    return annotations | ({"checksum/redis-ca": Fn.sha256(certificate)} if certificate else {})
