"""The values of the vendor's chart `operator-wandb`, the part `spec.values` of the custom resource."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from constructs_lib.kubernetes.containers import Environment
from constructs_lib.kubernetes.environment import OidcConfig
from constructs_lib.kubernetes.ingress import ISSUER_ANNOTATION
from constructs_lib.kubernetes.operator_components import (
    APP,
    COMPONENTS,
    CONSOLE,
    WEAVE_TRACE,
    Component,
    merged,
    service_values,
)
from constructs_lib.kubernetes.operator_release import toleration_values
from constructs_lib.kubernetes.pods import PodPlacement
from constructs_lib.platform_outputs import INTERNAL_QUEUE, DatabaseEndpoint, Ingress, PlatformOutputs

# Keys of the Kubernetes secret that the resource refers to, with the chart's default names.
MYSQL_PASSWORD, REDIS_PASSWORD, REDIS_CA = "MYSQL_PASSWORD", "REDIS_PASSWORD", "REDIS_CA_CERT"
LICENSE, OIDC_SECRET, CLICKHOUSE_PASSWORD = "license", "OIDC_SECRET", "CLICKHOUSE_PASSWORD"
# The chart writes the address of the bucket into each of these
# (https://github.com/wandb/helm-charts/blob/main/charts/operator-wandb/templates/_env.tpl).
BUCKET = "BUCKET"
BUCKET_VARIABLES = (
    BUCKET,
    "GORILLA_FILE_STORE",
    "GORILLA_RUN_UPDATE_SHADOW_QUEUE_OVERFLOW_BUCKET_STORE",
    "GORILLA_STORAGE_BUCKET",
)

Values = dict[str, Any]


@dataclass(frozen=True)
class ComponentOptions:
    """Options of one component. `requests` and `limits` replace those of the size; `variables` are additional ones.

    `cache_size` is for Weave, which caches on the disk of its node.
    """

    variables: Mapping[str, str] = field(default_factory=dict)
    requests: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, str] = field(default_factory=dict)
    replicas: int | None = None
    strategy: str | None = None
    cache_size: str | None = None


@dataclass(frozen=True)
class ClickHouse:
    """The ClickHouse database of Weave's traces."""

    host: str
    port: int = 8443
    user: str = "default"
    database: str = "weave_trace_db"
    replicated: bool = False


@dataclass(frozen=True)
class SecretKeys:
    """The Kubernetes secret `name` with `keys`. `others` are the keys that are also names of variables."""

    name: str
    keys: frozenset[str]
    others: Sequence[str] = ()

    def variable(self, key: str) -> Values:
        """The value of an environment variable, as Kubernetes writes it."""
        return {"valueFrom": {"secretKeyRef": {"name": self.name, "key": key}}}


def literal(value: str) -> str:
    """`value` for a variable, which the chart puts in quotes and then reads as a template: `{{` stays what it is."""
    return value.replace("{{", "{{ `{{` }}")


def variables(environment: Environment) -> Values:
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
) -> Values:
    """The chart's `global` values."""
    values: Values = {
        "host": platform.url,
        "size": size,
        "mysql": _mysql(platform.database, secret),
        "bucket": _bucket(platform),
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
        values["redis"] = _redis(platform, secret, redis_ca_certificate)
    if oidc.oidc_issuer:
        values["auth"] = {"oidc": _oidc(oidc, secret)}
    if image_registry:
        values["repositoryPrefix"] = image_registry
    if ca_config_map:
        values["caCertsConfigMap"] = ca_config_map
    return values


def component_values(
    platform: PlatformOutputs,
    secret: SecretKeys,
    *,
    tags: Mapping[str, str],
    images: Mapping[str, str],
    service_account: str,
    options: Mapping[str, ComponentOptions],
    weave_trace: bool,
) -> Values:
    """The chart's values of each component. `tags` and `images` are by component; without a tag, the vendor decides."""
    components = [*COMPONENTS, WEAVE_TRACE] if weave_trace else COMPONENTS
    secrets = {name: secret.variable(name) for name in secret.others}
    if BUCKET in secrets:
        secrets |= {name: secret.variable(BUCKET) for name in BUCKET_VARIABLES}
    return {
        component.key: _component(
            component,
            image={
                "repository": images.get(component.key, component.image),
                **({"tag": tags[component.key]} if component.key in tags else {}),
            },
            service_account=service_account,
            secrets=secrets if component.handles_data else {},
            options=options.get(component.key, ComponentOptions()),
            node_port=platform.component_node_ports.get(component.key),
            queue_url=platform.queue_url,
        )
        for component in components
    }


def _component(
    component: Component,
    *,
    image: Values,
    service_account: str,
    secrets: Values,
    options: ComponentOptions,
    node_port: int | None,
    queue_url: str,
) -> Values:
    environment = {**secrets, **{name: literal(value) for name, value in options.variables.items()}}
    resources = {name: dict(found) for name in ("requests", "limits") if (found := getattr(options, name))}
    values: Values = {
        "image": image,
        "serviceAccount": {"create": False, "name": service_account},
        **({"extraEnv": environment} if environment else {}),
        **({"resources": resources} if resources else {}),
        **({"replicaCount": options.replicas} if options.replicas is not None else {}),
        **({"strategy": {"type": options.strategy}} if options.strategy else {}),
        **({"cache": {"size": options.cache_size}} if options.cache_size else {}),
        **service_values(component, node_port),
    }
    if component is APP:
        # Otherwise the chart lets everyone read the cluster's OpenID configuration, by a cluster role binding.
        values["internalJWTMap"] = []
        if queue_url != INTERNAL_QUEUE:
            values["env"] = {"BUCKET_QUEUE": queue_url}
    if component is CONSOLE:
        values["role"] = {"type": "Role"}
    return values


def chart_values(platform: PlatformOutputs, *, clickhouse: ClickHouse | None) -> Values:
    """The chart's other values: what is installed, and the ingress."""
    values: Values = {
        "ingress": _ingress(platform.ingress),
        "executor": {"install": True},
        "mysql": {"install": False},
        "redis": {"install": platform.redis is None},
        # These need permissions in the whole cluster.
        "otel": {"install": False},
        "prometheus": {"install": False},
        # For releases of charts before 0.31 only; they need one more image.
        "appRenamePreHook": {"install": False},
        "appRenamePostHook": {"install": False},
    }
    return values if clickhouse is None else merged(values, {WEAVE_TRACE.key: {"install": True}})


def clickhouse_values(clickhouse: ClickHouse, secret: SecretKeys) -> Values:
    """The chart's `global` values for Weave's traces."""
    return {
        "weave-trace": {"enabled": True},
        "clickhouse": {
            "host": clickhouse.host,
            "port": clickhouse.port,
            "user": clickhouse.user,
            "database": clickhouse.database,
            "replicated": clickhouse.replicated,
            "passwordSecret": {"name": secret.name, "passwordKey": CLICKHOUSE_PASSWORD},
        },
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


def _redis(platform: PlatformOutputs, secret: SecretKeys, certificate: str | None) -> Values:
    redis = platform.redis
    assert redis is not None  # Checked by the caller.
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


def _ingress(ingress: Ingress | None) -> Values:
    if ingress is None:
        return {"install": False, "create": False}
    tls = ingress.tls
    issuer = {ISSUER_ANNOTATION: tls.issuer} if tls and tls.issuer else {}
    return {
        "install": True,
        "create": True,
        "class": ingress.class_name,
        # The first host is that of the URL.
        "additionalHosts": list(ingress.hosts[1:]),
        "annotations": {**ingress.annotations, **issuer},
        "tls": [{"secretName": tls.name, "hosts": list(ingress.hosts)}] if tls else [],
    }
