"""W&B by the vendor's operator: its controller, the custom resource `WeightsAndBiases`, and what both refer to."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cdktf import Fn
from constructs import Construct

from constructs_lib.framework import Component, require_known
from constructs_lib.kubernetes.containers import Environment
from constructs_lib.kubernetes.custom_resource import CustomResource
from constructs_lib.kubernetes.environment import OidcConfig, ServerSecrets
from constructs_lib.kubernetes.operator_components import (
    COMPONENTS,
    CONSOLE,
    RESOURCE_NAME,
    SERVICES,
    WEAVE_TRACE,
    merged,
)
from constructs_lib.kubernetes.operator_global_values import (
    DEFAULT_BUCKET,
    FIXED_BUCKET,
    WeaveTrace,
    global_values,
    variable_values,
    weave_trace_values,
)
from constructs_lib.kubernetes.operator_release import Operator
from constructs_lib.kubernetes.operator_secret import SecretKeys, secret_values
from constructs_lib.kubernetes.operator_sources import OperatorSources, OperatorVersions
from constructs_lib.kubernetes.operator_values import ComponentOptions, chart_values, component_values
from constructs_lib.kubernetes.pods import PodPlacement
from constructs_lib.kubernetes.proxy import Proxy
from constructs_lib.kubernetes.server_objects import (
    PART_OF,
    PRIORITY_CLASS,
    create_priority_class,
    create_secret_and_environment,
)
from constructs_lib.kubernetes.service_account import create_service_account
from constructs_lib.platform_outputs import PlatformOutputs

# The controller installs a Helm release with the name of the resource, so this one needs another name.
RESOURCE_RELEASE = "wandb-cr"
# To delete the resource, the controller uninstalls its release, for up to 600 s
# (https://github.com/wandb/operator/blob/v1/pkg/helm/chart.go). A login to EKS lasts 900 s.
RESOURCE_TIMEOUT_SECONDS = 840
# Variables of the API: which service accounts of the cluster it trusts.
_TRUSTED_ACCOUNTS = "GORILLA_INTERNAL_JWT_SUBJECTS_TO_ISSUERS"


class WandbOperator(Component):
    """W&B by the vendor's operator in the existing namespace `namespace`, connected to the services in `platform`.

    All components have the service account of `platform.identity`. They get the roles that the chart binds to it, in
    `namespace` only. Without a Redis in `platform`, the chart runs one.

    Args:
        versions: Another version changes only the custom resource, except for that of the controller.
        secrets: Stored in one Kubernetes secret, `wandb`; the resource refers to its keys. With a new revision of the
            secrets, Kubernetes replaces the pods.
        size: The vendor's name for replicas and resource requests of all components: small, medium, large, xlarge or
            xxlarge.
        sources: Registries of charts and images; omitted: the vendor's.
        release_channel: W&B decides which versions run. `versions` then applies only to the operator itself.
        oidc: Single sign-on; omitted: local accounts.
        variables: Additional plain variables for every container; omitted: none.
        components: Options by component, such as `app`; omitted: those of the chart.
        weave_trace: Adds the component for traces, with your ClickHouse; omitted: no traces.
        allow_bucket_change: People can choose another bucket in the console.
        session_length_hours: After how many hours users must log in again; omitted: 720.
        otel: OpenTelemetry collectors on all nodes. They, and so the controller, get permissions in the whole cluster.
        redis_ca_certificate: PEM, a CA certificate for Redis; omitted: public certificate authorities.
        placement: Of all pods; omitted: any node.
        custom_ca_certs: PEM, trusted by all pods in addition to public certificate authorities. Empty: none.
        proxy: For all pods, but not for services in the cluster; omitted: none.
        priority_class_name: The name of the priority class that is created. Classes belong to the whole cluster.

    Attributes:
        pod_environment: Placement, proxy and certificate authorities, for further pods.

    Raises:
        TypeError: A secret is text.
        ValueError: `release_channel`, `allow_bucket_change`, `otel`, `variables`, `service_account_labels` or
            `custom_ca_certs` is unknown until apply, or `platform` has no `oidc_issuer` for `weave_trace`.

    Example:
        password = EphemeralVariable(stack, "password", name="database_password", description="Database password")
        WandbOperator(
            stack, "server", namespace="wandb", versions=OperatorVersions(server="0.83.0"), platform=platform,
            secrets=ServerSecrets(database_password=password.reference),
        )
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
        allow_bucket_change: bool = False,
        session_length_hours: int | None = None,
        otel: bool = False,
        redis_ca_certificate: str | None = None,
        placement: PodPlacement | None = None,
        custom_ca_certs: Sequence[str] = (),
        proxy: Proxy | None = None,
        priority_class_name: str = PRIORITY_CLASS,
    ) -> None:
        super().__init__(scope, id_)
        require_known(
            self,
            release_channel=release_channel,
            allow_bucket_change=allow_bucket_change,
            otel=otel,
            variables=variables,
            service_account_labels=service_account_labels,
            custom_ca_certs=custom_ca_certs,
        )
        self._namespace, self._platform, self._versions = namespace, platform, versions
        self._sources, self._release_channel = sources or OperatorSources(), release_channel
        self._weave_trace, self._otel, oidc = weave_trace, otel, oidc or OidcConfig()
        secret, self.pod_environment = create_secret_and_environment(
            self,
            namespace=namespace,
            platform=platform,
            secrets=secrets,
            values=secret_values(
                secrets,
                oidc_secret=oidc.oidc_secret,
                clickhouse_password=weave_trace.clickhouse_password if weave_trace else None,
                redis_ca_certificate=redis_ca_certificate,
                has_redis=platform.redis is not None,
            ),
            revised_with=[] if redis_ca_certificate is None else [Fn.sha256(redis_ca_certificate)],
            placement=placement,
            proxy=proxy,
            services=SERVICES,
            custom_ca_certs=custom_ca_certs,
            # The chart has a config map of the name that the single container uses.
            config_map_name=f"{RESOURCE_NAME}-custom-ca-certs",
        )
        self._keys = SecretKeys(secret.name, frozenset(secret.keys), sorted(secrets.others))
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
        shared = global_values(
            platform,
            self._keys,
            oidc,
            size=size,
            redis_ca_certificate=redis_ca_certificate,
            environment=self._environment({**platform.environment, **oidc.auth0_variables(), **(variables or {})}),
            pod_labels={**platform.identity.pod_labels, **(pod_labels or {})},
            # As text: Helm would read the bare number as one, which is no annotation.
            pod_annotations={**self.pod_environment.pod_annotations, "revision/secret": f"r{secret.version}"},
            placement=self.pod_environment.placement,
            priority_class=create_priority_class(self, priority_class_name),
            image_registry=self._sources.image_registry,
            ca_config_map=self._ca_config_map,
            bucket_key=DEFAULT_BUCKET if allow_bucket_change else FIXED_BUCKET,
            session_length_hours=session_length_hours,
        )
        values = {"global": shared, **chart_values(platform, otel=otel)}
        if weave_trace:
            values = merged(values, weave_trace_values(weave_trace.clickhouse, self._keys))
        values = merged(values, self._component_values(account, components or {}))
        self._create_resource(self._install_operator(), merged(values, platform.operator_values))

    @property
    def _ca_config_map(self) -> str | None:
        certificates = self.pod_environment.ca_certificates
        return certificates.name if certificates else None

    def _environment(self, plain: Mapping[str, str]) -> dict[str, Any]:
        found = {**variable_values(self.pod_environment.proxy), **variable_values(Environment(plain=plain))}
        if self._weave_trace is None:
            return found
        issuer, account = self._platform.oidc_issuer, self._platform.identity.service_account_name
        if issuer is None:
            raise ValueError("platform.oidc_issuer must be set with weave_trace: the API verifies its requests")
        subject = f"system:serviceaccount:{self._namespace}:{account}"
        return {**found, _TRUSTED_ACCOUNTS: json.dumps({subject: issuer})}

    def _component_values(self, account: str, options: Mapping[str, ComponentOptions]) -> dict[str, Any]:
        components = [*COMPONENTS, *([WEAVE_TRACE] if self._weave_trace else [])]
        versions = self._versions
        tags = {each.key: versions.console if each is CONSOLE else versions.server for each in components}
        return component_values(
            components,
            self._platform,
            self._keys,
            # The channel's tags apply only to images without one.
            tags={} if self._release_channel else tags,
            images=self._sources.images or {},
            service_account=account,
            options=options,
        )

    def _install_operator(self) -> str:
        proxy = variable_values(self.pod_environment.proxy)
        operator = Operator(
            self,
            "operator",
            namespace=self._namespace,
            repository=self._sources.chart_repository,
            chart_version=self._versions.operator_chart,
            image=self._sources.controller_image,
            image_tag=self._versions.controller,
            release_channel=self._release_channel,
            whole_cluster=self._otel,
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
