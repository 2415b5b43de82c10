"""DaemonSets: a pod per node.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
"""

from emulator.kubernetes.api import Api
from emulator.kubernetes.controllers.common import REVISION, create, delete, pod_from, set_status, template_hash
from emulator.kubernetes.controllers.replica_sets import active_pods, is_ready
from emulator.kubernetes.objects import Key, is_deleted, labels_of, name_of

_RESOURCE = "daemonsets.apps"


def reconcile(api: Api, key: Key) -> float | None:
    set_ = api.get(_RESOURCE, *key)
    if set_ is None or is_deleted(set_):
        return None
    revision = template_hash(set_["spec"]["template"])
    nodes = {name_of(node) for node in api.list("nodes")}
    pods = {pod["spec"].get("nodeName"): pod for pod in active_pods(api, set_)}
    for node, pod in pods.items():
        if node not in nodes or labels_of(pod).get(REVISION) != revision:
            delete(api, "pods", pod)
    for node in sorted(nodes - set(pods)):
        body = pod_from(set_["spec"]["template"], set_, generateName=f"{key[1]}-")
        body["metadata"].setdefault("labels", {})[REVISION] = revision
        body["spec"]["nodeName"] = node
        create(api, "pods", key[0], body)
    current = active_pods(api, set_)
    ready = sum(map(is_ready, current))
    status = {
        "currentNumberScheduled": len(current),
        "desiredNumberScheduled": len(nodes),
        "numberMisscheduled": 0,
        "numberReady": ready,
        "numberAvailable": ready,
        "updatedNumberScheduled": sum(labels_of(pod).get(REVISION) == revision for pod in current),
        "observedGeneration": set_["metadata"]["generation"],
    }
    set_status(api, _RESOURCE, set_, status)
    return None
