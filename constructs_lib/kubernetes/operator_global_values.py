"""The `global` values of the vendor's chart `operator-wandb`: what all components have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from constructs_lib.framework import EphemeralReference, require_reference
from constructs_lib.kubernetes.containers import Environment
from constructs_lib.kubernetes.environment import OidcConfig
from constructs_lib.kubernetes.operator_components import WEAVE_TRACE
from constructs_lib.kubernetes.operator_release import toleration_values
from constructs_lib.kubernetes.operator_secret import (
    CLICKHOUSE_PASSWORD,
    LICENSE,
    MYSQL_PASSWORD,
    OIDC_SECRET,
    REDIS_PASSWORD,
    SecretKeys,
)
from constructs_lib.kubernetes.pods import PodPlacement
from constructs_lib.platform_outputs import DatabaseEndpoint, PlatformOutputs, RedisEndpoint

Values = dict[str, Any]
# The key of the chart's `global` values for the bucket: people cannot change the first one in the console.
FIXED_BUCKET, DEFAULT_BUCKET = "bucket", "defaultBucket"


@dataclass(frozen=True)
class ClickHouse:
    """The ClickHouse database of Weave's traces."""

    host: str
    port: int = 8443
    user: str = "default"
    database: str = "weave_trace_db"
    replicated: bool = False


@dataclass(frozen=True)
class WeaveTrace:
    """Weave's traces, which are stored in ClickHouse."""

    clickhouse: ClickHouse
    clickhouse_password: EphemeralReference

    def __post_init__(self) -> None:
        require_reference("WeaveTrace.clickhouse_password", self.clickhouse_password)


def literal(value: str) -> str:
    """`value` for a variable, which the chart puts in quotes and then reads as a template: `{{` stays what it is."""
    return value.replace("{{", "{{ `{{` }}")


def variable_values(environment: Environment) -> Values:
    """Environment variables as the chart takes them: plain ones, and references to the secret."""
    secret = SecretKeys(environment.secret_name, frozenset(environment.secret))
    plain: Values = {name: literal(value) for name, value in environment.plain.items()}
    return plain | {name: secret.variable(name) for name in environment.secret}


def global_values(
    platform: PlatformOutputs,
    secret: SecretKeys,
    oidc: OidcConfig,
    *,
    size: str,
    redis_ca_certificate: str | None,
    environment: Mapping[str, Any],
    pod_labels: Mapping[str, str],
    pod_annotations: Mapping[str, str],
    placement: PodPlacement,
    priority_class: str,
    image_registry: str | None,
    ca_config_map: str | None,
    bucket_key: str = FIXED_BUCKET,
    session_length_hours: int | None = None,
) -> Values:
    """The chart's `global` values."""
    values: Values = {
        "host": platform.url,
        "size": size,
        "mysql": _mysql(platform.database, secret),
        bucket_key: _bucket(platform),
        "api": {"enabled": True},
        "glue": {"enabled": True},
        # Together with executor.install; otherwise nothing takes the tasks out of the queue.
        "executor": {"enabled": True},
        "extraEnv": dict(environment),
        "pod": {"labels": dict(pod_labels), "annotations": dict(pod_annotations)},
        "nodeSelector": dict(placement.node_selector),
        "tolerations": [toleration_values(each) for each in placement.tolerations],
        "imagePullSecrets": list(placement.image_pull_secrets),
        "priorityClassName": priority_class,
    }
    if LICENSE in secret.keys:
        values["licenseSecret"] = {"name": secret.name, "key": LICENSE}
    if platform.redis is not None:
        values["redis"] = _redis(platform.redis, secret, redis_ca_certificate)
    login: Values = {"oidc": _oidc(oidc, secret)} if oidc.oidc_issuer else {}
    if session_length_hours is not None:
        login["sessionLengthHours"] = session_length_hours
    if login:
        values["auth"] = login
    if image_registry:
        values["repositoryPrefix"] = image_registry
    if ca_config_map:
        values["caCertsConfigMap"] = ca_config_map
    return values


def weave_trace_values(clickhouse: ClickHouse, secret: SecretKeys) -> Values:
    """The chart's values for Weave's traces, `global` ones and the component's own."""
    return {
        "global": {
            WEAVE_TRACE.key: {"enabled": True},
            "clickhouse": {
                "host": clickhouse.host,
                "port": clickhouse.port,
                "user": clickhouse.user,
                "database": clickhouse.database,
                "replicated": clickhouse.replicated,
                "passwordSecret": {"name": secret.name, "passwordKey": CLICKHOUSE_PASSWORD},
            },
        },
        WEAVE_TRACE.key: {"install": True},
    }


def _mysql(database: DatabaseEndpoint, secret: SecretKeys) -> Values:
    return {
        "host": database.host,
        "port": database.port,
        "database": database.name,
        "user": database.user,
        "passwordSecret": {"name": secret.name, "passwordKey": MYSQL_PASSWORD},
    }


def _bucket(platform: PlatformOutputs) -> Values:
    bucket = platform.bucket
    if bucket is None:
        return {}
    return {"provider": bucket.provider, "name": bucket.name, "path": bucket.path or ""}


def _redis(redis: RedisEndpoint, secret: SecretKeys, certificate: str | None) -> Values:
    values: Values = {"host": redis.host, "port": redis.port, "params": dict(redis.parameters)}
    if REDIS_PASSWORD in secret.keys:
        values["secret"] = {"secretName": secret.name, "secretKey": REDIS_PASSWORD}
    if certificate is not None:
        # With a password, the chart mounts the certificate from the secret, and takes from here only that there is one.
        values["caCert"] = certificate
    return values


def _oidc(oidc: OidcConfig, secret: SecretKeys) -> Values:
    values: Values = {
        "clientId": oidc.oidc_client_id,
        "issuer": oidc.oidc_issuer,
        "authMethod": oidc.oidc_auth_method,
    }
    if OIDC_SECRET in secret.keys:
        values["oidcSecret"] = {"name": secret.name, "secretKey": OIDC_SECRET}
    return values
