"""Deployments: a ReplicaSet per template, exchanged as the strategy says.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
"""

import math
from typing import Any

from emulator.kubernetes.api import Api
from emulator.kubernetes.controllers.common import (
    change,
    children,
    create,
    delete,
    record,
    set_status,
    status_of,
    template_hash,
)
from emulator.kubernetes.objects import (
    Key,
    Object,
    age,
    annotations_of,
    condition,
    controller_reference,
    is_deleted,
    labels_of,
    now,
    set_condition,
)

_RESOURCE, _SETS = "deployments.apps", "replicasets.apps"
_HASH = "pod-template-hash"
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_REVISION = "deployment.kubernetes.io/revision"


def reconcile(api: Api, key: Key) -> float | None:
    deployment = api.get(_RESOURCE, *key)
    if deployment is None or is_deleted(deployment):
        return None
    hash_ = template_hash(deployment["spec"]["template"])
    sets = children(api, _SETS, deployment)
    new = next((each for each in sets if labels_of(each).get(_HASH) == hash_), None)
    if new is None and not deployment["spec"].get("paused") and _may_start(api, deployment, sets):
        new = _create_set(api, deployment, hash_, sets)
    old = [each for each in sets if new is None or each["metadata"]["uid"] != new["metadata"]["uid"]]
    if new is not None:
        _note_revision(api, deployment, new, old)
        _roll_out(api, deployment, new, old)
        _clean_up(api, deployment, old)
    return _set_status(api, deployment, new, old)


def _create_set(api: Api, deployment: Object, hash_: str, sets: list[Object]) -> Object:
    spec, metadata = deployment["spec"], deployment["metadata"]
    name, labels = f"{metadata['name']}-{hash_}", {**labels_of(spec["template"]), _HASH: hash_}
    orphan = api.get(_SETS, metadata["namespace"], name)
    if orphan is not None:
        adopted = [controller_reference(deployment)]
        return change(api, _SETS, orphan, lambda item: item["metadata"].update(ownerReferences=adopted))
    selector = {**spec["selector"], "matchLabels": {**(spec["selector"].get("matchLabels") or {}), _HASH: hash_}}
    template = {**spec["template"], "metadata": {**spec["template"]["metadata"], "labels": labels}}
    revision = max((_revision(each) for each in sets), default=0) + 1
    room = max(_most(deployment) - sum(each["spec"]["replicas"] for each in sets), 0)
    made = create(
        api,
        _SETS,
        metadata["namespace"],
        {
            "metadata": {
                "name": name,
                "labels": labels,
                "annotations": {**_inherited(deployment), _REVISION: str(revision), **_sizes(deployment)},
                "ownerReferences": [controller_reference(deployment)],
            },
            "spec": {"replicas": min(spec["replicas"], room), "selector": selector, "template": template},
        },
    )
    record(api, deployment, "ScalingReplicaSet", f"Scaled up replica set {made['metadata']['name']}")
    return made


def _may_start(api: Api, deployment: Object, old: list[Object]) -> bool:
    """Whether a new ReplicaSet may be made: the strategy Recreate waits until the old pods are gone."""
    if deployment["spec"]["strategy"]["type"] != "Recreate":
        return True
    for each in old:
        _scale(api, each, 0, deployment)
    return not any(children(api, "pods", each) for each in old)


def _most(deployment: Object) -> int:
    """How many pods there may be during a rollout."""
    rolling, wanted = deployment["spec"]["strategy"].get("rollingUpdate") or {}, deployment["spec"]["replicas"]
    return int(wanted + _share(rolling.get("maxSurge", 0), wanted, up=True))


def _sizes(deployment: Object) -> dict[str, str]:
    sizes = {"desired-replicas": deployment["spec"]["replicas"], "max-replicas": _most(deployment)}
    return {f"deployment.kubernetes.io/{name}": str(size) for name, size in sizes.items()}


def _inherited(deployment: Object) -> dict[str, str]:
    return {name: value for name, value in annotations_of(deployment).items() if name != _LAST_APPLIED}


def _revision(set_: Object) -> int:
    return int(annotations_of(set_).get(_REVISION, "0"))


def _note_revision(api: Api, deployment: Object, new: Object, old: list[Object]) -> None:
    highest = max((_revision(each) for each in old), default=0)
    revision = _revision(new) if _revision(new) > highest else highest + 1

    def edit(item: Object) -> None:
        item["metadata"].setdefault("annotations", {})[_REVISION] = str(revision)

    def inherit(item: Object) -> None:
        edit(item)
        item["metadata"]["annotations"] |= {**_inherited(deployment), _REVISION: str(revision)}

    change(api, _SETS, new, inherit)
    change(api, _RESOURCE, deployment, edit)


def _roll_out(api: Api, deployment: Object, new: Object, old: list[Object]) -> None:
    wanted = deployment["spec"]["replicas"]
    strategy = deployment["spec"]["strategy"]
    if strategy["type"] == "Recreate":
        for each in old:
            _scale(api, each, 0, deployment)
        # New pods start when the old ones are gone.
        if not any(children(api, "pods", each) for each in old):
            _scale(api, new, wanted, deployment)
        return
    surge = _most(deployment) - wanted
    unavailable = _share(strategy["rollingUpdate"]["maxUnavailable"], wanted, up=False)
    if not surge and not unavailable:
        unavailable = 1
    running = sum(each["spec"]["replicas"] for each in old)
    _scale(api, new, min(wanted, max(wanted + surge - running, 0)) if running else wanted, deployment)
    ready = sum(_count(each, "availableReplicas") for each in [new, *old])
    may_go = max(ready - (wanted - unavailable), 0)
    for each in old:
        unready = each["spec"]["replicas"] - _count(each, "availableReplicas")
        go = min(each["spec"]["replicas"], max(unready, 0) + may_go)
        may_go -= max(go - max(unready, 0), 0)
        _scale(api, each, each["spec"]["replicas"] - go, deployment)


def _share(value: Any, total: int, *, up: bool) -> int:
    if isinstance(value, int):
        return value
    share = int(str(value).rstrip("%")) * total / 100
    return math.ceil(share) if up else math.floor(share)


def _count(set_: Object, name: str) -> int:
    return int(set_.get("status", {}).get(name) or 0)


def _scale(api: Api, set_: Object, replicas: int, deployment: Object) -> None:
    def edit(item: Object) -> None:
        if item["spec"]["replicas"] or replicas:
            item["metadata"]["annotations"] |= _sizes(deployment)
        if item["spec"]["replicas"] != replicas:
            item["spec"]["replicas"] = replicas
            item["metadata"]["generation"] += 1

    change(api, _SETS, set_, edit)


def _clean_up(api: Api, deployment: Object, old: list[Object]) -> None:
    """Keep as many old ReplicaSets as the history limit says."""
    done = [each for each in old if not each["spec"]["replicas"] and not _count(each, "replicas")]
    surplus = len(done) - deployment["spec"]["revisionHistoryLimit"]
    for each in sorted(done, key=_revision)[: max(surplus, 0)]:
        delete(api, _SETS, each)


def _set_status(api: Api, deployment: Object, new: Object | None, old: list[Object]) -> float | None:
    sets = [api.get(_SETS, each["metadata"]["namespace"], each["metadata"]["name"]) or each for each in old]
    current = api.get(_SETS, new["metadata"]["namespace"], new["metadata"]["name"]) if new else None
    wanted = deployment["spec"]["replicas"]
    updated = _count(current, "replicas") if current else 0
    everything = [*sets, *([current] if current else [])]
    total, available = (sum(_count(each, name) for each in everything) for name in ("replicas", "availableReplicas"))
    status = {
        "observedGeneration": deployment["metadata"]["generation"],
        "replicas": total,
        "updatedReplicas": updated,
        "readyReplicas": sum(_count(each, "readyReplicas") for each in everything),
        "availableReplicas": available,
        "unavailableReplicas": max(wanted - available, 0),
        "conditions": status_of(deployment).get("conditions") or [],
    }
    status = {name: value for name, value in status.items() if value != 0}
    status["terminatingReplicas"] = sum(_count(each, "terminatingReplicas") for each in everything)
    _set_available(status, deployment, available)
    _set_failure(status, everything)
    done = updated == wanted and total == wanted and available >= wanted
    seconds = _set_progress(status, deployment, current, done=done)
    set_status(api, _RESOURCE, deployment, status)
    return seconds


def _set_available(status: Object, deployment: Object, available: int) -> None:
    wanted = deployment["spec"]["replicas"]
    rolling = deployment["spec"]["strategy"].get("rollingUpdate") or {}
    minimum = wanted - _share(rolling.get("maxUnavailable", 0), wanted, up=False)
    enough = available >= minimum
    reason = "MinimumReplicasAvailable" if enough else "MinimumReplicasUnavailable"
    told = "has" if enough else "does not have"
    before = condition({"status": status}, "Available")
    since = before.get("lastUpdateTime", now()) if before and before["status"] == str(enough) else now()
    set_condition(status, "Available", enough, reason, f"Deployment {told} minimum availability.", lastUpdateTime=since)


def _set_failure(status: Object, sets: list[Object]) -> None:
    failed = next((found for each in sets if (found := condition(each, "ReplicaFailure"))), None)
    status["conditions"] = [each for each in status["conditions"] if each["type"] != "ReplicaFailure"]
    if failed:
        status["conditions"].append({"lastUpdateTime": failed["lastTransitionTime"], **failed})


def _set_progress(status: Object, deployment: Object, new: Object | None, *, done: bool) -> float | None:
    """The condition Progressing; returns the seconds until the deadline is over."""
    name = new["metadata"]["name"] if new else deployment["metadata"]["name"]
    before = condition({"status": status}, "Progressing")
    steps = {key: status.get(key) for key in ("updatedReplicas", "readyReplicas", "availableReplicas", "replicas")}
    old = deployment.get("status") or {}
    moved = any(old.get(key) != value for key, value in steps.items()) or not _is_about(before, name)
    since = now() if moved or before is None else before.get("lastUpdateTime", now())
    deadline = deployment["spec"]["progressDeadlineSeconds"]
    if done:
        message = f'ReplicaSet "{name}" has successfully progressed.'
        set_condition(status, "Progressing", True, "NewReplicaSetAvailable", message, lastUpdateTime=since)
        return None
    if age(since) >= deadline:
        message = f'ReplicaSet "{name}" has timed out progressing.'
        set_condition(status, "Progressing", False, "ProgressDeadlineExceeded", message, lastUpdateTime=since)
        return None
    grown = any((status.get(key) or 0) > (old.get(key) or 0) for key in ("updatedReplicas", *steps))
    reason, message = "ReplicaSetUpdated", f'ReplicaSet "{name}" is progressing.'
    if not grown and (before is None or not _is_about(before, name) or before["reason"] == "NewReplicaSetCreated"):
        reason, message = "NewReplicaSetCreated", f'Created new replica set "{name}"'
    set_condition(status, "Progressing", True, reason, message, lastUpdateTime=since)
    return max(float(deadline) - age(since), 0.0) + 0.1


def _is_about(progress: Object | None, name: str) -> bool:
    return progress is not None and f'"{name}"' in progress["message"]
