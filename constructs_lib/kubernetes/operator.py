"""W&B by the vendor's operator: its controller, the custom resource `WeightsAndBiases`, and what both refer to."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdktf import Fn
from constructs import Construct

from constructs_lib.framework import EphemeralReference, require_reference
from constructs_lib.kubernetes.ca_certificates import CaCertificates
from constructs_lib.kubernetes.connections import percent_encoded
from constructs_lib.kubernetes.containers import Environment
from constructs_lib.kubernetes.custom_resource import CustomResource
from constructs_lib.kubernetes.environment import OidcConfig, ServerSecrets, secret_version_parts
from constructs_lib.kubernetes.operator_components import COMPONENTS, CONSOLE, RESOURCE_NAME, SERVICES, merged
from constructs_lib.kubernetes.operator_release import CONTROLLER_IMAGE, Operator
from constructs_lib.kubernetes.operator_values import (
    CLICKHOUSE_PASSWORD,
    LICENSE,
    MYSQL_PASSWORD,
    OIDC_SECRET,
    REDIS_CA,
    REDIS_PASSWORD,
    ClickHouse,
    ComponentOptions,
    SecretKeys,
    chart_values,
    clickhouse_values,
    component_values,
    global_values,
    variables,
)
from constructs_lib.kubernetes.pod_environment import PodEnvironment
from constructs_lib.kubernetes.pods import PodPlacement
from constructs_lib.kubernetes.proxy import Proxy
from constructs_lib.kubernetes.secrets import ServerSecret
from constructs_lib.kubernetes.server import NAME, PART_OF, bypass_cluster, create_priority_class
from constructs_lib.kubernetes.service_account import create_service_account
from constructs_lib.platform_outputs import PlatformOutputs

# W&B's chart repository; also oci://ghcr.io/wandb/helm-charts.
REPOSITORY = "https://charts.wandb.ai"
CHART = "operator-wandb"
# The controller installs a Helm release with the name of the resource, so this one needs another name.
RESOURCE_RELEASE = "wandb-cr"
# To delete the resource, the controller uninstalls its release, for up to 600 s
# (https://github.com/wandb/operator/blob/v1/pkg/helm/chart.go). A login to EKS lasts 900 s.
RESOURCE_TIMEOUT_SECONDS = 840
# Variables of the API: which service accounts of the cluster it trusts.
_TRUSTED_ACCOUNTS = "GORILLA_INTERNAL_JWT_SUBJECTS_TO_ISSUERS"


@dataclass(frozen=True)
class OperatorVersions:
    """The versions of everything that the operator runs: the server's images, the console, both charts, the controller.

    `server` and `console` also select which components' versions an upgrade changes.
    """

    server: str
    console: str = "2.18.16"
    chart: str = "0.43.8"
    operator_chart: str = "1.4.8"
    controller: str = "1.22.0"


@dataclass(frozen=True)
class OperatorSources:
    """Where charts and images come from.

    `chart_repository` has the charts `operator` and `operator-wandb`; `chart_credentials_secret` is an existing
    Kubernetes secret with the controller's login to it (`HELM_USERNAME`, `HELM_PASSWORD`). `image_registry` is a prefix
    for all images, such as `registry.example.com/mirror`. `images` replace single images, without tag, by component.
    """

    chart_repository: str = REPOSITORY
    chart_credentials_secret: str | None = None
    image_registry: str | None = None
    images: Mapping[str, str] | None = None

    @property
    def controller_image(self) -> str:
        """The image of the controller, without tag."""
        return f"{self.image_registry}/{CONTROLLER_IMAGE}" if self.image_registry else CONTROLLER_IMAGE

    def chart(self, version: str) -> dict[str, Any]:
        """The part `spec.chart` of the resource."""
        repository = self.chart_repository.rstrip("/")
        login = {"credentialSecret": {"name": self.chart_credentials_secret}} if self.chart_credentials_secret else {}
        if repository.startswith("oci://"):
            return {"url": f"{repository}/{CHART}", "version": version, **login}
        return {"url": repository, "name": CHART, "version": version, **login}


@dataclass(frozen=True)
class WeaveTrace:
    """Weave's traces, which are stored in ClickHouse."""

    clickhouse: ClickHouse
    clickhouse_password: EphemeralReference

    def __post_init__(self) -> None:
        require_reference("WeaveTrace.clickhouse_password", self.clickhouse_password)


class WandbOperator(Construct):
    """W&B by the vendor's operator in the existing namespace `namespace`, connected to the services in `platform`.

    - `versions`: another version changes only the custom resource, except for that of the controller.
    - `secrets`: stored in one Kubernetes secret, `wandb`; the resource refers to its keys. With a new revision of the
      secrets, Kubernetes replaces the pods.
    - `size`: the vendor's name for replicas and resource requests of all components.
    - `variables`: additional plain variables for every container; `components`: options by component, such as `app`.
    - `release_channel`: W&B decides which versions run. `versions` then applies only to the operator itself.
    - `redis_ca_certificate` (PEM): a CA certificate for Redis. Without a Redis in `platform`, the chart runs one.
    - `placement`, `custom_ca_certs` (PEM), `proxy`: for all pods. The proxy is not used for services in the cluster.

    All components have the service account of `platform.identity`. They get the roles that the chart binds to it, in
    `namespace` only.

    Attribute: `pod_environment`, the same settings for further pods.

        password = EphemeralVariable(self, "password", name="database_password", description="Password of the database")
        WandbOperator(self, "server", namespace="wandb", versions=OperatorVersions(server="0.83.0"), platform=platform,
                      secrets=ServerSecrets(database_password=password.reference))
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        namespace: str,
        versions: OperatorVersions,
        platform: PlatformOutputs,
        secrets: ServerSecrets,
        size: str = "small",
        sources: OperatorSources | None = None,
        release_channel: bool = False,
        oidc: OidcConfig | None = None,
        variables: Mapping[str, str] | None = None,
        components: Mapping[str, ComponentOptions] | None = None,
        pod_labels: Mapping[str, str] | None = None,
        service_account_labels: Mapping[str, str] | None = None,
        weave_trace: WeaveTrace | None = None,
        redis_ca_certificate: str | None = None,
        placement: PodPlacement | None = None,
        custom_ca_certs: Sequence[str] = (),
        proxy: Proxy | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self._namespace, self._platform, self._versions = namespace, platform, versions
        self._sources, self._release_channel = sources or OperatorSources(), release_channel
        self._oidc, self._weave_trace, self._redis_ca = oidc or OidcConfig(), weave_trace, redis_ca_certificate
        proxy = bypass_cluster(proxy, platform, services=SERVICES) if proxy else Proxy()
        secret = self._create_secret(secrets, proxy)
        self._keys = SecretKeys(secret.name, frozenset(secret.keys), sorted(secrets.others))
        self.pod_environment = PodEnvironment(
            placement=placement or PodPlacement(),
            proxy=proxy.environment(secret_name=secret.name),
            ca_certificates=self._create_ca_certificates(custom_ca_certs) if custom_ca_certs else None,
            version=secret.version,
        )
        account = create_service_account(
            self,
            "service_account",
            name=platform.identity.service_account_name,
            namespace=namespace,
            labels={**(service_account_labels or {}), **PART_OF},
            annotations=platform.identity.service_account_annotations,
            # The app keeps its signing key in a Kubernetes secret, and the console reads the state of the pods.
            uses_kubernetes_api=True,
        )
        plain = {**platform.environment, **self._oidc.auth0_variables(), **(variables or {})}
        shared = global_values(
            platform,
            self._keys,
            self._oidc,
            size=size,
            redis_ca_certificate=redis_ca_certificate,
            environment=self._environment(plain),
            pod_labels={**platform.identity.pod_labels, **(pod_labels or {})},
            # As text: Helm would read the bare number as one, which is no annotation.
            pod_annotations={**self.pod_environment.pod_annotations, "revision/secret": f"r{secret.version}"},
            placement=self.pod_environment.placement,
            priority_class=create_priority_class(self),
            image_registry=self._sources.image_registry,
            ca_config_map=self._ca_config_map,
        )
        clickhouse = weave_trace.clickhouse if weave_trace else None
        values = {"global": shared, **chart_values(platform, clickhouse=clickhouse)}
        values = merged(values, self._component_values(account, components or {}))
        if clickhouse is not None:
            values = merged(values, {"global": clickhouse_values(clickhouse, self._keys)})
        self._create_resource(self._install_operator(), merged(values, platform.operator_values))

    @property
    def _ca_config_map(self) -> str | None:
        certificates = self.pod_environment.ca_certificates
        return certificates.name if certificates else None

    def _create_secret(self, secrets: ServerSecrets, proxy: Proxy) -> ServerSecret:
        values = {MYSQL_PASSWORD: percent_encoded(secrets.database_password)}
        parts = [*secret_version_parts(self._platform, secrets), *proxy.version_parts()]
        if secrets.license:
            values[LICENSE] = secrets.license.value
        if self._oidc.oidc_secret:
            values[OIDC_SECRET] = self._oidc.oidc_secret.value
        if self._platform.redis and secrets.redis_password:
            values[REDIS_PASSWORD] = percent_encoded(secrets.redis_password)
            if self._redis_ca is not None:
                values[REDIS_CA] = self._redis_ca
                parts.append(Fn.sha256(self._redis_ca))
        if self._weave_trace:
            values[CLICKHOUSE_PASSWORD] = self._weave_trace.clickhouse_password.value
        values |= {name: secret.value for name, secret in secrets.others.items()}
        return ServerSecret(
            self,
            "secret",
            name=NAME,
            namespace=self._namespace,
            # Never the labels of the resource's release: the controller deletes what has them together with it.
            labels=PART_OF,
            values={**proxy.secret_variables(), **values},
            revised_with=parts,
        )

    def _create_ca_certificates(self, certificates: Sequence[str]) -> CaCertificates:
        return CaCertificates(
            self,
            "authorities",
            # The chart has a config map of the name that the other way uses.
            name=f"{NAME}-custom-ca-certs",
            namespace=self._namespace,
            labels=PART_OF,
            certificates=certificates,
        )

    def _environment(self, plain: Mapping[str, str]) -> dict[str, Any]:
        proxy = self.pod_environment.proxy
        found = {**variables(proxy), **variables(Environment(plain=plain))}
        if self._weave_trace is None:
            return found
        issuer, account = self._platform.oidc_issuer, self._platform.identity.service_account_name
        if issuer is None:
            raise ValueError("platform.oidc_issuer must be set with weave_trace: the API verifies its requests")
        subject = f"system:serviceaccount:{self._namespace}:{account}"
        return {**found, _TRUSTED_ACCOUNTS: json.dumps({subject: issuer})}

    def _component_values(self, account: str, options: Mapping[str, ComponentOptions]) -> dict[str, Any]:
        versions = self._versions
        tags = {each.key: versions.console if each is CONSOLE else versions.server for each in COMPONENTS}
        return component_values(
            self._platform,
            self._keys,
            tags={} if self._release_channel else {**tags, "weave-trace": versions.server},
            images=self._sources.images or {},
            service_account=account,
            options=options,
            weave_trace=self._weave_trace is not None,
        )

    def _install_operator(self) -> str:
        proxy = variables(self.pod_environment.proxy)
        operator = Operator(
            self,
            "operator",
            namespace=self._namespace,
            repository=self._sources.chart_repository,
            chart_version=self._versions.operator_chart,
            image=self._sources.controller_image,
            image_tag=self._versions.controller,
            release_channel=self._release_channel,
            placement=self.pod_environment.placement,
            variables=[
                {"name": name, **(value if isinstance(value, Mapping) else {"value": value})}
                for name, value in sorted(proxy.items())
            ],
            ca_config_map=self._ca_config_map,
            pod_annotations=self.pod_environment.pod_annotations,
        )
        return operator.namespace

    def _create_resource(self, namespace: str, values: Mapping[str, Any]) -> None:
        """The resource in `namespace`, a reference to the operator: created after it, and destroyed before it."""
        chart = {} if self._release_channel else {"chart": self._sources.chart(self._versions.chart)}
        CustomResource(
            self,
            "resource",
            name=RESOURCE_RELEASE,
            namespace=namespace,
            manifest={
                "apiVersion": "apps.wandb.com/v1",
                "kind": "WeightsAndBiases",
                "metadata": {"name": RESOURCE_NAME, "namespace": namespace, "labels": {**PART_OF}},
                "spec": {**chart, "values": dict(values)},
            },
            timeout_seconds=RESOURCE_TIMEOUT_SECONDS,
        )
