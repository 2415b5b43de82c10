"""The check after a deploy with the operator: it waits until every component answers."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from constructs_lib.deployments import Deployment
from scripts import server_check
from scripts.cluster_api import KubernetesApi
from scripts.cluster_login import Login
from scripts.server_check import check_servers
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
LATER = (503, {"kind": "Status", "message": "no endpoints available", "code": 503})


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
    resource = {"kind": "WeightsAndBiases", "name": "wandb"}
    cluster.events = [
        {"involvedObject": resource, "reason": "ApplyFailed", "message": "Invalid config", "lastTimestamp": "2"},
        {"involvedObject": resource, "reason": "Reconciling", "message": "Reconciling", "lastTimestamp": "1"},
    ]
    assert check() == 1
    said = capsys.readouterr().err
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

    monkeypatch.setattr(server_check.time, "sleep", advance)
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
        server_check.ADVICE,
    ]


def test_wait_ends_at_the_deadline(cluster: FakeKubernetes) -> None:
    cluster.services["wandb-api:http/ready"] = (500, "no database")
    assert check(wait=True, deadline=0) == 1
