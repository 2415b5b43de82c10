"""What the Kubernetes API enforces."""

import time
from typing import Any

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
