"""The drain of a node, as kubectl does it: no new pods on the node, then an eviction of each of its pods."""

from typing import Any

import pytest

from emulator.kubernetes import Cluster

PODS = "/api/v1/namespaces/default/pods"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets"
MERGE = "application/merge-patch+json"


@pytest.fixture(autouse=True)
def nodes(cluster: Cluster) -> None:
    cluster.set_nodes({"one": {}, "two": {}})


def run(call: Any, wait: Any, replicas: int) -> None:
    """A deployment on node one, and its disruption budget if it has several pods."""
    cordon(call, "two")
    labels, metadata = {"app": "web"}, {"name": "web"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "web", "image": "web:1"}]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template}
    assert call("POST", DEPLOYMENTS, {"metadata": metadata, "spec": spec})[0] == 201
    wait(f"{DEPLOYMENTS}/web", lambda item: item["status"].get("availableReplicas") == replicas)
    if replicas > 1:
        budget = {"maxUnavailable": 1, "selector": {"matchLabels": labels}}
        assert call("POST", BUDGETS, {"metadata": metadata, "spec": budget})[0] == 201
        wait(f"{BUDGETS}/web", lambda item: item["status"]["disruptionsAllowed"] == 1)
    cordon(call, "two", on=False)
    cordon(call, "one")


def cordon(call: Any, node: str, *, on: bool = True) -> None:
    assert call("PATCH", f"/api/v1/nodes/{node}", {"spec": {"unschedulable": on}}, kind=MERGE)[0] == 200


def pods_on(call: Any, node: str) -> list[str]:
    pods = call("GET", PODS)[1]["items"]
    return [pod["metadata"]["name"] for pod in pods if pod["spec"].get("nodeName") == node]


def evict(call: Any, pod: str) -> Any:
    body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": pod, "namespace": "default"}}
    return call("POST", f"{PODS}/{pod}/eviction", body)


def test_single_pod_without_budget_moves_at_once(call: Any, wait: Any) -> None:
    run(call, wait, replicas=1)

    [pod] = pods_on(call, "one")
    assert evict(call, pod)[0] == 201
    wait(PODS, lambda _: pods_on(call, "one") == [] and len(pods_on(call, "two")) == 1)


def test_second_pod_is_evicted_only_after_the_first_is_ready_elsewhere(call: Any, wait: Any) -> None:
    run(call, wait, replicas=2)
    first, second = pods_on(call, "one")
    cordon(call, "two")

    assert evict(call, first)[0] == 201
    wait(PODS, lambda answer: len(answer["items"]) == 2 and pods_on(call, "one") == [second])
    wait(f"{BUDGETS}/web", lambda item: item["status"]["currentHealthy"] == 1)
    code, status = evict(call, second)
    assert (code, status["reason"]) == (429, "TooManyRequests")
    assert status["details"]["causes"] == [
        {
            "reason": "DisruptionBudget",
            "message": "The disruption budget web needs 1 healthy pods and has 1 currently",
        }
    ]
    assert pods_on(call, "one") == [second]

    cordon(call, "two", on=False)
    wait(f"{BUDGETS}/web", lambda item: item["status"]["disruptionsAllowed"] == 1)
    assert evict(call, second)[0] == 201
    wait(PODS, lambda _: pods_on(call, "one") == [] and len(pods_on(call, "two")) == 2)


def test_two_evictions_at_once_are_more_than_the_budget_allows(call: Any, wait: Any) -> None:
    run(call, wait, replicas=2)

    assert sorted(evict(call, pod)[0] for pod in pods_on(call, "one")) == [201, 429]


def test_pod_with_two_budgets_cannot_be_evicted(call: Any, wait: Any) -> None:
    run(call, wait, replicas=2)
    budget = {"maxUnavailable": 1, "selector": {"matchLabels": {"app": "web"}}}
    call("POST", BUDGETS, {"metadata": {"name": "other"}, "spec": budget})

    code, status = evict(call, pods_on(call, "one")[0])
    assert (code, "more than one PodDisruptionBudget" in status["message"]) == (500, True)
