"""ReplicaSets: so many pods of a template.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/
"""

from emulator.kubernetes.api import Api
from emulator.kubernetes.controllers.common import children, create, delete, pod_from, record, set_status, status_of
from emulator.kubernetes.errors import ApiError
from emulator.kubernetes.objects import Key, Object, condition, is_deleted, set_condition

_RESOURCE = "replicasets.apps"


def reconcile(api: Api, key: Key) -> float | None:
    set_ = api.get(_RESOURCE, *key)
    if set_ is None or is_deleted(set_):
        return None
    wanted = set_["spec"]["replicas"]
    pods = active_pods(api, set_)
    failure = ""
    for _ in range(wanted - len(pods)):
        try:
            body = pod_from(set_["spec"]["template"], set_, generateName=f"{set_['metadata']['name']}-")
            create(api, "pods", key[0], body)
        except ApiError as error:
            failure = error.message
            record(api, set_, "FailedCreate", f"Error creating: {failure}", warning=True)
            break
    # Pods that are not ready go first.
    for pod in sorted(pods, key=is_ready)[: max(len(pods) - wanted, 0)]:
        delete(api, "pods", pod)
    set_status(api, _RESOURCE, set_, _status(api, set_, failure))
    return None


def _status(api: Api, set_: Object, failure: str) -> Object:
    pods = active_pods(api, set_)
    ready = sum(map(is_ready, pods))
    status = {
        "replicas": len(pods),
        "fullyLabeledReplicas": len(pods),
        "readyReplicas": ready,
        "availableReplicas": ready,
        "observedGeneration": set_["metadata"]["generation"],
    }
    status = {name: value for name, value in status.items() if value or name == "replicas"}
    status["terminatingReplicas"] = sum(map(is_deleted, children(api, "pods", set_)))
    kept = [each for each in status_of(set_).get("conditions") or [] if each["type"] == "ReplicaFailure" and failure]
    if failure:
        status["conditions"] = kept
    # The message holds the name that the pod would have had: one more failure for the same reason changes nothing.
    if failure and not kept:
        set_condition(status, "ReplicaFailure", True, "FailedCreate", failure)
    return status


def active_pods(api: Api, owner: Object) -> list[Object]:
    """The pods of an owner that run or will run."""
    found = children(api, "pods", owner)
    return [pod for pod in found if not is_deleted(pod) and pod["status"]["phase"] not in ("Succeeded", "Failed")]


def is_ready(pod: Object) -> bool:
    ready = condition(pod, "Ready")
    return ready is not None and ready["status"] == "True"
