"""scripts/server_check.py and what it uses, with a small Kubernetes API and the real `terraform state pull`."""

import base64
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from constructs_lib.deployments import Deployment
from constructs_lib.kubernetes.server_objects import NAME
from scripts import cdktf, cluster_api
from scripts.cluster_login import ClusterAccessError, cluster_login, eks_token
from scripts.server_check import ADVICE, check_servers
from scripts.server_parts import SERVER
from tests.fake_kubernetes import NO_ENDPOINTS, FakeKubernetes
from tests.unit.docs.pages import REPOSITORY, blocks

pytestmark = pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed")
REMOTE = "cross-stack-reference-input-aws-wandb"
DATA = f"data.terraform_remote_state.{REMOTE}.outputs"
AWS = {
    "host": f"${{{DATA}.cross-stack-output-endpoint}}",
    "cluster_ca_certificate": f"${{base64decode({DATA}.cross-stack-output-authority)}}",
    "token": "${ephemeral.aws_eks_cluster_auth.login.token}",
}
COMMON = {name: AWS[name] for name in ("host", "cluster_ca_certificate")}
CERTIFICATE = {
    **COMMON,
    "client_certificate": AWS["cluster_ca_certificate"],
    "client_key": "${base64decode(ephemeral.azurerm_key_vault_secret.login.value)}",
}
WANDB = {"app": "wandb"}


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeKubernetes]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "example")
    with FakeKubernetes(tmp_path) as running:
        running.deployments = [deployment()]
        yield running


def base64_of(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def program(folder: Path, answer: str) -> dict[str, Any]:
    """The provider's argument for a login program that answers `answer`."""
    file = folder / "kubelogin"
    file.write_text(f'#!/bin/sh\n[ "$1" = get-token ] && [ -n "$KUBERNETES_EXEC_INFO" ] && echo \'{answer}\'\n')
    file.chmod(0o755)
    return {"exec": [{"api_version": "v1beta1", "command": str(file), "args": ["get-token"]}]}


def deploy(output: Path, provider: Mapping[str, Any], cluster: FakeKubernetes | None) -> None:
    """What is there after a deploy: both stacks' configurations and states; without a cluster, before it."""
    taken = {"cross-stack-output-name": "wandb"}
    if cluster:
        authority = base64_of(cluster.authority)
        taken |= {"cross-stack-output-endpoint": cluster.host, "cross-stack-output-authority": authority}
    login = {"login": {"name": f"${{{DATA}.cross-stack-output-name}}"}}
    providers = {"kubernetes": [provider], "aws": [{"region": "eu-central-1"}]}
    configuration = {"provider": providers, "ephemeral": {"aws_eks_cluster_auth": login}}
    outputs = {"value": taken, "type": ["object", dict.fromkeys(taken, "string")]}
    write_stack(output, "aws-wandb-app", configuration, resource("terraform_remote_state", REMOTE, outputs=outputs))
    admin = [{"client_key": base64_of(cluster.key)}] if cluster else []
    write_stack(output, "aws-wandb", {}, resource("azurerm_kubernetes_cluster", "cluster", kube_admin_config=admin))


def resource(type_: str, name: str, **attributes: Any) -> dict[str, Any]:
    provider = 'provider["terraform.io/builtin/terraform"]'
    instances = [{"schema_version": 0, "attributes": attributes}]
    return {"mode": "data", "type": type_, "name": name, "provider": provider, "instances": instances}


def write_stack(output: Path, stack: str, configuration: Mapping[str, Any], *resources: Mapping[str, Any]) -> None:
    folder = output / "stacks" / stack
    folder.mkdir(parents=True)
    (folder / "cdk.tf.json").write_text(json.dumps(configuration))
    state = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "x", "resources": resources}
    (folder / "terraform.tfstate").write_text(json.dumps(state))


def deployment(name: str = "wandb", ready: int = 1, **conditions: str) -> dict[str, Any]:
    counts = {"replicas": 1, "updatedReplicas": 1, "availableReplicas": ready, "observedGeneration": 2}
    failed = [
        {"type": type_, "status": "False", "reason": type_, "message": text} for type_, text in conditions.items()
    ]
    return {
        "metadata": {"name": name, "generation": 2},
        "spec": {"replicas": 1, "selector": {"matchLabels": {"app": name}}},
        "status": {**counts, "conditions": failed},
    }


def pod(name: str, container: Mapping[str, Any], **status: Any) -> dict[str, Any]:
    containers = [{"name": "wandb", "ready": False, "restartCount": 0, **container}]
    return {"metadata": {"name": name, "labels": WANDB}, "status": {"containerStatuses": containers, **status}}


def check(output: Path) -> int:
    chosen = [
        a_deployment("aws-wandb"),
        a_deployment("aws-other"),
        a_deployment("aws-infrastructure", application=False),
    ]
    return check_servers(["aws-wandb*", "aws-infra*"], chosen, output=output, environment=os.environ)


def a_deployment(name: str, *, application: bool = True) -> Deployment:
    settings = SimpleNamespace(creates_application=application, k8s_namespace="wandb", runs_operator=False)
    return Deployment(name, "aws", Path(f"{name}.tfvars"), cast(Any, settings), ())


@pytest.mark.parametrize("way", ["EKS token", "token of a program", "certificate of a program", "administrator"])
def test_answering_server_is_one_line_with_any_login(
    way: str, cluster: FakeKubernetes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if way == "EKS token":
        provider: Mapping[str, Any] = AWS
    elif way == "token of a program":
        provider = {**COMMON, **program(tmp_path, json.dumps({"status": {"token": cluster.token}}))}
    elif way == "certificate of a program":
        found = {"clientCertificateData": cluster.authority, "clientKeyData": cluster.key}
        provider = {**COMMON, **program(tmp_path, json.dumps({"status": found}).replace("\\n", "\\\\n"))}
    else:
        provider = CERTIFICATE
    deploy(tmp_path / "out", provider, cluster)

    assert check(tmp_path / "out") == 0
    messages = capsys.readouterr()
    assert (messages.out, messages.err) == ("aws-wandb-app: the server answers\n", "")


@pytest.fixture
def deployed(cluster: FakeKubernetes, tmp_path: Path) -> Path:
    """The output folder of a deployment in `cluster`."""
    provider = {**COMMON, **program(tmp_path, json.dumps({"status": {"token": cluster.token}}))}
    deploy(tmp_path / "out", provider, cluster)
    return tmp_path / "out"


def test_unready_server_fails_with_every_reason(
    cluster: FakeKubernetes, deployed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.deployments = [deployment(ready=0, Progressing="has timed out\nprogressing"), deployment("weave")]
    unschedulable = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/2 nodes"}
    waiting = {"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling image"}}
    killed = {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}
    cluster.pods = [
        {"metadata": {"name": "wandb-a", "labels": WANDB}, "status": {"conditions": [unschedulable]}},
        pod("wandb-b", {"state": waiting}),
        pod("wandb-c", {"state": {"running": {}}, "lastState": killed, "restartCount": 3}),
        pod("wandb-d", {"state": {"terminated": {"exitCode": 1, "reason": "Error"}}}),
        {**pod("weave-a", {"state": waiting}), "metadata": {"name": "weave-a", "labels": {"app": "weave"}}},
    ]
    cluster.events = [
        event("Pod", "wandb-a", "FailedScheduling", "0/2 nodes are available"),
        event("Pod", "wandb-a", "FailedScheduling", "0/2 nodes are available"),
        event("ReplicaSet", "wandb-6f9", "FailedCreate", "exceeded quota"),
        event("Pod", "weave-a", "Failed", "of another deployment"),
    ]
    cluster.health = NO_ENDPOINTS

    assert check(deployed) == 1
    messages = capsys.readouterr()
    assert messages.out == ""
    assert messages.err.splitlines() == [
        'aws-wandb-app: the server does not answer: no endpoints available for service "wandb:http" (503)',
        "Not ready:",
        "  wandb: 0 of 1 pods are ready",
        "    Progressing: has timed out progressing",
        "    pod wandb-a: Unschedulable: 0/2 nodes",
        "    pod wandb-b: container wandb: ImagePullBackOff: Back-off pulling image",
        "    pod wandb-c: container wandb: running, but its readiness probe fails, 3 restarts"
        "; last ended with exit code 137 (OOMKilled)",
        "    pod wandb-d: container wandb: exit code 1 (Error)",
        "    FailedCreate: exceeded quota",
        "    FailedScheduling: 0/2 nodes are available",
        "docs/troubleshooting.md explains what to do about each.",
    ]


def test_troubleshooting_shows_the_output_of_the_check(
    cluster: FakeKubernetes, deployed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    message = "0/2 nodes are available: 2 Insufficient memory."
    unschedulable = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}
    name = "wandb-6f9c7d-x2x8k"
    cluster.deployments, cluster.health = [deployment(ready=0)], NO_ENDPOINTS
    cluster.pods = [{"metadata": {"name": name, "labels": WANDB}, "status": {"conditions": [unschedulable]}}]
    cluster.events = [event("Pod", name, "FailedScheduling", message)]

    assert check(deployed) == 1
    [block] = [b for b in blocks(REPOSITORY / "docs" / "troubleshooting.md") if b.heading.startswith("Deploy")]
    assert capsys.readouterr().err == f"{block.text}{ADVICE}\n"


def event(kind: str, name: str, reason: str, message: str) -> dict[str, Any]:
    return {"involvedObject": {"kind": kind, "name": name}, "reason": reason, "message": message}


def test_other_unready_deployments_are_reported_without_failure(
    cluster: FakeKubernetes, deployed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.deployments.append(deployment("weave", ready=0))
    assert check(deployed) == 0
    messages = capsys.readouterr().out
    assert messages.startswith("aws-wandb-app: the server answers\nNot ready:\n  weave: 0 of 1 pods are ready\n")


@pytest.mark.parametrize(
    ("change", "ready"),
    [
        ({"observedGeneration": 1}, False),
        ({"updatedReplicas": 0}, False),
        ({"replicas": 2}, False),
        ({}, True),
    ],
)
def test_unfinished_rollout_is_not_ready(
    change: dict[str, int], ready: bool, cluster: FakeKubernetes, deployed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.deployments[0]["status"] |= change
    assert check(deployed) == 0
    assert ("Not ready" not in capsys.readouterr().out) is ready


@pytest.mark.parametrize(
    ("health", "ready", "status"),
    [
        pytest.param((503, {"kind": "Status", "message": "dial tcp: i/o timeout"}), 1, 0, id="api cannot reach pods"),
        pytest.param((403, {"kind": "Status", "message": "forbidden"}), 1, 0, id="no right to the proxy"),
        pytest.param(NO_ENDPOINTS, 0, 1, id="not ready"),
        pytest.param((500, "no database"), 1, 1, id="the server's own error"),
    ],
)
def test_probes_count_where_the_api_cannot_ask_the_server(
    health: tuple[int, Any], ready: int, status: int, cluster: FakeKubernetes, deployed: Path
) -> None:
    cluster.deployments, cluster.health = [deployment(ready=ready)], health
    assert check(deployed) == status


@pytest.mark.parametrize(
    ("provider", "reason"),
    [
        pytest.param(
            {**COMMON, "exec": [{"api_version": "v", "command": "kubelogin-x"}]}, "kubelogin-x is not on the PATH"
        ),
        pytest.param({**COMMON, "exec": [{"api_version": "v", "command": "false"}]}, "false failed: "),
        pytest.param({**COMMON, "exec": [{"api_version": "v", "command": "true"}]}, "true gave no credentials"),
    ],
)
def test_failed_cluster_login_is_skipped_in_one_line(
    provider: Mapping[str, Any],
    reason: str,
    cluster: FakeKubernetes,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    deploy(tmp_path / "out", provider, cluster)
    assert check(tmp_path / "out") == 0
    assert skipped(capsys).startswith(reason)


def skipped(capsys: pytest.CaptureFixture[str]) -> str:
    """The reason in the one line that says so."""
    messages = capsys.readouterr()
    [line] = messages.err.splitlines()
    assert messages.out == ""
    return line.removeprefix("aws-wandb-app: cannot check whether the server answers: ")


def test_unreachable_cluster_is_skipped_in_one_line(
    cluster: FakeKubernetes, deployed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster, "token", "another")
    assert check(deployed) == 0
    assert skipped(capsys) == f"{cluster.host} refused the request: Unauthorized (401)"

    state = deployed / "stacks" / "aws-wandb-app" / "terraform.tfstate"
    state.write_text(state.read_text().replace(cluster.host, "https://127.0.0.1:9"))
    assert check(deployed) == 0
    assert skipped(capsys).startswith("https://127.0.0.1:9 cannot be reached from here: ")


def test_undeployed_stack_is_skipped_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path / "out") == 0
    assert skipped(capsys) == "the stack was not synthesized"
    deploy(tmp_path / "out", AWS, None)
    assert check(tmp_path / "out") == 0
    assert skipped(capsys) == "the stack has not been deployed yet"


def test_without_aws_credentials_there_is_no_token(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(ClusterAccessError, match="no login to EKS: Unable to locate credentials"):
        eks_token("wandb", {"region": "eu-central-1"})


def test_check_queries_the_deployed_server() -> None:
    assert SERVER == NAME


@pytest.mark.parametrize(
    ("action", "deployed", "answers", "status"),
    [("deploy", 0, 1, 1), ("deploy", 2, 0, 2), ("deploy", 0, 0, 0), ("destroy", 0, 1, 0), ("synth", 0, 1, 0)],
)
def test_deploy_fails_while_a_server_does_not_answer(
    action: str, deployed: int, answers: int, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    asked: list[list[str]] = []

    def check_servers(patterns: list[str], *_: object, **__: object) -> int:
        asked.append(patterns)
        return answers

    monkeypatch.setattr(cdktf, "run", lambda *_, **__: deployed)
    monkeypatch.setattr(cdktf, "check_servers", check_servers)
    assert cdktf.call(action, ["aws-wandb*", "--auto-approve"], ()) == status
    assert asked == ([["aws-wandb*"]] if action == "deploy" else [])


def test_infrastructure_deploy_queries_no_cluster(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cluster_api, "KubernetesApi", lambda *_: pytest.fail("the cluster was asked"))
    found = check_servers(["aws-wandb"], [a_deployment("aws-wandb")], output=tmp_path, environment=os.environ)
    assert found == 0


def test_login_is_read_from_configuration_and_state(cluster: FakeKubernetes, deployed: Path) -> None:
    login = cluster_login(deployed / "stacks" / "aws-wandb-app", os.environ)
    assert (login.host, login.authority, login.token) == (cluster.host, cluster.authority, cluster.token)
