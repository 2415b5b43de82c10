"""Every input of the application stack, changed by itself on each cloud, and one resource that it changes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from tests.certificates import ONE, TWO
from tests.inputs.changes import APPLICATION, Change

_SERVER = "kubernetes_deployment_v1.server_workload_deployment"
_ACCOUNT = "kubernetes_service_account_v1.server_service_account"
_AUTOSCALER = "kubernetes_deployment_v1.autoscaler_workload_deployment"
_WEAVE = "kubernetes_deployment_v1.server_weave_workload_deployment"
_PARQUET = "kubernetes_deployment_v1.server_parquet_workload_deployment"
_SECRET = "kubernetes_secret_v1.server_secret_secret"
_WITH_OIDC = {"oidc_issuer": "https://login.example.com", "oidc_client_id": "wandb", "oidc_secret": "canary-oidc"}
_WITH_AUTH0 = {"auth0_domain": "wandb.eu.auth0.com", "auth0_client_id": "wandb"}
_WITH_REDIS = {"use_external_redis": True, "external_redis_host": "redis.wandb.ml"}
_WITH_WEAVE = {"weave_enabled": True}
_WITH_DATADOG = {**_WITH_WEAVE, "weave_enable_datadog": True}
_WITH_STORAGE = {
    **_WITH_WEAVE,
    "weave_storage_size": "50Gi",
    "weave_storage_provisioner": "csi.example.com",
    "weave_storage_type": "slow",
}
_WITH_PARQUET = {"parquet_enabled": True}
_WITH_PROXY = {"https_proxy": "http://proxy.example.com:3128"}
_WITH_LOGIN = {**_WITH_PROXY, "proxy_username": "wandb", "proxy_password": "canary-proxy"}

# What most of these inputs change has its own resource only with the container.
_BY_CONTAINER = {"wandb_runtime": "container"}
_BY_OPERATOR = {"wandb_runtime": "operator"}
_WITH_TRACES = {
    **_BY_OPERATOR,
    "weave_trace_enabled": True,
    "clickhouse_host": "clickhouse.wandb.ml",
    "clickhouse_password": "canary-clickhouse",
}
_OPERATOR = "helm_release.server_operator_release"
_RESOURCE = "helm_release.server_resource_release"

_WITHOUT_LICENSE = {"license": None, "wandb_license": None}


def _change(setting: str, value: Any, reaches: str, given: Mapping[str, Any] | None = None) -> Change:
    return Change(setting, value, APPLICATION + reaches, "recommended", {**_BY_CONTAINER, **(given or {})})


def _on(cloud: str, changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(replace(change, cloud=cloud) for change in changes)


_ON_BOTH_CLOUDS: tuple[Change, ...] = (
    _change("enable_helm_wandb", False, _SERVER),
    _change("enable_helm_operator", False, _SERVER),
    _change("wandb_version", "0.84.1", _SERVER),
    _change("wandb_image", "registry.example.com/changed/local", _SERVER),
    _change("wandb_replicas", 5, _SERVER),
    _change("ignore_wandb_replicas", True, _SERVER),
    _change("wandb_scale_down_protection", True, _SERVER),
    _change("node_selector", {"changed-pool": "one"}, _SERVER),
    _change("tolerations", ({"key": "changed", "operator": "Exists"},), _SERVER),
    _change("image_pull_secrets", ("changed-registry",), _SERVER),
    _change("custom_ca_certs", (TWO,), "kubernetes_config_map_v1.server_authorities_config_map"),
    _change("http_proxy", "http://changed.example.com:3128", _SERVER),
    _change("https_proxy", "http://changed.example.com:3129", _SERVER),
    _change("no_proxy", (".changed.example.com",), _SERVER, _WITH_PROXY),
    _change("proxy_username", "changed-proxy-user", _SECRET, _WITH_LOGIN),
    _change("wandb_update_strategy", "RollingUpdate", _SERVER),
    _change("progress_deadline_seconds", 1234, _SERVER),
    _change("resource_requests", {"cpu": "1501m", "memory": "3G"}, _SERVER),
    _change("resource_limits", {"cpu": "7777m", "memory": "31G"}, _SERVER),
    _change("local_restore", True, _SERVER),
    _change("cloud_monitoring_connection_string", "https://metrics.example.com/changed", _SERVER),
    _change("service_account_annotations", {"example.com/changed": "one"}, _ACCOUNT),
    _change("service_account_labels", {"changed-label": "two"}, _ACCOUNT),
    _change("deployment_pod_labels", {"changed-pod": "three"}, _SERVER),
    _change("other_wandb_env", {"CHANGED": "everywhere"}, _SERVER),
    _change("wandb_secrets_version", 6, _SECRET),
    _change("oidc_issuer", "https://changed.example.com", _SERVER, _WITH_OIDC),
    _change("oidc_client_id", "changed-client", _SERVER, _WITH_OIDC),
    _change("oidc_auth_method", "pkce", _SERVER, _WITH_OIDC),
    _change("auth0_domain", "changed.eu.auth0.com", _SERVER, _WITH_AUTH0),
    _change("auth0_client_id", "changed-auth0", _SERVER, _WITH_AUTH0),
    _change("use_external_redis", True, _SERVER, {"external_redis_host": "redis.wandb.ml"}),
    _change("external_redis_host", "redis.changed.ml", _SERVER, _WITH_REDIS),
    _change("external_redis_port", 6390, _SERVER, _WITH_REDIS),
    _change("external_redis_params", {"tls": "true"}, _SERVER, _WITH_REDIS),
    _change("weave_enabled", True, _WEAVE),
    _change("weave_wandb_env", {"CHANGED": "in weave"}, _WEAVE, _WITH_WEAVE),
    _change("weave_replicas", 18, _WEAVE, _WITH_WEAVE),
    _change("weave_resource_requests", {"cpu": "1502m", "memory": "13G"}, _WEAVE, _WITH_WEAVE),
    _change("weave_resource_limits", {"cpu": "7778m", "memory": "32G"}, _WEAVE, _WITH_WEAVE),
    _change("weave_storage_size", "51Gi", "kubernetes_persistent_volume_claim_v1.server_weave_claim", _WITH_STORAGE),
    _change(
        "weave_storage_class", "changed-class", "kubernetes_storage_class_v1.server_weave_storage_class", _WITH_STORAGE
    ),
    _change(
        "weave_storage_provisioner",
        "csi.changed.example.com",
        "kubernetes_storage_class_v1.server_weave_storage_class",
        _WITH_STORAGE,
    ),
    _change("weave_storage_type", "io2", "kubernetes_storage_class_v1.server_weave_storage_class", _WITH_STORAGE),
    _change("weave_enable_datadog", True, _WEAVE, _WITH_WEAVE),
    _change("weave_dd_profiling_enabled", True, _WEAVE, _WITH_DATADOG),
    _change("dd_env", "changed-env", _WEAVE, _WITH_DATADOG),
    _change("parquet_enabled", True, _PARQUET),
    _change("parquet_wandb_env", {"CHANGED": "in parquet"}, _PARQUET, _WITH_PARQUET),
    _change("parquet_replicas", 19, _PARQUET, _WITH_PARQUET),
    _change("parquet_resource_requests", {"cpu": "1503m", "memory": "4G"}, _PARQUET, _WITH_PARQUET),
    _change("parquet_resource_limits", {"cpu": "7779m", "memory": "33G"}, _PARQUET, _WITH_PARQUET),
)
_ON_BOTH_CLOUDS += (
    _change("wandb_console_version", "2.19.1", _RESOURCE, _BY_OPERATOR),
    _change("wandb_chart_version", "0.43.9", _RESOURCE, _BY_OPERATOR),
    _change("operator_chart_version", "1.4.9", _OPERATOR, _BY_OPERATOR),
    _change("controller_image_tag", "1.23.0", _OPERATOR, _BY_OPERATOR),
    _change("wandb_chart_repository", "oci://charts.changed.example.com/wandb", _RESOURCE, _BY_OPERATOR),
    _change("wandb_chart_credentials_secret", "changed-login", _RESOURCE, _BY_OPERATOR),
    _change("wandb_image_registry", "registry.example.com/changed/mirror", _RESOURCE, _BY_OPERATOR),
    _change("wandb_release_channel", True, _RESOURCE, _BY_OPERATOR),
    _change("allow_bucket_change", True, _RESOURCE, _BY_OPERATOR),
    _change("otel_enabled", True, _OPERATOR, _BY_OPERATOR),
    _change("session_length_hours", 26, _RESOURCE, _BY_OPERATOR),
    _change("clickhouse_host", "clickhouse.changed.ml", _RESOURCE, _WITH_TRACES),
    _change("clickhouse_port", 9444, _RESOURCE, _WITH_TRACES),
    _change("clickhouse_user", "changed-traces", _RESOURCE, _WITH_TRACES),
    _change("clickhouse_database", "changed_traces", _RESOURCE, _WITH_TRACES),
    _change("clickhouse_replicated", True, _RESOURCE, _WITH_TRACES),
)
_CA_FILE = "kubernetes_config_map_v1.server_config_map"
APPLICATION_CHANGES = (
    *_on(
        "aws",
        (
            *_ON_BOTH_CLOUDS,
            _change("redis_ca_cert", ONE, _CA_FILE, {"create_elasticache": True}),
            # AKS has its own autoscaler.
            _change("cluster_autoscaler_image_repository", "registry.example.com/changed/scaler", _AUTOSCALER),
            _change("cluster_autoscaler_image_tag", "v1.99.0", _AUTOSCALER),
        ),
    ),
    *_on(
        "azure",
        (
            *_ON_BOTH_CLOUDS,
            _change("redis_ca_cert", ONE, _CA_FILE, {"create_redis": True}),
            # On AWS, it also changes the load balancer.
            replace(
                _change("weave_trace_enabled", True, _RESOURCE, _BY_OPERATOR),
                along={"clickhouse_host": "clickhouse.wandb.ml", "clickhouse_password": "canary-clickhouse"},
            ),
        ),
    ),
)

# Of a secret nothing but whether it is given may reach the configuration: here it comes, where none was.
_SECRETS = (
    _change("license", "canary-1", "variable.license", _WITHOUT_LICENSE),
    _change("wandb_license", "canary-5", "variable.wandb_license", _WITHOUT_LICENSE),
    _change("oidc_secret", "canary-2", "variable.oidc_secret", {**_WITH_OIDC, "oidc_secret": None}),
    _change("external_redis_password", "canary-3", "variable.external_redis_password", _WITH_REDIS),
    _change("other_wandb_secrets", {"CHANGED": "canary-4"}, "variable.other_wandb_secrets"),
    _change(
        "image_registry_config",
        '{"auths": {"registry.example.com": {"auth": "canary-6"}}}',
        "variable.image_registry_config",
    ),
    replace(
        _change(
            "clickhouse_password",
            "canary-8",
            "variable.clickhouse_password",
            {"wandb_runtime": "operator", "clickhouse_host": "clickhouse.wandb.ml"},
        ),
        along={"weave_trace_enabled": True},
    ),
    replace(
        _change("proxy_password", "canary-7", "variable.proxy_password", _WITH_PROXY),
        along={"proxy_username": "wandb"},
    ),
)
SECRETS_GIVEN = (*_on("aws", _SECRETS), *_on("azure", _SECRETS))
