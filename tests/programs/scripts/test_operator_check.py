"""The check after a deploy with the operator: it waits until every component answers."""

import json
import os
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from constructs_lib.deployments import Deployment
from scripts import server_check
from scripts.cluster_api import KubernetesApi
from scripts.cluster_login import Login
from scripts.server_check import ADVICE, check_servers
from tests.fake_kubernetes import FakeKubernetes

# As rendered from the charts operator 1.4.8 and operator-wandb 0.43.8.
DEPLOYMENTS = (
    "wandb-controller-manager",
    "wandb-app-bc",
    "wandb-api",
    "wandb-console-bc",
    "wandb-executor-bc",
    "wandb-glue",
    "wandb-parquet-bc",
    "wandb-weave-bc",
)
ANSWERS = ("wandb-app:app/healthz", "wandb-api:http/ready", "wandb-console:console/console/api/healthz")
RESOURCE = "/apis/apps.wandb.com/v1/namespaces/wandb/weightsandbiases/wandb"
APPLIED = "/api/v1/namespaces/wandb/secrets/wandb-spec-active"
CONSOLE = "/api/v1/namespaces/wandb/secrets/wandb-spec-user"
CHANNEL = "/api/v1/namespaces/wandb/secrets/wandb-latest-cached-release"
CHART = {"url": "https://charts.wandb.ai", "name": "operator-wandb", "version": "0.43.8"}
VALUES = {"app": {"image": {"tag": "0.83.0"}, "internalJWTMap": []}, "otel": {"install": False}}
LATER = (503, {"kind": "Status", "message": "no endpoints available", "code": 503})


def applied(chart: Any, values: Any) -> dict[str, Any]:
    """The secret in which the controller stores what it applied, as controller 1.22.0 writes it."""
    active = {
        "chart": {**chart, "password": "", "username": "", "debug": False},
        "metadata": None,
        "values": {**values, "global": {"operator": {"apiVersion": "apps.wandb.com/v1", "namespace": "wandb"}}},
    }
    return {"data": {name: b64encode(json.dumps(value).encode()).decode() for name, value in active.items()}}


def deployment(name: str, ready: int = 1) -> dict[str, Any]:
    counts = {"replicas": 1, "updatedReplicas": 1, "availableReplicas": ready, "observedGeneration": 1}
    return {
        "metadata": {"name": name, "generation": 1},
        "spec": {"replicas": 1, "selector": {"matchLabels": {"app": name}}},
        "status": counts,
    }


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeKubernetes]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(server_check, "POLL_SECONDS", 0)
    with FakeKubernetes(tmp_path) as running:
        running.deployments = [deployment(name) for name in DEPLOYMENTS]
        running.services = {name: (200, "ok") for name in ANSWERS}
        running.objects = {
            RESOURCE: {"spec": {"chart": CHART, "values": VALUES}, "status": {"phase": "Completed"}},
            APPLIED: applied(CHART, VALUES),
        }
        api = KubernetesApi(Login(host=running.host, authority=running.authority, token=running.token))
        monkeypatch.setattr(server_check, "_login", lambda *_: api)
        yield running


def check(*, wait: bool = False, deadline: int = 60, weave_trace: bool = False) -> int:
    settings = SimpleNamespace(
        creates_application=True,
        k8s_namespace="wandb",
        runs_operator=True,
        weave_trace_enabled=weave_trace,
        progress_deadline_seconds=deadline,
    )
    chosen = Deployment("aws-wandb", "aws", Path("wandb.tfvars"), cast(Any, settings), ())
    return check_servers(["aws-wandb*"], [chosen], output=Path("out"), environment=os.environ, wait=wait)


def test_components_that_all_answer_are_one_line(cluster: FakeKubernetes, capsys: pytest.CaptureFixture[str]) -> None:
    assert check() == 0
    assert capsys.readouterr().out == "aws-wandb-app: the server answers\n"


@pytest.mark.parametrize("service", ANSWERS)
def test_component_that_does_not_answer_fails(
    service: str, cluster: FakeKubernetes, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.services[service] = (500, "no database")
    assert check() == 1
    name = service.partition(":")[0]
    assert f"aws-wandb-app: the server does not answer: {name}" in (said := capsys.readouterr().err)
    assert said.splitlines()[0].endswith(": HTTP status 500")


def test_component_without_a_service_must_be_ready(cluster: FakeKubernetes, capsys: pytest.CaptureFixture[str]) -> None:
    cluster.deployments[4] = deployment("wandb-executor-bc", ready=0)
    assert check() == 1
    said = capsys.readouterr().err
    assert "does not answer: wandb-executor-bc: is not ready" in said
    assert "wandb-executor-bc: 0 of 1 pods are ready" in said


def test_weave_trace_is_asked_when_it_is_enabled(cluster: FakeKubernetes) -> None:
    assert check(weave_trace=True) == 1
    cluster.deployments.append(deployment("wandb-weave-trace-bc"))
    cluster.services["wandb-weave-trace:http/traces/health"] = (200, "ok")
    assert check(weave_trace=True) == 0


def test_chart_that_is_not_applied_is_reported_with_the_operators_event(
    cluster: FakeKubernetes, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.deployments, cluster.services = [deployment("wandb-controller-manager")], {}
    cluster.objects[RESOURCE]["status"]["phase"] = "Invalid Config"
    resource = {"kind": "WeightsAndBiases", "name": "wandb"}
    cluster.events = [
        {"involvedObject": resource, "reason": "ApplyFailed", "message": "Invalid config", "lastTimestamp": "2"},
        {"involvedObject": resource, "reason": "Reconciling", "message": "Reconciling", "lastTimestamp": "1"},
    ]
    assert check() == 1
    said = capsys.readouterr().err
    assert "does not answer: WeightsAndBiases wandb: the operator cannot apply it" in said
    assert "WeightsAndBiases wandb: ApplyFailed: Invalid config" in said
    assert "wandb-app-bc: does not exist" in said


def test_deploy_waits_for_the_components_and_shows_the_progress(
    cluster: FakeKubernetes, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    later = dict(cluster.services)
    cluster.services = {name: LATER for name in ANSWERS}
    cluster.deployments[5] = deployment("wandb-glue", ready=0)

    def advance(_seconds: float) -> None:
        if cluster.services["wandb-app:app/healthz"] is LATER:
            cluster.services["wandb-app:app/healthz"] = (200, "ok")
        else:
            cluster.services, cluster.deployments[5] = later, deployment("wandb-glue")

    monkeypatch.setattr(time, "sleep", advance)
    # The probes of ready pods count where the API cannot reach them, so these are not ready.
    cluster.deployments[1:4] = [deployment(name, ready=0) for name in DEPLOYMENTS[1:4]]
    assert check(wait=True) == 0
    assert capsys.readouterr().out.splitlines() == [
        "aws-wandb-app: 4 of 8 parts are ready; waiting: wandb-app-bc: no endpoints available (503)",
        "aws-wandb-app: 5 of 8 parts are ready; waiting: wandb-api: no endpoints available (503)",
        "aws-wandb-app: the server answers",
        "Not ready:",
        "  wandb-app-bc: 0 of 1 pods are ready",
        "  wandb-api: 0 of 1 pods are ready",
        "  wandb-console-bc: 0 of 1 pods are ready",
        ADVICE,
    ]


@pytest.mark.parametrize(
    "chart, values",
    [
        (CHART, {**VALUES, "app": {"image": {"tag": "0.82.2"}}}),
        ({**CHART, "version": "0.43.7"}, VALUES),
        (CHART, {"otel": VALUES["otel"]}),
        # Switched off, or removed from the resource.
        (CHART, {**VALUES, "otel": {"install": True}}),
        (CHART, {**VALUES, "weave-trace": {"install": True}}),
    ],
)
def test_components_before_a_change_do_not_count(
    chart: Any, values: Any, cluster: FakeKubernetes, capsys: pytest.CaptureFixture[str]
) -> None:
    # Controller 1.22.0 notices a change some seconds after the apply, in phase `Completed` until then.
    cluster.objects[APPLIED] = applied(chart, values)
    assert check() == 1
    assert "does not answer: WeightsAndBiases wandb: the operator has not applied it yet" in capsys.readouterr().err


def test_values_that_the_controller_adds_are_no_change(cluster: FakeKubernetes) -> None:
    saved: dict[str, Any] = {"weave": {"install": True}, "app": {"internalJWTMap": [1]}}
    released = {"app": {"image": {"tag": "1"}}}
    cluster.objects[CONSOLE] = applied({}, saved)
    app = {"image": {"tag": "0.83.0"}, "internalJWTMap": [1]}
    cluster.objects[APPLIED] = applied(CHART, {**VALUES, **saved, "app": app})
    assert check() == 0
    # With W&B's release channel, the resource names no chart.
    cluster.objects[RESOURCE]["spec"] = {"values": {"otel": VALUES["otel"]}}
    cluster.objects[CHANNEL] = applied(CHART, released)
    cluster.objects[APPLIED] = applied(
        CHART, {"otel": VALUES["otel"], **saved, "app": {**saved["app"], **released["app"]}}
    )
    assert check() == 0


def test_deploy_waits_until_the_operator_has_applied_a_change(
    cluster: FakeKubernetes, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    current = cluster.objects.pop(APPLIED)
    monkeypatch.setattr(time, "sleep", lambda _: cluster.objects.update({APPLIED: current}))
    assert check(wait=True) == 0
    assert capsys.readouterr().out.splitlines() == [
        "aws-wandb-app: 8 of 8 parts are ready; waiting: WeightsAndBiases wandb: the operator has not applied it yet",
        "aws-wandb-app: the server answers",
    ]


def test_wait_ends_at_the_deadline(cluster: FakeKubernetes) -> None:
    cluster.services["wandb-api:http/ready"] = (500, "no database")
    assert check(wait=True, deadline=0) == 1
