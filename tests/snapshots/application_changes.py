"""The settings of the application stack, changed alone, each with the place of that stack that the change reaches."""

from tests.snapshots.setting_changes import Change

_AUTOSCALER = "kubernetes_deployment_v1.autoscaler_workload_deployment"
_PARQUET = "kubernetes_deployment_v1.server_parquet_workload_deployment"
_SECRET = "kubernetes_secret_v1.server_secret_secret"
_SERVER = "kubernetes_deployment_v1.server_workload_deployment"
_SERVICE_ACCOUNT = "kubernetes_service_account_v1.server_service_account"
_WEAVE = "kubernetes_deployment_v1.server_weave_workload_deployment"

_CERTIFICATE = "-----BEGIN CERTIFICATE-----\nY2hhbmdlZA==\n-----END CERTIFICATE-----\n"
_WITH_AUTH0 = {"auth0_domain": "wandb.auth0.com", "auth0_client_id": "wandb"}
_WITH_PARQUET = {"parquet_enabled": True}
_WITH_REDIS = {"use_external_redis": True, "external_redis_host": "redis.wandb.ml"}
_WITH_SIGN_ON = {"oidc_issuer": "https://issuer.example", "oidc_client_id": "wandb"}
_WITH_WEAVE = {
    "weave_enabled": True,
    "weave_storage_size": "21Gi",
    "weave_storage_provisioner": "ebs.csi.aws.com",
    "weave_storage_type": "gp3",
}


def _change(setting: str, value: object, reaches: str, **given: object) -> Change:
    return Change(setting, value, reaches, "recommended", given)


APPLICATION_CHANGES = (
    _change("license", None, "variable.license"),
    _change("wandb_version", "0.84.1", _SERVER),
    _change("wandb_image", "registry.example/wandb", _SERVER),
    _change("wandb_replicas", 3, _SERVER, wandb_update_strategy="RollingUpdate"),
    _change("wandb_update_strategy", "RollingUpdate", _SERVER),
    _change("wandb_secrets_revision", 5, _SECRET),
    _change("progress_deadline_seconds", 1801, _SERVER),
    _change("resource_requests", {"cpu": "1500m", "memory": "3G"}, _SERVER),
    _change("resource_limits", {"cpu": "9000m", "memory": "33G"}, _SERVER),
    _change("local_restore", True, _SERVER),
    _change("cloud_monitoring_connection_string", "prometheus://", _SERVER),
    _change("redis_ca_cert", _CERTIFICATE, "kubernetes_config_map_v1.server_config_map", **_WITH_REDIS),
    _change("service_account_annotations", {"changed.example/annotation": "a"}, _SERVICE_ACCOUNT),
    _change("service_account_labels", {"changed.example/label": "b"}, _SERVICE_ACCOUNT),
    _change("deployment_pod_labels", {"changed.example/pod": "c"}, _SERVER),
    _change("other_wandb_env", {"CHANGED": "everywhere"}, _SERVER),
    _change("other_wandb_secrets", {"CHANGED_SECRET": "canary-other"}, "variable.other_wandb_secrets"),
    _change("oidc_issuer", "https://changed.example", _SERVER, **_WITH_SIGN_ON),
    _change("oidc_client_id", "changed-client", _SERVER, **_WITH_SIGN_ON),
    _change("oidc_secret", "canary-oidc", "variable.oidc_secret", **_WITH_SIGN_ON),
    _change("oidc_auth_method", "pkce", _SERVER, **_WITH_SIGN_ON),
    _change("auth0_domain", "changed.auth0.com", _SERVER, **_WITH_AUTH0),
    _change("auth0_client_id", "changed-auth0", _SERVER, **_WITH_AUTH0),
    _change("use_external_redis", True, _SERVER, external_redis_host="redis.wandb.ml"),
    _change("external_redis_host", "other.wandb.ml", _SERVER, **_WITH_REDIS),
    _change("external_redis_port", 6390, _SERVER, **_WITH_REDIS),
    _change("external_redis_params", {"tls": "true"}, _SERVER, **_WITH_REDIS),
    _change("external_redis_password", "canary-redis", "variable.external_redis_password", **_WITH_REDIS),
    _change("weave_enabled", True, _WEAVE),
    _change("weave_wandb_env", {"CHANGED": "in weave"}, _WEAVE, **_WITH_WEAVE),
    _change("weave_resource_requests", {"cpu": "1100m", "memory": "13G"}, _WEAVE, **_WITH_WEAVE),
    _change("weave_resource_limits", {"cpu": "9100m", "memory": "43G"}, _WEAVE, **_WITH_WEAVE),
    _change("weave_storage_size", "22Gi", "kubernetes_persistent_volume_claim_v1.server_weave_claim", **_WITH_WEAVE),
    _change("weave_storage_class", "changed", "kubernetes_storage_class_v1.server_weave_storage_class", **_WITH_WEAVE),
    _change(
        "weave_storage_provisioner",
        "changed.csi.example",
        "kubernetes_storage_class_v1.server_weave_storage_class",
        **_WITH_WEAVE,
    ),
    _change("weave_storage_type", "io2", "kubernetes_storage_class_v1.server_weave_storage_class", **_WITH_WEAVE),
    _change("weave_enable_datadog", True, _WEAVE, **_WITH_WEAVE),
    _change("weave_dd_profiling_enabled", True, _WEAVE, **_WITH_WEAVE, weave_enable_datadog=True),
    _change("dd_env", "changed-environment", _WEAVE, **_WITH_WEAVE, weave_enable_datadog=True),
    _change("parquet_enabled", True, _PARQUET),
    _change("parquet_wandb_env", {"CHANGED": "in parquet"}, _PARQUET, **_WITH_PARQUET),
    _change("parquet_resource_requests", {"cpu": "1200m", "memory": "4G"}, _PARQUET, **_WITH_PARQUET),
    _change("parquet_resource_limits", {"cpu": "9200m", "memory": "53G"}, _PARQUET, **_WITH_PARQUET),
    _change("cluster_autoscaler_image_repository", "registry.example/autoscaler", _AUTOSCALER),
    _change("cluster_autoscaler_image_tag", "v1.99.0", _AUTOSCALER),
)
# False leaves the infrastructure stack alone.
WITHOUT_APPLICATION = ("enable_helm_wandb", "enable_helm_operator")
