"""The emulator's stand-in for W&B's controller: what controller 1.22.0 did with the API of Kubernetes 1.36."""

import base64
import json
import time
from typing import Any

import pytest
import yaml

from emulator.kubernetes import Cluster
from emulator.kubernetes.controllers import wandb_operator
from tests.deployments import REPOSITORY

CHART = REPOSITORY / "emulator" / "charts" / "operator"
DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
RESOURCES = "/apis/apps.wandb.com/v1/namespaces/default/weightsandbiases"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
SECRETS = "/api/v1/namespaces/default/secrets"
EVENTS = "/api/v1/namespaces/default/events"
SERVICES = "/api/v1/namespaces/default/services"
FINALIZER = "finalizer.app.wandb.com"
MERGE = "application/merge-patch+json"
VALUES = {
    "global": {
        "mysql": {"passwordSecret": {"name": "credentials", "passwordKey": "MYSQL_PASSWORD"}},
        "pod": {"labels": {}, "annotations": {"revision/secret": "r1"}},
    },
    "app": {
        "image": {"repository": "wandb/local", "tag": "1"},
        "serviceAccount": {"name": "default"},
        "service": {"type": "NodePort", "ports": [{"name": "app", "port": 8080, "nodePort": 32543}]},
    },
    "glue": {"image": {"repository": "wandb/megabinary", "tag": "1"}, "serviceAccount": {"name": "default"}},
}


def resource(**spec: Any) -> dict[str, Any]:
    return {"apiVersion": "apps.wandb.com/v1", "kind": "WeightsAndBiases", "metadata": {"name": "wandb"}, "spec": spec}


def controller(*arguments: str) -> dict[str, Any]:
    container = {"name": "manager", "image": "manager:1", "args": list(arguments)}
    template = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [container]}}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": template}
    return {"metadata": {"name": "wandb-controller-manager"}, "spec": spec}


def is_running(answer: Any) -> bool:
    return answer["kind"] == "Deployment" and bool(answer["status"].get("availableReplicas"))


def is_completed(answer: Any) -> bool:
    return bool(answer["status"].get("phase") == "Completed")


def is_gone(answer: Any) -> bool:
    return bool(answer.get("code") == 404)


@pytest.fixture(autouse=True)
def definition(call: Any) -> None:
    call("POST", DEFINITIONS, yaml.safe_load((CHART / "crds" / "wandb.yaml").read_text()))
    call("POST", SECRETS, {"metadata": {"name": "credentials"}, "data": {"MYSQL_PASSWORD": "eA=="}})


@pytest.fixture
def installed(call: Any, wait: Any) -> None:
    call("POST", DEPLOYMENTS, controller())
    call("POST", RESOURCES, resource(chart={"version": "1"}, values=VALUES))
    wait(f"{DEPLOYMENTS}/wandb-app-bc", is_running)


@pytest.mark.parametrize(("arguments", "manages"), [((), True), (("--isolation-namespaces=other",), False)])
def test_controller_manages_all_namespaces_unless_isolated(
    arguments: tuple[str, ...], manages: bool, call: Any, wait: Any
) -> None:
    call("POST", "/api/v1/namespaces", {"metadata": {"name": "other"}})
    call("POST", RESOURCES, resource(chart={"version": "1"}, values=VALUES))
    call("POST", DEPLOYMENTS.replace("default", "other"), controller(*arguments))
    wait(f"{DEPLOYMENTS.replace('default', 'other')}/wandb-controller-manager", is_running)
    if manages:
        wait(f"{RESOURCES}/wandb", is_completed)
    else:
        assert "status" not in call("GET", f"{RESOURCES}/wandb")


@pytest.mark.usefixtures("installed")
def test_components_belong_to_the_resource(call: Any, wait: Any) -> None:
    owner = wait(f"{RESOURCES}/wandb", is_completed)
    assert owner["metadata"]["finalizers"] == [FINALIZER]
    for path in (f"{DEPLOYMENTS}/wandb-glue", f"{SERVICES}/wandb-app"):
        metadata = call("GET", path)[1]["metadata"]
        [reference] = metadata["ownerReferences"]
        assert reference["uid"] == owner["metadata"]["uid"] and "controller" not in reference
        assert metadata["labels"]["app.kubernetes.io/managed-by"] == "Helm"
        assert metadata["labels"]["app.kubernetes.io/instance"] == "wandb"
    assert call("GET", f"{SERVICES}/wandb-app")[1]["spec"]["ports"][0]["nodePort"] == 32543
    assert call("GET", f"{SERVICES}/wandb-glue")[0] == 404


@pytest.mark.usefixtures("installed")
def test_controller_stores_what_it_applied(call: Any, wait: Any) -> None:
    owner = wait(f"{RESOURCES}/wandb", is_completed)
    active = call("GET", f"{SECRETS}/wandb-spec-active")[1]
    assert active["metadata"]["ownerReferences"][0]["uid"] == owner["metadata"]["uid"]
    assert active["metadata"]["ownerReferences"][0]["controller"] is True
    stored = {name: json.loads(base64.b64decode(value)) for name, value in active["data"].items()}
    operator = {"apiVersion": "apps.wandb.com/v1", "namespace": "default"}
    assert stored["values"] == {**VALUES, "global": {**VALUES["global"], "operator": operator}}
    assert stored["chart"] == {"version": "1", "username": "", "password": "", "debug": False}
    assert call("GET", f"{SECRETS}/wandb-spec-user")[0] == 200


@pytest.mark.usefixtures("installed")
def test_previous_components_run_until_a_change_is_applied(
    call: Any, wait: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait(f"{RESOURCES}/wandb", is_completed)
    monkeypatch.setattr(wandb_operator, "APPLY_SECONDS", 4)
    call("PATCH", f"{RESOURCES}/wandb", {"spec": {"values": {"app": {"image": {"tag": "2"}}}}}, kind=MERGE)

    wait(f"{RESOURCES}/wandb", lambda answer: answer["status"]["phase"] == "Loading")
    before = call("GET", f"{DEPLOYMENTS}/wandb-app-bc")[1]
    assert before["spec"]["template"]["spec"]["containers"][0]["image"] == "wandb/local:1"
    assert before["status"]["availableReplicas"] == 1
    wait(f"{RESOURCES}/wandb", is_completed)
    after = call("GET", f"{DEPLOYMENTS}/wandb-app-bc")[1]
    assert after["spec"]["template"]["spec"]["containers"][0]["image"] == "wandb/local:2"
    events = call("GET", EVENTS)[1]["items"]
    reasons = [event["reason"] for event in events if event["involvedObject"]["kind"] == "WeightsAndBiases"]
    assert sorted(reasons) == ["Completed", "LoadingConfig", "Reconciling"]


@pytest.mark.usefixtures("installed")
def test_changed_values_replace_pods_and_remove_components(call: Any, wait: Any) -> None:
    key = call("GET", f"{SECRETS}/wandb-gorilla-session-key")[1]["data"]
    values = {"global": {"pod": {"annotations": {"revision/secret": "r2"}}}, "glue": None}
    call("PATCH", f"{RESOURCES}/wandb", {"spec": {"values": values}}, kind=MERGE)

    wait(f"{DEPLOYMENTS}/wandb-glue", is_gone)
    template = call("GET", f"{DEPLOYMENTS}/wandb-app-bc")[1]["spec"]["template"]
    assert template["metadata"]["annotations"] == {"revision/secret": "r2"}
    assert call("GET", f"{SECRETS}/wandb-gorilla-session-key")[1]["data"] == key


@pytest.mark.usefixtures("installed")
def test_deletion_removes_all_of_the_release(call: Any, wait: Any) -> None:
    call("DELETE", f"{RESOURCES}/wandb")

    wait(f"{RESOURCES}/wandb", is_gone)
    left = (f"{DEPLOYMENTS}/wandb-app-bc", f"{SERVICES}/wandb-app", f"{SECRETS}/wandb-spec-active")
    assert [call("GET", path)[0] for path in left] == [404, 404, 404]
    # The chart keeps these.
    kept = (f"{SECRETS}/wandb-gorilla-session-key", f"{SECRETS}/wandb-clickhouse")
    assert [call("GET", path)[0] for path in kept] == [200, 200]
    assert call("GET", f"{SECRETS}/credentials")[0] == 200


@pytest.mark.usefixtures("installed")
def test_deletion_hangs_until_the_controller_runs_again(cluster: Cluster, call: Any, wait: Any) -> None:
    call("DELETE", f"{DEPLOYMENTS}/wandb-controller-manager")
    call("DELETE", f"{RESOURCES}/wandb")
    cluster.settle()
    time.sleep(1)
    hanging = call("GET", f"{RESOURCES}/wandb")[1]["metadata"]
    assert "deletionTimestamp" in hanging and hanging["finalizers"] == [FINALIZER]
    assert call("GET", f"{DEPLOYMENTS}/wandb-app-bc")[0] == 200

    call("POST", DEPLOYMENTS, controller())
    wait(f"{RESOURCES}/wandb", is_gone)


def test_resource_without_a_chart_fails(call: Any, wait: Any) -> None:
    call("POST", DEPLOYMENTS, controller())
    call("POST", RESOURCES, resource(values=VALUES))

    wait(f"{RESOURCES}/wandb", lambda answer: answer.get("status", {}).get("phase") == "Invalid Config")
    assert call("GET", f"{DEPLOYMENTS}/wandb-app-bc")[0] == 404
