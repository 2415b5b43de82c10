"""Combinations of the operator's inputs that are refused or cause a warning."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from constructs_lib.value_text import counted

from ..rules import Findings, Rule, idle_rule, rule
from ..sizes import SIZES
from .component_sizes import Capacity, largest, nodes_needed, pods_of, total
from .operator import CONTAINER, CONTROLLER_WITH_OCI, DEFAULT_RUNTIME, OPERATOR, is_older

if TYPE_CHECKING:
    from .inputs import KubernetesSettings

# The first version whose images the chart runs (W&B's release notes).
SERVER_MIN = "0.69.0"


def server_version_runs_in_the_chart(settings: KubernetesSettings) -> Findings:
    """The chart runs the server's components from images that older versions do not have."""
    if settings.runs_operator and is_older(settings.wandb_version, SERVER_MIN):
        yield (
            "wandb_version",
            f'"{settings.wandb_version}" is older than the operator\'s chart supports; write {SERVER_MIN} or later, '
            'or wandb_runtime = "container"',
        )


def controller_reads_the_chart(settings: KubernetesSettings) -> Findings:
    """Older controllers know no OCI registries."""
    oci = settings.wandb_chart_repository.startswith("oci://")
    if settings.runs_operator and oci and is_older(settings.controller_image_tag, CONTROLLER_WITH_OCI):
        yield (
            "controller_image_tag",
            f'"{settings.controller_image_tag}" cannot read a chart from an OCI registry; '
            f"write {CONTROLLER_WITH_OCI} or later, or a repository by https:// in wandb_chart_repository",
        )


def traces_have_clickhouse(settings: KubernetesSettings) -> Findings:
    """Weave's traces are stored only in ClickHouse."""
    if not settings.weave_trace_enabled:
        return
    if not settings.runs_operator:
        yield "weave_trace_enabled", f'requires wandb_runtime = "{OPERATOR}"; the container has no traces'
    if settings.clickhouse_host is None:
        yield "clickhouse_host", "is missing; weave_trace_enabled = true requires the host of your ClickHouse"
    if not settings.clickhouse_password:
        yield "clickhouse_password", "is missing; weave_trace_enabled = true requires the password for ClickHouse"


def release_channel_has_a_license(settings: KubernetesSettings) -> Findings:
    """The controller logs in to the channel with the license."""
    if settings.runs_operator and settings.wandb_release_channel and settings.license_input is None:
        yield "license", "is missing; wandb_release_channel = true requires it for the login to W&B's release channel"


def images_come_from_one_place(settings: KubernetesSettings) -> Findings:
    """The registry is a prefix of every image."""
    if settings.wandb_image_registry and settings.wandb_image != _default(settings, "wandb_image"):
        yield (
            "wandb_image",
            f'"{settings.wandb_image}" would be searched in wandb_image_registry; remove one of the two',
        )


def runtime_is_chosen(settings: KubernetesSettings) -> Findings:
    """How W&B runs if the deployment file does not say."""
    if settings.creates_application and "wandb_runtime" not in settings.model_fields_set:
        yield "wandb_runtime", _NOT_SET[DEFAULT_RUNTIME]


_NOT_SET = {
    CONTAINER: 'is not set, so W&B runs as a single container; write "operator", which W&B supports for production, '
    'or "container"',
    OPERATOR: 'is not set, so W&B runs by the operator; write "operator", or "container" to keep a single container',
}


def new_installation_can_be_set_up(settings: KubernetesSettings) -> Findings:
    """One release cannot finish the first setup."""
    if settings.runs_operator and settings.wandb_release_channel:
        # The version has no effect, as another warning says.
        return
    # Corrected by 0.82.2 (W&B's release notes).
    if not is_older(settings.wandb_version, "0.82.1") and is_older(settings.wandb_version, "0.82.2"):
        yield "wandb_version", '"0.82.1" cannot finish the setup of a new installation; write 0.82.2 or later'


def versions_are_pinned(settings: KubernetesSettings) -> Findings:
    """The vendor upgrades a deployment on its release channel."""
    if settings.runs_operator and settings.wandb_release_channel:
        yield "wandb_release_channel", "lets W&B change the versions at any time, also without a deploy"


def redis_exists(create: str) -> Rule:
    """The operator's components share their caches and queues in Redis. `create` is the input that creates one."""

    def check(settings: Any) -> Findings:
        if not settings.runs_operator or not settings.creates_application or settings.use_external_redis:
            return
        if not settings.creates_cache:
            yield (
                create,
                f"is false, and the operator's components require Redis; set {create} = true, use_external_redis, "
                'or wandb_runtime = "container"',
            )

    return rule(check, "wandb_runtime", create, "use_external_redis")


def nodes_hold_the_components(
    *, types: str, most: str, nodes: Callable[[Any], tuple[str, Capacity | None, int]], example: dict[str, str]
) -> Rule:
    """The components of the size fit on the nodes. `types` and `most` are the inputs of node type and node count.

    `nodes` returns the type, its capacity if known, and the maximum number of nodes; `example` has a type per size.
    """

    def check(settings: Any) -> Findings:
        type_, capacity, count = nodes(settings)
        # Without zones or subnets, another rule reports those.
        if not settings.runs_operator or capacity is None or not count:
            return
        pods = pods_of(settings.size, weave_trace=settings.weave_trace_enabled)
        too_large = largest(pods, capacity)
        if too_large is not None:
            instead = "a smaller size" if settings.size != SIZES[0] else f'wandb_runtime = "{CONTAINER}"'
            yield (
                types,
                f'"{type_}" has {counted(capacity.cpus, "CPU")} and {capacity.memory:g} GiB; size "{settings.size}" '
                f"runs {too_large.component} pods of {counted(too_large.cpus, 'CPU')} and {too_large.memory:g} GiB; "
                f'use "{example[settings.size]}" or larger, or {instead}',
            )
            return
        needed = nodes_needed(pods, capacity)
        if needed > count:
            everything = total(pods)
            yield (
                most,
                f'allows {counted(count, "node")} of type "{type_}"; size "{settings.size}" needs {needed} for '
                f"{everything.cpus:g} CPUs and {everything.memory:g} GiB; raise it, or use larger nodes",
            )

    return rule(check, "wandb_runtime", "size", types, most, "weave_trace_enabled")


def _default(settings: KubernetesSettings, name: str) -> Any:
    return type(settings).model_fields[name].default


_CLICKHOUSE = (
    "clickhouse_host",
    "clickhouse_port",
    "clickhouse_user",
    "clickhouse_database",
    "clickhouse_replicated",
    "clickhouse_password",
)
_OPERATOR_ONLY = (
    "wandb_console_version",
    "wandb_chart_version",
    "operator_chart_version",
    "controller_image_tag",
    "wandb_chart_repository",
    "wandb_chart_credentials_secret",
    "wandb_image_registry",
    "wandb_release_channel",
    "allow_bucket_change",
    "otel_enabled",
)
_CONTAINER_ONLY = (
    "weave_enabled",
    "parquet_enabled",
    "ignore_wandb_replicas",
    "weave_replicas",
    "parquet_replicas",
    "weave_storage_class",
    "weave_storage_provisioner",
    "weave_storage_type",
    "weave_enable_datadog",
    "weave_dd_profiling_enabled",
    "dd_env",
)
_VERSIONS = ("wandb_version", "wandb_console_version", "wandb_chart_version")

OPERATOR_RULES = (
    rule(server_version_runs_in_the_chart, "wandb_runtime", "wandb_version"),
    rule(controller_reads_the_chart, "wandb_runtime", "wandb_chart_repository", "controller_image_tag"),
    rule(traces_have_clickhouse, "wandb_runtime", "weave_trace_enabled", "clickhouse_host", "clickhouse_password"),
    rule(release_channel_has_a_license, "wandb_runtime", "wandb_release_channel", "license", "wandb_license"),
    rule(images_come_from_one_place, "wandb_image_registry", "wandb_image"),
)
OPERATOR_NOTICES = (
    rule(runtime_is_chosen, "wandb_runtime"),
    rule(new_installation_can_be_set_up, "wandb_version", "wandb_runtime", "wandb_release_channel"),
    rule(versions_are_pinned, "wandb_runtime", "wandb_release_channel"),
    idle_rule(
        _OPERATOR_ONLY,
        lambda settings: not settings.runs_operator,
        ("wandb_runtime",),
        'wandb_runtime is "container"',
    ),
    idle_rule(
        _CONTAINER_ONLY,
        lambda settings: settings.runs_operator,
        ("wandb_runtime",),
        'wandb_runtime is "operator", whose chart decides it',
    ),
    idle_rule(
        _CLICKHOUSE,
        lambda settings: not settings.weave_trace_enabled,
        ("weave_trace_enabled",),
        "weave_trace_enabled is false",
    ),
    idle_rule(
        _VERSIONS,
        lambda settings: settings.runs_operator and settings.wandb_release_channel,
        ("wandb_runtime", "wandb_release_channel"),
        "wandb_release_channel is true",
    ),
)
