"""Whether W&B runs by the vendor's operator or as one container, and the operator's versions and sources."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from constructs_lib.value_text import show

from ..base import SettingsModel
from ..fields.conversion import fail
from ..fields.declaration import HEAD, OURS, V8, setting
from ..fields.types import (
    PORT_MAX,
    Check,
    Flag,
    OptionalHostName,
    OptionalText,
    Secret,
    Text,
    Whole,
    one_of,
    text_matching,
    when_given,
    whole_between,
)
from .pod_environment import secret_name
from .types import chart_repository

OPERATOR, CONTAINER = "operator", "container"
# What a deployment file without wandb_runtime gets.
DEFAULT_RUNTIME = OPERATOR

CHART_VERSION = "0.43.8"
# The chart that server versions from 0.69 need (W&B's release notes).
CHART_MIN = "0.31.4"
# From this version, the chart passes a workload identity for Azure storage
# (https://github.com/wandb/helm-charts/pull/606).
CHART_WITH_STORAGE_IDENTITY = "0.44.0"
OPERATOR_CHART_VERSION = "1.4.8"
OPERATOR_CHART_MIN = "1.4.2"
CONTROLLER_VERSION = "1.22.0"
# Reads the license from a secret of the resource's own namespace (https://github.com/wandb/operator/blob/v1/CHANGELOG.md).
CONTROLLER_MIN = "1.19.3"
# Charts from OCI registries.
CONTROLLER_WITH_OCI = "1.22.0"
# The oldest console that reads the license from a secret.
CONSOLE_VERSION = CONSOLE_MIN = "2.18.16"
CHART_REPOSITORY = "https://charts.wandb.ai"
CLICKHOUSE_HTTPS_PORT = 8_443
_NUMBERS = re.compile(r"(\d{1,5})\.(\d{1,5})\.(\d{1,5})")


def is_older(version: str, than: str) -> bool:
    """Whether a version is older than another. What follows the three numbers does not count."""
    return _numbers(version) < _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    match = _NUMBERS.match(version)
    assert match is not None  # Versions were checked when they were read.
    return tuple(int(number) for number in match.groups())


def _version_from(least: str, what: str, *, below: str = "") -> Callable[[str], str]:
    """A check for a version of `what` that this library supports: `least` or later, and before `below`."""

    def check(value: str) -> str:
        if not _NUMBERS.fullmatch(value):
            fail(f'{show(value)} is not a version of {what}; write three numbers, such as "{least}"')
        if is_older(value, least):
            fail(f"{show(value)} is older than the oldest supported version of {what}; write {least} or later")
        if below and not is_older(value, below):
            fail(f"{show(value)} is a newer generation of {what}, which is not supported; write one before {below}")
        return value

    return Check(check, f"{least} or later" + (f", before {below}" if below else ""))


_registry = text_matching(
    r"[a-z0-9.-]+(?::\d{1,5})?(?:/[a-z0-9._-]+)*",
    'a registry with an optional path, such as "registry.example.com/mirror"',
)


def _unless_empty(default: str) -> BeforeValidator:
    """An empty text counts as omitted, as in the official modules."""
    return BeforeValidator(lambda value: default if value == "" else value)


class OperatorSettings(SettingsModel):
    """How W&B runs in the cluster."""

    wandb_runtime: Annotated[Text, AfterValidator(one_of(OPERATOR, CONTAINER))] = setting(
        DEFAULT_RUNTIME,
        since=(OURS,),
        changes="How W&B runs: by the vendor's operator, which W&B supports for production (`operator`), or as the "
        "single container wandb/local, which W&B recommends only for tests (`container`). To change it, destroy the "
        "application stack first; database and files are kept.",
        note="Earlier versions had the container as default.",
    )
    wandb_console_version: Annotated[Text, AfterValidator(_version_from(CONSOLE_MIN, "the console"))] = setting(
        CONSOLE_VERSION, since=(OURS,), changes="With the operator: the version of the console."
    )
    wandb_chart_version: Annotated[
        Text, AfterValidator(_version_from(CHART_MIN, "the chart operator-wandb", below="1.0.0"))
    ] = setting(CHART_VERSION, since=(OURS,), changes="With the operator: the version of the chart operator-wandb.")
    operator_chart_version: Annotated[
        Text,
        _unless_empty(OPERATOR_CHART_VERSION),
        AfterValidator(_version_from(OPERATOR_CHART_MIN, "the chart operator", below="2.0.0")),
    ] = setting(
        OPERATOR_CHART_VERSION,
        since=(V8, HEAD),
        changes="With the operator: the version of the chart operator, which installs the controller.",
    )
    controller_image_tag: Annotated[
        Text,
        _unless_empty(CONTROLLER_VERSION),
        AfterValidator(_version_from(CONTROLLER_MIN, "the controller", below="2.0.0")),
    ] = setting(
        CONTROLLER_VERSION, since=(V8, HEAD), changes="With the operator: the version of the controller's image."
    )
    wandb_chart_repository: Annotated[Text, AfterValidator(chart_repository)] = setting(
        CHART_REPOSITORY,
        since=(OURS,),
        changes="With the operator: the Helm repository with both charts, by https:// or oci://. Terraform and the "
        "controller fetch from it.",
    )
    wandb_chart_credentials_secret: Annotated[OptionalText, AfterValidator(when_given(secret_name))] = setting(
        None,
        since=(OURS,),
        changes="With the operator: an existing Kubernetes secret in k8s_namespace with the controller's login to the "
        "repository, in the keys HELM_USERNAME and HELM_PASSWORD. Terraform uses `helm registry login`.",
    )
    wandb_image_registry: Annotated[OptionalText, AfterValidator(when_given(_registry))] = setting(
        None,
        since=(OURS,),
        changes="With the operator: a registry that has all images under their own names, such as "
        "registry.example.com/mirror for registry.example.com/mirror/wandb/local.",
        when_omitted="images come from Docker Hub",
    )
    wandb_release_channel: Flag = setting(
        False,
        since=(OURS,),
        changes="With the operator: whether W&B's release channel decides the versions. The controller then contacts "
        "deploy.wandb.ai with the license, and the chart and all images change by themselves; wandb_version, "
        "wandb_console_version and wandb_chart_version have no effect.",
    )
    allow_bucket_change: Flag = setting(
        False,
        since=(OURS,),
        changes="With the operator: whether administrators can choose another bucket in the console. Otherwise only "
        "the deployment file decides.",
    )
    otel_enabled: Flag = setting(
        False,
        since=(OURS,),
        changes="With the operator: whether to run OpenTelemetry collectors on all nodes. They need a cluster role, so "
        "the controller then has permissions in the whole cluster, too.",
        note="Switched off again, it leaves the cluster role of the collectors; docs/operator.md has the command that "
        "deletes it.",
    )
    weave_trace_enabled: Flag = setting(
        False,
        since=(OURS,),
        changes="With the operator: whether to run Weave's traces, which are stored in your ClickHouse.",
    )
    clickhouse_host: OptionalHostName = setting(
        None, since=(OURS,), changes="The host of ClickHouse for Weave's traces."
    )
    clickhouse_port: Annotated[Whole, AfterValidator(whole_between(1, PORT_MAX))] = setting(
        CLICKHOUSE_HTTPS_PORT, since=(OURS,), changes="The HTTPS port of ClickHouse."
    )
    clickhouse_user: Text = setting("default", since=(OURS,), changes="The user of ClickHouse.")
    clickhouse_database: Text = setting("weave_trace_db", since=(OURS,), changes="The database in ClickHouse.")
    clickhouse_replicated: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether ClickHouse is a replicated cluster of your own, not ClickHouse Cloud.",
    )
    clickhouse_password: Secret = setting(False, since=(OURS,), changes="The password of that user.")

    @property
    def runs_operator(self) -> bool:
        """Whether W&B runs by the vendor's operator."""
        return self.wandb_runtime == OPERATOR

    @property
    def chart_passes_storage_identity(self) -> bool:
        """Whether the operator's chart lets the server use Azure storage by its identity."""
        return not is_older(self.wandb_chart_version, CHART_WITH_STORAGE_IDENTITY)
