"""StatefulSets: pods with an order, and claims of their own.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
"""

from copy import deepcopy

from emulator.kubernetes.api import Api
from emulator.kubernetes.controllers.common import REVISION, create, delete, pod_from, set_status, template_hash
from emulator.kubernetes.controllers.replica_sets import active_pods, is_ready
from emulator.kubernetes.objects import Key, Object, is_deleted, labels_of, name_of

_RESOURCE = "statefulsets.apps"


def reconcile(api: Api, key: Key) -> float | None:
    set_ = api.get(_RESOURCE, *key)
    if set_ is None or is_deleted(set_):
        return None
    revision = f"{key[1]}-{template_hash(set_['spec']['template'])}"
    wanted = [f"{key[1]}-{number}" for number in range(set_["spec"]["replicas"])]
    pods = {name_of(pod): pod for pod in active_pods(api, set_)}
    _step(api, set_, wanted, pods, revision)
    _set_status(api, set_, revision)
    return None


def _step(api: Api, set_: Object, wanted: list[str], pods: dict[str, Object], revision: str) -> None:
    """One pod at a time, unless the policy is Parallel; the last pods are updated and removed first."""
    in_order = set_["spec"]["podManagementPolicy"] == "OrderedReady"
    namespace = set_["metadata"]["namespace"]
    for name in wanted:
        if name not in pods and api.get("pods", namespace, name) is None:
            _create_pod(api, set_, name, revision)
            if in_order:
                return
        elif in_order and (name not in pods or not is_ready(pods[name])):
            break
    else:
        rolls = set_["spec"]["updateStrategy"]["type"] == "RollingUpdate"
        old = [name for name in wanted if rolls and name in pods and labels_of(pods[name]).get(REVISION) != revision]
        surplus = sorted(set(pods) - set(wanted), key=lambda name: int(name.rpartition("-")[2]))
        for name in (surplus or old)[-1:]:
            delete(api, "pods", pods[name])
        return
    # A pod that does not get ready is replaced when its template is.
    for name in [name for name in wanted if name in pods and labels_of(pods[name]).get(REVISION) != revision][-1:]:
        if not is_ready(pods[name]):
            delete(api, "pods", pods[name])


def _create_pod(api: Api, set_: Object, name: str, revision: str) -> None:
    namespace = set_["metadata"]["namespace"]
    body = pod_from(set_["spec"]["template"], set_, name=name)
    own = {REVISION: revision, "statefulset.kubernetes.io/pod-name": name}
    own["apps.kubernetes.io/pod-index"] = name.rpartition("-")[2]
    body["metadata"].setdefault("labels", {}).update(own)
    body["spec"] |= {"hostname": name, "subdomain": set_["spec"]["serviceName"]}
    for claim in set_["spec"].get("volumeClaimTemplates") or []:
        claim_name = f"{name_of(claim)}-{name}"
        if api.get("persistentvolumeclaims", namespace, claim_name) is None:
            metadata = {"name": claim_name, "labels": labels_of(set_["spec"]["template"])}
            create(api, "persistentvolumeclaims", namespace, {"metadata": metadata, "spec": deepcopy(claim["spec"])})
        volume = {"name": name_of(claim), "persistentVolumeClaim": {"claimName": claim_name}}
        kept = [each for each in body["spec"].get("volumes") or [] if each["name"] != name_of(claim)]
        body["spec"]["volumes"] = [*kept, volume]
    create(api, "pods", namespace, body)


def _set_status(api: Api, set_: Object, revision: str) -> None:
    pods = active_pods(api, set_)
    updated = [pod for pod in pods if labels_of(pod).get(REVISION) == revision]
    ready = sum(map(is_ready, pods))
    done = len(updated) == len(pods) == set_["spec"]["replicas"] and ready == len(pods)
    current = revision if done else (set_.get("status") or {}).get("currentRevision", revision)
    status = {
        "observedGeneration": set_["metadata"]["generation"],
        "replicas": len(pods),
        "readyReplicas": ready,
        "availableReplicas": ready,
        "currentReplicas": sum(labels_of(pod).get(REVISION) == current for pod in pods),
        "updatedReplicas": len(updated),
        "currentRevision": current,
        "updateRevision": revision,
        "collisionCount": 0,
    }
    set_status(api, _RESOURCE, set_, status)
