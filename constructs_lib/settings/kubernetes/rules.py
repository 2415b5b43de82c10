"""Combinations of settings of the application stack that are refused or cause a warning, on every cloud."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..rules import Findings, Rule, idle_rule, rule
from .operator_rules import OPERATOR_NOTICES, OPERATOR_RULES
from .types import amount

if TYPE_CHECKING:
    from .inputs import KubernetesSettings


def oidc_inputs_are_complete(settings: KubernetesSettings) -> Findings:
    """Single sign-on needs both the issuer and the client ID."""
    if settings.oidc_issuer is not None and settings.oidc_client_id is None:
        yield "oidc_client_id", "is missing; oidc_issuer requires the server's client ID"
    if settings.oidc_issuer is None and (settings.oidc_client_id is not None or settings.oidc_secret):
        yield "oidc_issuer", "is missing; oidc_client_id and oidc_secret require it"
    if (settings.auth0_domain is None) != (settings.auth0_client_id is None):
        missing = "auth0_domain" if settings.auth0_domain is None else "auth0_client_id"
        yield missing, "is missing; auth0_domain and auth0_client_id require each other"


def external_redis_has_a_host(settings: KubernetesSettings) -> Findings:
    """An external Redis has no default host."""
    if settings.use_external_redis and settings.external_redis_host is None:
        yield "external_redis_host", "is missing; use_external_redis = true requires the host of your Redis"


def variables_are_set_once(settings: KubernetesSettings) -> Findings:
    """A variable with two values would silently get one of them."""
    for name in settings.other_wandb_secrets:
        for other in ("other_wandb_env", "parquet_wandb_env"):
            if name in getattr(settings, other):
                yield other, f'"{name}" is also in other_wandb_secrets; remove one'


_PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
_PLAIN_ENVIRONMENTS = ("other_wandb_env", "weave_wandb_env", "parquet_wandb_env")


def proxy_is_set_once(settings: KubernetesSettings) -> Findings:
    """The proxy variables come from the proxy inputs or from the environment inputs, not from both."""
    if settings.http_proxy is None and settings.https_proxy is None:
        return
    for name in (*_PLAIN_ENVIRONMENTS, "other_wandb_secrets"):
        for variable in getattr(settings, name):
            if variable.upper() in _PROXY_VARIABLES:
                yield name, f'"{variable}" is set by http_proxy, https_proxy and no_proxy; remove it here'


def proxy_credentials_are_complete(settings: KubernetesSettings) -> Findings:
    """The proxy's user name and password require each other."""
    if settings.proxy_password and settings.proxy_username is None:
        yield "proxy_username", "is missing; proxy_password requires it"
    if settings.proxy_username is not None and not settings.proxy_password:
        yield "proxy_password", "is missing; proxy_username requires it"


def _limits_rule(prefix: str) -> Rule:
    requests, limits = f"{prefix}resource_requests", f"{prefix}resource_limits"

    def check(settings: KubernetesSettings) -> Findings:
        given: dict[str, str] = getattr(settings, requests)
        for name, most in getattr(settings, limits).items():
            if name in given and amount(given[name]) > amount(most):
                yield limits, f'{name} = "{most}" is less than "{given[name]}" in {requests}; raise it'

    return rule(check, requests, limits)


def cache_volume_has_one_pod(settings: KubernetesSettings) -> Findings:
    """Nodes cannot share the volume (access mode ReadWriteOnce)."""
    if settings.weave_replicas > 1 and settings.weave_storage_size is not None and not settings.runs_operator:
        yield (
            "weave_replicas",
            f"{settings.weave_replicas} pods cannot share the volume of weave_storage_size; remove one of the two",
        )


_WEAVE = (
    "weave_replicas",
    "weave_wandb_env",
    "weave_resource_requests",
    "weave_resource_limits",
    "weave_storage_size",
    "weave_enable_datadog",
    "weave_dd_profiling_enabled",
    "dd_env",
)
_STORAGE = ("weave_storage_class", "weave_storage_provisioner", "weave_storage_type")
_IDLE: tuple[tuple[tuple[str, ...], Callable[[KubernetesSettings], bool], tuple[str, ...], str], ...] = (
    (
        ("external_redis_host", "external_redis_port", "external_redis_params", "external_redis_password"),
        lambda settings: not settings.use_external_redis,
        ("use_external_redis",),
        "use_external_redis is false",
    ),
    (
        ("no_proxy", "proxy_username", "proxy_password"),
        lambda settings: settings.http_proxy is None and settings.https_proxy is None,
        ("http_proxy", "https_proxy"),
        "http_proxy and https_proxy are not set",
    ),
    (
        _WEAVE,
        lambda settings: not settings.weave_enabled and not settings.runs_operator,
        ("weave_enabled", "wandb_runtime"),
        "weave_enabled is false",
    ),
    (
        _STORAGE,
        lambda settings: (
            not settings.runs_operator and (not settings.weave_enabled or settings.weave_storage_size is None)
        ),
        ("weave_enabled", "weave_storage_size", "wandb_runtime"),
        "Weave has no volume; set weave_enabled and weave_storage_size",
    ),
    (
        ("parquet_replicas", "parquet_wandb_env", "parquet_resource_requests", "parquet_resource_limits"),
        lambda settings: not settings.parquet_enabled and not settings.runs_operator,
        ("parquet_enabled", "wandb_runtime"),
        "parquet_enabled is false",
    ),
)


def storage_class_exists(service: str, provisioner: str) -> Rule:
    """`service` has no storage class "standard", the official module's default; when omitted, it is created."""

    def check(settings: KubernetesSettings) -> Findings:
        missing = settings.weave_storage_class == "standard" and settings.weave_storage_provisioner is None
        volume = settings.weave_enabled and settings.weave_storage_size is not None and not settings.runs_operator
        if volume and missing:
            yield (
                "weave_storage_class",
                f'"standard" does not exist on {service} unless you created it; if not, set '
                f'weave_storage_provisioner = "{provisioner}" to create it',
            )

    return rule(
        check,
        "wandb_runtime",
        "weave_enabled",
        "weave_storage_size",
        "weave_storage_class",
        "weave_storage_provisioner",
    )


def temporary_administrator_is_off(settings: KubernetesSettings) -> Findings:
    """The credentials are in the log."""
    if settings.local_restore:
        yield "local_restore", "prints administrator credentials to the server's log; set it to false after use"


def versions_do_not_overlap(settings: KubernetesSettings) -> Findings:
    """A rolling update runs the old and the new version side by side."""
    if settings.wandb_update_strategy == "RollingUpdate":
        yield (
            "wandb_update_strategy",
            'runs two versions on one database during an upgrade; "Recreate" does not',
        )


# Names of secrets, and URLs that contain a password.
_SECRET_NAME = re.compile(r"SECRET|PASSW(?:OR)?D|TOKEN|CREDENTIAL|_KEY$", re.IGNORECASE)
_CREDENTIALS = re.compile(r"://[^/?#@\s]*:[^/?#@\s]+@")
_ENVIRONMENTS = {
    "other_wandb_env": "move it to other_wandb_secrets",
    "parquet_wandb_env": "move it to other_wandb_secrets",
    "weave_wandb_env": "remove it: Weave gets no secrets except the server's",
}


def variables_hold_no_secrets(settings: KubernetesSettings) -> Findings:
    """Plain variables are in the synthesized JSON, in the plan and in the state."""
    for name, instead in _ENVIRONMENTS.items():
        for variable, value in getattr(settings, name).items():
            if value and (_SECRET_NAME.search(variable) or _CREDENTIALS.search(value)):
                yield name, f'"{variable}" looks like a secret and would be in plan and state; {instead}'


def license_is_not_empty(settings: KubernetesSettings) -> Findings:
    """An empty license counts as omitted, as in the official modules."""
    for name in ("license", "wandb_license"):
        if name in settings.model_fields_set and not getattr(settings, name) and settings.license_input is None:
            yield name, "is empty, which counts as omitted; write the license or remove the input"


RULES = (
    rule(oidc_inputs_are_complete, "oidc_issuer", "oidc_client_id", "oidc_secret", "auth0_domain", "auth0_client_id"),
    rule(external_redis_has_a_host, "use_external_redis", "external_redis_host"),
    rule(variables_are_set_once, "other_wandb_secrets", "other_wandb_env", "parquet_wandb_env"),
    rule(proxy_is_set_once, "http_proxy", "https_proxy", *_PLAIN_ENVIRONMENTS, "other_wandb_secrets"),
    rule(proxy_credentials_are_complete, "proxy_username", "proxy_password"),
    rule(cache_volume_has_one_pod, "weave_replicas", "weave_storage_size", "wandb_runtime"),
    *(_limits_rule(prefix) for prefix in ("", "weave_", "parquet_")),
    *OPERATOR_RULES,
)
NOTICES = (
    rule(temporary_administrator_is_off, "local_restore"),
    rule(versions_do_not_overlap, "wandb_update_strategy"),
    rule(variables_hold_no_secrets, *_ENVIRONMENTS),
    rule(license_is_not_empty, "license", "wandb_license"),
    *(idle_rule(*line) for line in _IDLE),
    *OPERATOR_NOTICES,
)
