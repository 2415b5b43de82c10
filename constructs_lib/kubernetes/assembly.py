"""The application of a deployment from its settings. Only this module and `assembly_operator` read settings."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cdktf_cdktf_provider_kubernetes.namespace_v1 import NamespaceV1, NamespaceV1Metadata
from constructs import Construct

from constructs_lib.framework import Component, EphemeralReference, EphemeralVariable
from constructs_lib.kubernetes.cache_volume import StorageOptions
from constructs_lib.kubernetes.environment import OidcConfig, ServerSecrets
from constructs_lib.kubernetes.ignored_fields import ignore_external_changes
from constructs_lib.kubernetes.pod_environment import PodEnvironment
from constructs_lib.kubernetes.pods import PodPlacement, Toleration
from constructs_lib.kubernetes.proxy import Proxy
from constructs_lib.kubernetes.registry_secret import RegistrySecret
from constructs_lib.kubernetes.server import PodOptions, WandbServer, WeaveOptions
from constructs_lib.kubernetes.server_objects import NAME, PART_OF
from constructs_lib.kubernetes.side_services import DatadogOptions, SideServiceOptions
from constructs_lib.platform_outputs import CronJobSpec, PlatformOutputs, RedisEndpoint
from constructs_lib.settings.kubernetes import KubernetesSettings
from constructs_lib.settings.sizes import DEFAULT_SIZE

# Exists in every cluster.
DEFAULT_NAMESPACE = "default"


class WandbApplication(Component):
    """Namespace, W&B server and jobs of the deployment, connected to the services in `platform`.

    An external Redis in `settings` replaces the cloud's. Each secret input that is given becomes a Terraform variable
    with its name. `cloud_secrets` are additional secret environment variables of the server, by name. `size` is that of
    the operator's components. An `adopted` deployment has a priority class
    of its own, because the old server has the one with the usual name.

    Attributes: `namespace`; `proxy` or `None`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        settings: KubernetesSettings,
        platform: PlatformOutputs,
        database_password: EphemeralReference,
        redis_password: EphemeralReference | None = None,
        cloud_secrets: Mapping[str, EphemeralReference] | None = None,
        size: str = DEFAULT_SIZE,
        adopted: bool = False,
    ) -> None:
        super().__init__(scope, id_)
        self._size = size
        self.namespace = self._create_namespace(settings.k8s_namespace)
        if settings.use_external_redis:
            platform = replace(platform, redis=_external_redis(settings))
            redis_password = self._external_redis_password(settings)
        self.proxy = self._proxy(settings)
        common: dict[str, Any] = {
            "namespace": self.namespace,
            "platform": platform,
            "secrets": self._secrets(settings, database_password, redis_password, cloud_secrets or {}),
            "oidc": self._oidc(settings),
            "variables": _variables(settings),
            "redis_ca_certificate": settings.redis_ca_cert,
            "placement": self._placement(settings),
            "custom_ca_certs": settings.custom_ca_certs,
            "proxy": self.proxy,
            **({"priority_class_name": f"{settings.k8s_namespace}-priority"} if adopted else {}),
        }
        create = self._run_operator if settings.runs_operator else self._run_container
        self._create_cron_jobs(platform.jobs, create(settings, common))

    def _run_container(self, settings: KubernetesSettings, common: Mapping[str, Any]) -> PodEnvironment:
        """The server as a single container."""
        server = WandbServer(
            self,
            "server",
            image=f"{settings.wandb_image}:{settings.wandb_version}",
            pods=_pod_options(settings),
            weave=_weave(settings, common["platform"]) if settings.weave_enabled else None,
            parquet=_parquet(settings) if settings.parquet_enabled else None,
            **common,
        )
        return server.pod_environment

    def _run_operator(self, settings: KubernetesSettings, common: Mapping[str, Any]) -> PodEnvironment:
        """The server by the vendor's operator."""
        # Imported here because the single container needs no Helm bindings, which take time to load.
        from constructs_lib.kubernetes.assembly_operator import operator_arguments
        from constructs_lib.kubernetes.operator import WandbOperator

        password = None
        if settings.clickhouse_password:
            password = self._variable("clickhouse_password", "Password of the user of ClickHouse")
        # The same id: what both ways have in common, such as the service account, keeps its address.
        arguments = operator_arguments(settings, clickhouse_password=password)
        server = WandbOperator(self, "server", size=self._size, **arguments, **common)
        return server.pod_environment

    def _create_cron_jobs(self, jobs: Sequence[CronJobSpec], pod_environment: PodEnvironment) -> None:
        for job in jobs:
            # Imported here because few deployments have a job, and its bindings double the load time.
            from constructs_lib.kubernetes.cron_job import CronJob

            CronJob(
                self,
                job.name.replace("-", "_"),
                namespace=self.namespace,
                labels=PART_OF,
                job=job,
                pod_environment=pod_environment,
            )

    def _create_namespace(self, name: str) -> str:
        if name == DEFAULT_NAMESPACE:
            return name
        metadata = NamespaceV1Metadata(name=name)
        namespace = NamespaceV1(self, "namespace", metadata=metadata, lifecycle=ignore_external_changes("namespace"))
        return namespace.metadata.name

    def _secrets(
        self,
        settings: KubernetesSettings,
        database_password: EphemeralReference,
        redis_password: EphemeralReference | None,
        cloud_secrets: Mapping[str, EphemeralReference],
    ) -> ServerSecrets:
        others: dict[str, EphemeralReference] = {}
        if settings.other_wandb_secrets:
            given = self._variable("other_wandb_secrets", "More secret environment variables", "map(string)")
            others = {name: given.within(f'{{}}["{name}"]') for name in settings.other_wandb_secrets}
        return ServerSecrets(
            database_password=database_password,
            license=self._variable(name, "License of the W&B server") if (name := settings.license_input) else None,
            redis_password=redis_password,
            others={**others, **cloud_secrets},
            version=settings.wandb_secrets_version,
        )

    def _external_redis_password(self, settings: KubernetesSettings) -> EphemeralReference | None:
        if not settings.external_redis_password:
            return None
        return self._variable("external_redis_password", "Password of the external Redis")

    def _placement(self, settings: KubernetesSettings) -> PodPlacement:
        created = [self._registry_secret(settings.wandb_secrets_version)] if settings.image_registry_config else []
        return PodPlacement(
            node_selector=settings.node_selector,
            tolerations=[
                Toleration(each.key, each.operator, each.value, each.effect, each.toleration_seconds)
                for each in settings.tolerations
            ],
            image_pull_secrets=[*settings.image_pull_secrets, *created],
        )

    def _registry_secret(self, version: int) -> str:
        secret = RegistrySecret(
            self,
            "registry",
            name=f"{NAME}-registry",
            namespace=self.namespace,
            labels=PART_OF,
            docker_config=self._variable(
                "image_registry_config", "Docker configuration with credentials of registries"
            ),
            version=version,
        )
        return secret.name

    def _proxy(self, settings: KubernetesSettings) -> Proxy | None:
        if settings.http_proxy is None and settings.https_proxy is None:
            return None
        return Proxy(
            http=settings.http_proxy,
            https=settings.https_proxy,
            no_proxy=settings.no_proxy,
            username=settings.proxy_username,
            password=self._variable("proxy_password", "Password of the proxy") if settings.proxy_password else None,
            version=settings.wandb_secrets_version,
        )

    def _oidc(self, settings: KubernetesSettings) -> OidcConfig:
        secret = None
        if settings.oidc_secret:
            secret = self._variable("oidc_secret", "The server's secret at the OpenID Connect issuer")
        return OidcConfig(
            oidc_issuer=settings.oidc_issuer,
            oidc_client_id=settings.oidc_client_id,
            oidc_auth_method=settings.oidc_auth_method,
            oidc_secret=secret,
            auth0_domain=settings.auth0_domain,
            auth0_client_id=settings.auth0_client_id,
        )

    def _variable(self, name: str, description: str, type_: str = "string") -> EphemeralReference:
        return EphemeralVariable(self, name, name=name, description=description, type_=type_).reference


def _external_redis(settings: KubernetesSettings) -> RedisEndpoint:
    assert settings.external_redis_host is not None  # Required by the settings' rules.
    return RedisEndpoint(settings.external_redis_host, settings.external_redis_port, settings.external_redis_params)


def _pod_options(settings: KubernetesSettings) -> PodOptions:
    return PodOptions(
        replicas=settings.wandb_replicas,
        scaled_by_others=settings.ignore_wandb_replicas,
        strategy=settings.wandb_update_strategy,
        scale_down_protection=settings.wandb_scale_down_protection,
        progress_deadline_seconds=settings.progress_deadline_seconds,
        requests=settings.resource_requests,
        limits=settings.resource_limits,
        labels=settings.deployment_pod_labels,
        service_account_labels=settings.service_account_labels,
    )


def _variables(settings: KubernetesSettings) -> dict[str, str]:
    hours = settings.session_length_hours
    # The operator's chart sets this variable itself.
    session = {"GORILLA_SESSION_LENGTH": f"{hours}h"} if hours is not None and not settings.runs_operator else {}
    return {
        "LOCAL_RESTORE": "true" if settings.local_restore else "false",
        "GORILLA_CUSTOM_METRICS_PROVIDER": settings.cloud_monitoring_connection_string,
        **session,
        **settings.other_wandb_env,
    }


def _weave(settings: KubernetesSettings, platform: PlatformOutputs) -> WeaveOptions:
    return WeaveOptions(
        pods=SideServiceOptions(
            requests=settings.weave_resource_requests,
            limits=settings.weave_resource_limits,
            variables=settings.weave_wandb_env,
            replicas=settings.weave_replicas,
        ),
        datadog=DatadogOptions(
            tracing=settings.weave_enable_datadog,
            profiling=settings.weave_dd_profiling_enabled,
            environment=settings.dd_env,
        ),
        storage=_storage(settings, platform) if settings.weave_storage_size else None,
    )


def _storage(settings: KubernetesSettings, platform: PlatformOutputs) -> StorageOptions:
    type_ = {platform.storage_type_parameter: settings.weave_storage_type} if settings.weave_storage_type else {}
    own_class = settings.weave_storage_class
    return StorageOptions(
        size=settings.weave_storage_size or "",
        # The official module's default, which no cloud has.
        storage_class=own_class or "standard",
        provisioner=settings.weave_storage_provisioner or (None if own_class else platform.storage_provisioner),
        parameters={**platform.storage_parameters, **type_},
    )


def _parquet(settings: KubernetesSettings) -> SideServiceOptions:
    return SideServiceOptions(
        requests=settings.parquet_resource_requests,
        limits=settings.parquet_resource_limits,
        variables=settings.parquet_wandb_env,
        replicas=settings.parquet_replicas,
    )
