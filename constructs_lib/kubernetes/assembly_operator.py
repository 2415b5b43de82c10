"""The arguments of `WandbOperator` from the settings."""

from typing import Any

from constructs_lib.framework import EphemeralReference
from constructs_lib.kubernetes.operator_components import APP
from constructs_lib.kubernetes.operator_global_values import ClickHouse, WeaveTrace
from constructs_lib.kubernetes.operator_sources import OperatorSources, OperatorVersions
from constructs_lib.kubernetes.operator_values import ComponentOptions
from constructs_lib.settings.kubernetes import KubernetesSettings


def operator_arguments(
    settings: KubernetesSettings, *, clickhouse_password: EphemeralReference | None
) -> dict[str, Any]:
    """Versions, sources and components."""
    return {
        "versions": OperatorVersions(
            server=settings.wandb_version,
            console=settings.wandb_console_version,
            chart=settings.wandb_chart_version,
            operator_chart=settings.operator_chart_version,
            controller=settings.controller_image_tag,
        ),
        "sources": OperatorSources(
            chart_repository=settings.wandb_chart_repository,
            chart_credentials_secret=settings.wandb_chart_credentials_secret,
            image_registry=settings.wandb_image_registry,
            images={APP.key: settings.wandb_image},
        ),
        "release_channel": settings.wandb_release_channel,
        "components": _components(settings),
        "pod_labels": settings.deployment_pod_labels,
        "service_account_labels": settings.service_account_labels,
        "weave_trace": _weave_trace(settings, clickhouse_password),
        "allow_bucket_change": settings.allow_bucket_change,
        "session_length_hours": settings.session_length_hours,
        "otel": settings.otel_enabled,
    }


def _components(settings: KubernetesSettings) -> dict[str, ComponentOptions]:
    """The options of the components. Resources follow the size unless the deployment file sets them."""

    def amounts(name: str) -> dict[str, str]:
        given: dict[str, str] = getattr(settings, name) if name in settings.model_fields_set else {}
        return given

    return {
        "app": ComponentOptions(
            requests=amounts("resource_requests"),
            limits=amounts("resource_limits"),
            replicas=settings.wandb_replicas,
            strategy=settings.wandb_update_strategy,
            scale_down_protection=settings.wandb_scale_down_protection,
        ),
        # It migrates the database at start.
        "api": ComponentOptions(strategy=settings.wandb_update_strategy),
        "parquet": ComponentOptions(
            variables=settings.parquet_wandb_env,
            requests=amounts("parquet_resource_requests"),
            limits=amounts("parquet_resource_limits"),
        ),
        "weave": ComponentOptions(
            variables=settings.weave_wandb_env,
            requests=amounts("weave_resource_requests"),
            limits=amounts("weave_resource_limits"),
            cache_size=settings.weave_storage_size,
        ),
    }


def _weave_trace(settings: KubernetesSettings, password: EphemeralReference | None) -> WeaveTrace | None:
    if not settings.weave_trace_enabled:
        return None
    assert settings.clickhouse_host is not None and password is not None  # Required by the settings' rules.
    clickhouse = ClickHouse(
        host=settings.clickhouse_host,
        port=settings.clickhouse_port,
        user=settings.clickhouse_user,
        database=settings.clickhouse_database,
        replicated=settings.clickhouse_replicated,
    )
    return WeaveTrace(clickhouse, password)
