"""What controllers share: they write status and children, and record events."""

import hashlib
import json
from collections.abc import Callable
from copy import deepcopy

from emulator.kubernetes import deleting, writing
from emulator.kubernetes.api import Api, controller
from emulator.kubernetes.deleting import DeleteOptions
from emulator.kubernetes.errors import ApiError
from emulator.kubernetes.objects import LETTERS, Object, controller_reference, key_of, new_uid, now, random_suffix
from emulator.kubernetes.resources import BY_NAME

# The label of a pod with the revision of its DaemonSet or StatefulSet.
REVISION = "controller-revision-hash"
_NOW = DeleteOptions(propagation=deleting.BACKGROUND)


def change(api: Api, resource: str, item: Object, edit: Callable[[Object], None]) -> Object:
    """Edit the present form of an object, if it is still there and the edit changes it."""
    storage = BY_NAME[resource].storage
    present = api.store.get(storage, key_of(item))
    if present is None or present["metadata"]["uid"] != item["metadata"]["uid"]:
        return item
    edited = deepcopy(present)
    edit(edited)
    return present if edited == present else api.store.put(storage, edited)


def set_status(api: Api, resource: str, item: Object, status: Object) -> Object:
    def edit(present: Object) -> None:
        present["status"] = status

    return change(api, resource, item, edit)


def status_of(item: Object) -> Object:
    """A copy of the status, to be changed."""
    return deepcopy(item.get("status") or {})


def create(api: Api, resource: str, namespace: str, body: Object) -> Object:
    return writing.create(api, BY_NAME[resource], namespace, body, controller())


def delete(api: Api, resource: str, item: Object) -> None:
    namespace, name = key_of(item)
    try:
        deleting.delete(api, BY_NAME[resource], namespace, name, _NOW, controller())
    except ApiError as error:
        if error.code != 404:
            raise


def children(api: Api, resource: str, owner: Object) -> list[Object]:
    """The objects of a resource that an object owns, the oldest first."""
    storage = BY_NAME[resource].storage
    found = [item for kind, item in api.store.dependents(owner["metadata"]["uid"]) if kind == storage]
    return sorted(found, key=lambda each: int(each["metadata"]["resourceVersion"]))


def pod_from(template: Object, owner: Object, **metadata: str) -> Object:
    """A pod of a template."""
    own = {name: value for name, value in template.get("metadata", {}).items() if name in ("labels", "annotations")}
    references = [controller_reference(owner)]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {**deepcopy(own), **metadata, "ownerReferences": references},
        "spec": deepcopy(template["spec"]),
    }


def template_hash(template: Object) -> str:
    """A short name for the content of a template."""
    number = int.from_bytes(hashlib.sha256(json.dumps(template, sort_keys=True).encode()).digest()[:8])
    letters = []
    for _ in range(10):
        number, position = divmod(number, len(LETTERS))
        letters.append(LETTERS[position])
    return "".join(letters)


def record(api: Api, item: Object, reason: str, message: str, *, warning: bool = False) -> None:
    """Record an event about an object; one that says the same again is counted."""
    namespace = item["metadata"].get("namespace", "default")
    if api.get("namespaces", "", namespace) is None:
        return
    storage, moment = BY_NAME["events"].storage, now()
    for event in api.list("events", namespace):
        same = event["involvedObject"].get("uid") == item["metadata"]["uid"] and event["reason"] == reason
        if same and event["message"] == message:
            counted = {**event, "metadata": dict(event["metadata"]), "count": event["count"] + 1}
            api.store.put(storage, {**counted, "lastTimestamp": moment})
            return
    involved = {
        "kind": item["kind"],
        "apiVersion": item["apiVersion"],
        "namespace": namespace,
        "name": item["metadata"]["name"],
        "uid": item["metadata"]["uid"],
        "resourceVersion": item["metadata"]["resourceVersion"],
    }
    name = f"{item['metadata']['name']}.{random_suffix(16)}"
    api.store.put(
        storage,
        {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": {"name": name, "namespace": namespace, "uid": new_uid(), "creationTimestamp": moment},
            "involvedObject": involved,
            "reason": reason,
            "message": message,
            "type": "Warning" if warning else "Normal",
            "source": {"component": "kube-controller-manager"},
            "firstTimestamp": moment,
            "lastTimestamp": moment,
            "count": 1,
            "eventTime": None,
            "reportingComponent": "kube-controller-manager",
            "reportingInstance": "",
        },
    )
