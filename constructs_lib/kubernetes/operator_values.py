"""The values of the vendor's chart `operator-wandb` by component: images, resources, services; and the ingress."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from constructs_lib.kubernetes.ingress import ISSUER_ANNOTATION
from constructs_lib.kubernetes.operator_components import (
    APP,
    CONSOLE,
    Component,
    service_values,
)
from constructs_lib.kubernetes.operator_global_values import Values, literal
from constructs_lib.kubernetes.operator_secret import SecretKeys
from constructs_lib.kubernetes.pods import NO_SCALE_DOWN
from constructs_lib.platform_outputs import INTERNAL_QUEUE, Ingress, PlatformOutputs

# The chart writes the address of the bucket into each of these
# (https://github.com/wandb/helm-charts/blob/main/charts/operator-wandb/templates/_env.tpl).
BUCKET = "BUCKET"
BUCKET_VARIABLES = (
    BUCKET,
    "GORILLA_FILE_STORE",
    "GORILLA_RUN_UPDATE_SHADOW_QUEUE_OVERFLOW_BUCKET_STORE",
    "GORILLA_STORAGE_BUCKET",
)


@dataclass(frozen=True)
class ComponentOptions:
    """Options of one component. `requests` and `limits` replace those of the size; `variables` are additional ones.

    `cache_size` is for Weave, which caches on the disk of its node. With `scale_down_protection`, the cluster
    autoscaler does not remove a node that a pod of the component runs on.
    """

    variables: Mapping[str, str] = field(default_factory=dict)
    requests: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, str] = field(default_factory=dict)
    replicas: int | None = None
    strategy: str | None = None
    cache_size: str | None = None
    scale_down_protection: bool = False


def component_values(
    components: Sequence[Component],
    platform: PlatformOutputs,
    secret: SecretKeys,
    *,
    tags: Mapping[str, str],
    images: Mapping[str, str],
    service_account: str,
    options: Mapping[str, ComponentOptions],
) -> Values:
    """The chart's values of each component. `tags` and `images` are by component; without a tag, the vendor decides."""
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
        **({"podAnnotations": dict(NO_SCALE_DOWN)} if options.scale_down_protection else {}),
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


def chart_values(platform: PlatformOutputs, *, otel: bool = False) -> Values:
    """The chart's other values: what is installed, and the ingress."""
    return {
        "ingress": _ingress(platform.ingress),
        "executor": {"install": True},
        "mysql": {"install": False},
        "redis": {"install": platform.redis is None},
        # These need permissions in the whole cluster.
        "otel": {"install": otel},
        "prometheus": {"install": False},
        # For releases of charts before 0.31 only; they need one more image.
        "appRenamePreHook": {"install": False},
        "appRenamePostHook": {"install": False},
    }


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
