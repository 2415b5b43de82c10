"""What the Kubernetes API enforces."""

import time
from typing import Any

import pytest

from emulator.kubernetes.store import Store

MAPS = "/api/v1/namespaces/default/configmaps"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
APPLY, MERGE = "application/apply-patch+yaml", "application/merge-patch+json"


def config_map(**data: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "one"}, "data": data}


def deployment(**pod: Any) -> dict[str, Any]:
    spec = {"containers": [{"name": "web", "image": "web:1", **pod}]}
    template = {"metadata": {"labels": {"app": "web"}}, "spec": spec}
    selector = {"matchLabels": {"app": "web"}}
    return {"metadata": {"name": "web"}, "spec": {"selector": selector, "template": template}}


def test_invalid_token_is_unauthorized_and_other_users_are_forbidden(call: Any) -> None:
    assert call("GET", MAPS, token="stranger")[0] == 401
    code, status = call("GET", MAPS, token="viewer")
    assert code == 403
    assert (
        'User "viewer" cannot list resource "configmaps" in API group "" in the namespace "default"'
        in status["message"]
    )


def test_object_exists_once_and_is_not_found_after_deletion(call: Any) -> None:
    assert call("POST", MAPS, config_map(a="b"))[0] == 201
    assert call("POST", MAPS, config_map(a="b"))[1]["message"] == 'configmaps "one" already exists'
    assert call("DELETE", f"{MAPS}/one")[1]["status"] == "Success"
    assert call("GET", f"{MAPS}/one")[1]["message"] == 'configmaps "one" not found'


def test_unknown_field_is_refused_by_strict_validation(call: Any) -> None:
    code, status = call("POST", f"{MAPS}?fieldValidation=Strict", {**config_map(), "bogus": 1})
    assert (code, status["message"].endswith('unknown field "bogus"')) == (400, True)


def test_node_port_of_another_service_is_refused(call: Any) -> None:
    def service(name: str) -> dict[str, Any]:
        return {"metadata": {"name": name}, "spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": 32543}]}}

    services = "/api/v1/namespaces/default/services"
    assert call("POST", services, service("one"))[0] == 201
    code, status = call("POST", services, service("two"))
    assert (code, "spec.ports[0].nodePort: Invalid value: 32543" in status["message"]) == (422, True)
    assert status["message"].endswith("provided port is already allocated")
    call("DELETE", f"{services}/one")
    assert call("POST", services, service("two"))[0] == 201


def test_update_of_an_old_version_is_a_conflict(call: Any) -> None:
    old = call("POST", MAPS, config_map(a="1"))[1]
    call("PUT", f"{MAPS}/one", config_map(a="2"))
    assert call("PUT", f"{MAPS}/one", old)[0] == 409


def test_dry_run_stores_nothing(call: Any) -> None:
    assert call("POST", f"{MAPS}?dryRun=All", config_map())[0] == 201
    assert call("GET", f"{MAPS}/one")[0] == 404


def test_applied_field_of_another_manager_is_a_conflict_unless_forced(call: Any) -> None:
    def apply(manager: str, value: str, force: str = "") -> Any:
        return call("PATCH", f"{MAPS}/one?fieldManager={manager}{force}", config_map(a=value), kind=APPLY)

    assert apply("first", "1")[0] == 201
    assert apply("second", "2")[1]["message"] == 'Apply failed with 1 conflict: conflict with "first": .data.a'
    assert apply("second", "2", "&force=true")[1]["data"] == {"a": "2"}


def test_field_that_its_manager_no_longer_applies_is_removed(call: Any) -> None:
    call("PATCH", f"{MAPS}/one?fieldManager=first", config_map(a="1", b="2"), kind=APPLY)
    assert call("PATCH", f"{MAPS}/one?fieldManager=first", config_map(a="1"), kind=APPLY)[1]["data"] == {"a": "1"}


def test_finalizer_keeps_a_deleted_object(call: Any) -> None:
    call("POST", MAPS, {**config_map(), "metadata": {"name": "one", "finalizers": ["example.com/x"]}})
    assert "deletionTimestamp" in call("DELETE", f"{MAPS}/one")[1]["metadata"]
    call("PATCH", f"{MAPS}/one", {"metadata": {"finalizers": None}}, kind=MERGE)
    assert call("GET", f"{MAPS}/one")[0] == 404


def test_selector_is_immutable_and_generation_counts_changes_of_the_spec(call: Any) -> None:
    assert call("POST", DEPLOYMENTS, deployment())[1]["metadata"]["generation"] == 1
    changed = call("PATCH", f"{DEPLOYMENTS}/web", {"spec": {"replicas": 2}}, kind=MERGE)[1]
    assert changed["metadata"]["generation"] == 2
    wrong = {"spec": {"selector": {"matchLabels": {"app": "x"}}, "template": {"metadata": {"labels": {"app": "x"}}}}}
    assert "field is immutable" in call("PATCH", f"{DEPLOYMENTS}/web", wrong, kind=MERGE)[1]["message"]


def test_deployment_waits_for_the_secret_that_it_names(call: Any, wait: Any) -> None:
    call("POST", DEPLOYMENTS, deployment(envFrom=[{"secretRef": {"name": "keys"}}]))
    pods = "/api/v1/namespaces/default/pods"
    found = wait(pods, lambda answer: answer["items"] and answer["items"][0]["status"].get("containerStatuses"))
    waiting = found["items"][0]["status"]["containerStatuses"][0]["state"]["waiting"]
    assert waiting["message"] == 'secret "keys" not found'
    call("POST", "/api/v1/namespaces/default/secrets", {"metadata": {"name": "keys"}})
    wait(f"{DEPLOYMENTS}/web", lambda answer: answer["status"].get("readyReplicas") == 1)


def test_held_deployment_exceeds_its_deadline_and_recovers(call: Any, wait: Any, cluster: Any) -> None:
    cluster.hold("default", "web")
    wanted = deployment()
    wanted["spec"]["progressDeadlineSeconds"] = 1
    call("POST", DEPLOYMENTS, wanted)
    wait(f"{DEPLOYMENTS}/web", lambda answer: "ProgressDeadlineExceeded" in str(answer))
    cluster.release("default", "web")
    wait(f"{DEPLOYMENTS}/web", lambda answer: answer["status"].get("readyReplicas") == 1)


def test_restricted_namespace_refuses_a_pod_that_may_be_root(call: Any) -> None:
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    call("PATCH", "/api/v1/namespaces/default", {"metadata": {"labels": labels}}, kind=MERGE)
    pod = {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    code, status = call("POST", "/api/v1/namespaces/default/pods", pod)
    assert (code, 'violates PodSecurity "restricted:latest"' in status["message"]) == (403, True)


def test_deployment_whose_pods_are_refused_comes_to_rest(call: Any, wait: Any) -> None:
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    call("PATCH", "/api/v1/namespaces/default", {"metadata": {"labels": labels}}, kind=MERGE)
    call("POST", DEPLOYMENTS, deployment())
    wait(f"{DEPLOYMENTS}/web", lambda answer: "ReplicaFailure" in str(answer))
    versions = []
    for _ in range(2):
        time.sleep(0.3)
        versions.append(call("GET", f"{DEPLOYMENTS}/web")[1]["metadata"]["resourceVersion"])
    assert versions[0] == versions[1]


def test_deleted_namespace_takes_everything_with_it(call: Any, wait: Any, cluster: Any) -> None:
    call("POST", "/api/v1/namespaces", {"metadata": {"name": "gone"}})
    call("POST", DEPLOYMENTS.replace("default", "gone"), deployment())
    call("DELETE", "/api/v1/namespaces/gone")
    wait("/api/v1/namespaces/gone", lambda answer: answer.get("code") == 404)
    assert cluster.inventory() == {}


def test_nothing_is_created_in_a_namespace_that_is_being_deleted(call: Any) -> None:
    held = {"metadata": {"name": "held", "finalizers": ["example.com/x"]}}
    call("POST", "/api/v1/namespaces", {"metadata": {"name": "ending"}})
    call("POST", MAPS.replace("default", "ending"), held)
    call("DELETE", "/api/v1/namespaces/ending")
    code, status = call("POST", MAPS.replace("default", "ending"), config_map())
    assert (code, "because it is being terminated" in status["message"]) == (403, True)


def test_claim_does_not_grow_before_it_is_bound(call: Any) -> None:
    claims = "/api/v1/namespaces/default/persistentvolumeclaims"
    size = {"resources": {"requests": {"storage": "1Gi"}}}
    call("POST", claims, {"metadata": {"name": "data"}, "spec": {**size, "accessModes": ["ReadWriteOnce"]}})
    larger = {"spec": {"resources": {"requests": {"storage": "2Gi"}}}}
    code, status = call("PATCH", f"{claims}/data", larger, kind=MERGE)
    assert (code, "only bound persistent volume claims can be expanded" in status["message"]) == (403, True)


def test_address_of_another_service_is_refused(call: Any) -> None:
    services = "/api/v1/namespaces/default/services"

    def service(name: str) -> dict[str, Any]:
        return {"metadata": {"name": name}, "spec": {"clusterIP": "172.20.9.9", "ports": [{"port": 80}]}}

    assert call("POST", services, service("one"))[0] == 201
    assert "provided IP is already allocated" in call("POST", services, service("two"))[1]["message"]


def test_pod_of_an_unknown_priority_class_is_refused(call: Any) -> None:
    pod = {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}], "priorityClassName": "x"}}
    code, status = call("POST", "/api/v1/namespaces/default/pods", pod)
    assert (code, "no PriorityClass with name x was found" in status["message"]) == (403, True)


def test_list_comes_in_pages(call: Any) -> None:
    for name in "abc":
        call("POST", MAPS, {"metadata": {"name": name}})
    first = call("GET", f"{MAPS}?limit=2")[1]
    assert first["metadata"]["remainingItemCount"] == 2  # With kube-root-ca.crt.
    second = call("GET", f"{MAPS}?limit=2&continue={first['metadata']['continue']}")[1]
    names = [item["metadata"]["name"] for page in (first, second) for item in page["items"]]
    assert names == ["a", "b", "c", "kube-root-ca.crt"]


def test_permanent_namespace_is_not_deleted(call: Any) -> None:
    assert call("DELETE", "/api/v1/namespaces/default")[0] == 403


def test_finished_job_is_deleted_after_its_time_to_live(call: Any, wait: Any) -> None:
    jobs = "/apis/batch/v1/namespaces/default/jobs"
    spec = {"restartPolicy": "Never", "containers": [{"name": "c", "image": "i"}]}
    call("POST", jobs, {"metadata": {"name": "j"}, "spec": {"template": {"spec": spec}, "ttlSecondsAfterFinished": 0}})
    wait(f"{jobs}/j", lambda answer: answer.get("code") == 404)


def test_stateful_set_starts_one_pod_at_a_time(call: Any, wait: Any, cluster: Any) -> None:
    cluster.hold("default", "web-0")
    wanted = deployment()
    wanted["spec"] |= {"replicas": 2, "serviceName": "web"}
    call("POST", "/apis/apps/v1/namespaces/default/statefulsets", wanted)
    pods = "/api/v1/namespaces/default/pods"
    wait(pods, lambda answer: answer["items"])
    cluster.settle()
    assert [pod["metadata"]["name"] for pod in call("GET", pods)[1]["items"]] == ["web-0"]
    cluster.release("default", "web-0")
    wait(pods, lambda answer: len(answer["items"]) == 2)


def test_watch_from_a_version_that_is_no_longer_known_is_expired(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "oldest", property(lambda _store: 1000))
    assert call("GET", f"{MAPS}?watch=true&resourceVersion=5&timeoutSeconds=1")[0] == 410


def test_pods_to_hold_are_named_with_their_namespace(call: Any) -> None:
    assert call("POST", "/_emulator/hold?pods=web")[0] == 400
    assert call("POST", "/_emulator/hold?pods=default/web")[1] == {"held": ["default/web"]}
