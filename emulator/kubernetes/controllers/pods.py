"""What scheduler and kubelet do for pods.

A pod goes to any node of the cluster (node selectors and affinities are not looked at: the emulator does not know which
nodes an autoscaler would add), and is ready at once if what it names exists and nobody holds it. Pods that end
(`restartPolicy` other than Always) succeed.
Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
"""

import hashlib

from emulator.kubernetes.api import Api
from emulator.kubernetes.controllers.common import change, record, set_status, status_of
from emulator.kubernetes.controllers.references import missing, unbound_claims
from emulator.kubernetes.deleting import remove_finalizer
from emulator.kubernetes.objects import Key, Object, is_deleted, name_of, now, set_condition

_FINISHED = ("Succeeded", "Failed")


def reconcile(api: Api, key: Key) -> float | None:
    pod = api.get("pods", *key)
    if pod is None:
        return None
    if is_deleted(pod):
        _end(api, pod)
        return None
    if pod["status"]["phase"] in _FINISHED:
        return None
    if not pod["spec"].get("nodeName"):
        scheduled = _schedule(api, pod)
        if scheduled is None:
            return None
        pod = scheduled
    _run(api, pod)
    return None


def _end(api: Api, pod: Object) -> None:
    """The containers end at once."""
    if not pod["metadata"].get("finalizers"):
        api.store.remove(api.resource("pods").storage, (pod["metadata"]["namespace"], name_of(pod)))
        return
    for finalizer in ("foregroundDeletion",):
        if not api.store.dependents(pod["metadata"]["uid"]):
            remove_finalizer(api, api.resource("pods"), pod, finalizer)


def _schedule(api: Api, pod: Object) -> Object | None:
    nodes = [name_of(node) for node in api.list("nodes") if not node["spec"].get("unschedulable")]
    waits = unbound_claims(api, pod)
    if not nodes:
        why = "no nodes available to schedule pods"
    elif waits:
        why = f'persistentvolumeclaim "{waits[0]}" not found' if waits[0] else "pod has unbound PersistentVolumeClaims"
    else:
        number = int(pod["metadata"]["uid"].replace("-", ""), 16)

        def bind(item: Object) -> None:
            item["spec"]["nodeName"] = nodes[number % len(nodes)]
            set_condition(item["status"], "PodScheduled", True, "", "")

        record(api, pod, "Scheduled", f"Successfully assigned {pod['metadata']['namespace']}/{name_of(pod)}")
        return change(api, "pods", pod, bind)
    status = status_of(pod)
    set_condition(status, "PodScheduled", False, "Unschedulable", why)
    if status != pod["status"]:
        set_status(api, "pods", pod, status)
        record(api, pod, "FailedScheduling", why, warning=True)
    return None


def _run(api: Api, pod: Object) -> None:
    lacking = missing(api, pod) if pod["status"]["phase"] == "Pending" else None
    if lacking:
        _wait(api, pod, *lacking)
        return
    ready = not _is_held(api, pod)
    ends = pod["spec"]["restartPolicy"] != "Always"
    status = status_of(pod)
    status.setdefault("startTime", now())
    number = int(hashlib.sha256(pod["metadata"]["uid"].encode()).hexdigest()[:4], 16)
    address = f"10.244.{number >> 8}.{number & 255}"
    status |= {"podIP": address, "podIPs": [{"ip": address}], "hostIP": "10.0.0.4", "hostIPs": [{"ip": "10.0.0.4"}]}
    done = ends and ready
    status["phase"] = "Succeeded" if done else "Running"
    _set_conditions(status, initialized=True, ready=ready and not done, done=done)
    status["containerStatuses"] = [_container(pod, each, ready and not done, done=done) for each in _own(pod)]
    if pod["spec"].get("initContainers"):
        status["initContainerStatuses"] = [
            _container(pod, each, True, done=each.get("restartPolicy") != "Always")
            for each in pod["spec"]["initContainers"]
        ]
    _keep_times(pod["status"], status)
    set_status(api, "pods", pod, status)


def _own(pod: Object) -> list[Object]:
    containers: list[Object] = pod["spec"]["containers"]
    return containers


def _is_held(api: Api, pod: Object) -> bool:
    namespace, name = pod["metadata"]["namespace"], name_of(pod)
    return any(namespace == held and name.startswith(prefix) for held, prefix in api.held)


def _wait(api: Api, pod: Object, reason: str, message: str) -> None:
    status = status_of(pod)
    status.setdefault("startTime", now())
    _set_conditions(status, initialized=False, ready=False, done=False)
    waiting = {"waiting": {"reason": reason, "message": message}}
    status["containerStatuses"] = [{**_container(pod, each, False, done=False), "state": waiting} for each in _own(pod)]
    if status != pod["status"]:
        set_status(api, "pods", pod, status)
        record(api, pod, "FailedMount" if reason == "ContainerCreating" else "Failed", message, warning=True)


def _set_conditions(status: Object, *, initialized: bool, ready: bool, done: bool) -> None:
    reason = "" if ready else "PodCompleted" if done else "ContainersNotReady"
    set_condition(status, "PodReadyToStartContainers", initialized and not done, "")
    set_condition(status, "Initialized", initialized, "" if initialized else "ContainersNotInitialized")
    set_condition(status, "Ready", ready, reason)
    set_condition(status, "ContainersReady", ready, reason)


def _container(pod: Object, container: Object, ready: bool, *, done: bool) -> Object:
    moment = now()
    ended = {"exitCode": 0, "reason": "Completed", "startedAt": moment, "finishedAt": moment}
    digest = hashlib.sha256((pod["metadata"]["uid"] + container["name"]).encode()).hexdigest()
    return {
        "name": container["name"],
        "image": container["image"],
        "imageID": f"sha256:{hashlib.sha256(container['image'].encode()).hexdigest()}",
        "containerID": f"containerd://{digest}",
        "ready": ready,
        "started": not done,
        "restartCount": 0,
        "lastState": {},
        "state": {"terminated": ended} if done else {"running": {"startedAt": moment}},
    }


def _keep_times(before: Object, after: Object) -> None:
    """A container in the same state is in it since the same time."""
    for field in ("containerStatuses", "initContainerStatuses"):
        old = {each["name"]: each["state"] for each in before.get(field) or []}
        for each in after.get(field) or []:
            if set(old.get(each["name"], {})) == set(each["state"]):
                each["state"] = old[each["name"]]
