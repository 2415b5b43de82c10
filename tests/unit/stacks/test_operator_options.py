"""The runtime and the operator's options, switched on and off: what comes, what goes, and what keeps its address."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.deployments import CLOUDS
from tests.unit.kubernetes.helm_values import parsed
from tests.unit.stacks.applications import Stack, application, synthesize, variables

OPERATOR = {"wandb_runtime": "operator", "license": "canary"}
RELEASES = {"helm_release.server_operator_release", "helm_release.server_resource_release"}
# What only the single container has, on each cloud.
OF_THE_CONTAINER = {
    "aws": {
        "kubernetes_deployment_v1.server_workload_deployment",
        "kubernetes_service_v1.server_metrics",
        "kubernetes_service_v1.server_service",
    },
    "azure": {
        "kubernetes_deployment_v1.server_workload_deployment",
        "kubernetes_ingress_v1.server_ingress",
        "kubernetes_service_v1.server_metrics",
        "kubernetes_service_v1.server_service",
    },
}
STORAGE_ROLES: dict[str, set[str]] = {
    "aws": set(),
    "azure": {"azurerm_role_assignment.identity_account", "azurerm_role_assignment.identity_blobs"},
}
TRACES = {"weave_trace_enabled": True, "clickhouse_host": "clickhouse.example.com", "clickhouse_password": "canary"}
EXTERNAL_REDIS = {"use_external_redis": True, "external_redis_host": "redis.example.com"}
# Per option: by cloud, parts of the addresses of the infrastructure that come (True) or go (False) with it.
OPTIONS: dict[str, tuple[dict[str, Any], dict[str, tuple[tuple[str, ...], bool]]]] = {
    "traces": (TRACES, {"aws": (("_weave_trace",), True)}),
    "channel": ({"wandb_release_channel": True}, {}),
    "external redis": (EXTERNAL_REDIS, {"aws": (("cache",), False), "azure": (("cache", "redis"), False)}),
    "no license": ({"license": None}, {}),
    "bucket": ({"allow_bucket_change": True}, {}),
    "collectors": ({"otel_enabled": True}, {}),
    "sessions": ({"session_length_hours": 24}, {}),
    "registry": ({"wandb_image_registry": "registry.example.com/mirror", "image_pull_secrets": ["own"]}, {}),
}


def addresses(stack: Stack) -> set[str]:
    return {f"{type_}.{name}" for type_, found in stack["resource"].items() for name in found}


@pytest.fixture(scope="module")
def without_options(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Stack]]:
    """The stacks of the operator without further options, by cloud; synthesized once."""
    return cache(lambda cloud: synthesize(cloud, tmp_path_factory.mktemp(cloud), **OPERATOR))


def both(cloud: str, folder: Path, before: dict[str, Any], after: dict[str, Any]) -> tuple[Any, Any]:
    return synthesize(cloud, folder / "before", **before), synthesize(cloud, folder / "after", **after)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_change_of_runtime_replaces_only_its_own_objects(cloud: str, tmp_path: Path) -> None:
    container, operator = both(cloud, tmp_path, {**OPERATOR, "wandb_runtime": "container"}, OPERATOR)

    before, after = container[f"{cloud}-x-app"], operator[f"{cloud}-x-app"]
    assert addresses(before) - addresses(after) == OF_THE_CONTAINER[cloud]
    assert addresses(after) - addresses(before) == RELEASES
    # Helm uninstalls the operator after the way back.
    assert before["provider"] == after["provider"]
    assert "helm" in before["terraform"]["required_providers"]
    for type_, name in (
        ("kubernetes_secret_v1", "server_secret_secret"),
        ("kubernetes_service_account_v1", "server_service_account"),
        ("kubernetes_priority_class_v1", "server_priority"),
    ):
        old, new = (stack["resource"][type_][name]["metadata"] for stack in (before, after))
        assert (old["name"], old.get("namespace")) == (new["name"], new.get("namespace"))
    # Only on Azure does the infrastructure lose anything: with the default chart, the server's identity has no rights.
    lost = addresses(container[f"{cloud}-x"]) - addresses(operator[f"{cloud}-x"])
    assert lost == STORAGE_ROLES[cloud]


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("option", OPTIONS)
def test_operator_option_keeps_all_addresses(
    option: str, cloud: str, without_options: Callable[[str], dict[str, Stack]], tmp_path: Path
) -> None:
    inputs, infrastructure = OPTIONS[option]
    without, with_option = without_options(cloud), synthesize(cloud, tmp_path, **{**OPERATOR, **inputs})

    before, after = without[f"{cloud}-x-app"], with_option[f"{cloud}-x-app"]
    assert addresses(before) == addresses(after)
    assert before["provider"] == after["provider"]
    assert json.dumps(before["resource"]) != json.dumps(after["resource"])
    old, new = addresses(without[f"{cloud}-x"]), addresses(with_option[f"{cloud}-x"])
    if cloud not in infrastructure:
        assert old == new
        return
    parts, comes = infrastructure[cloud]
    changed = (new - old) if comes else (old - new)
    assert changed and (old ^ new) == changed
    assert all(any(part in address for part in parts) for address in changed)


def resource_values(stack: Stack) -> Any:
    [values] = stack["resource"]["helm_release"]["server_resource_release"]["values"]
    return parsed(values)["object"]["spec"]["values"]


def test_operator_installs_the_exporter_with_its_role_on_aws(tmp_path: Path) -> None:
    inputs = {**OPERATOR, "enable_yace": True, "yace_sa_name": "exporter", "region": "eu-west-1"}
    without, with_registry = both("aws", tmp_path, inputs, {**inputs, "wandb_image_registry": "registry.example.com"})

    exporter = resource_values(without["aws-x-app"])["yace"]
    role = exporter["serviceAccount"].pop("annotations")["eks.amazonaws.com/role-arn"]
    assert "aws_iam_role-metrics_role-arn" in role
    assert exporter == {
        "install": True,
        "regions": ["eu-west-1"],
        "serviceAccount": {"create": True, "name": "exporter"},
    }
    assert resource_values(with_registry["aws-x-app"])["yace"]["image"] == {"registry": "registry.example.com"}


def test_changeable_bucket_keeps_the_identity_on_azure(tmp_path: Path) -> None:
    inputs = {**OPERATOR, "wandb_chart_version": "0.44.0"}
    fixed, changeable = both("azure", tmp_path, inputs, {**inputs, "allow_bucket_change": True})

    before, after = (resource_values(each["azure-x-app"])["global"] for each in (fixed, changeable))
    assert before["bucket"]["azureAuthMethod"] == "workloadIdentity"
    assert after["defaultBucket"] == before["bucket"]
    assert "bucket" not in after and "defaultBucket" not in before


@pytest.mark.parametrize("cloud", CLOUDS)
def test_container_has_the_session_length_in_a_variable(cloud: str, tmp_path: Path) -> None:
    stack = application(cloud, tmp_path, session_length_hours=24)

    assert variables(stack)["GORILLA_SESSION_LENGTH"] == "24h"
