"""Small helpers for objects of the API: JSON as dictionaries."""

import datetime
import random
import uuid
from collections.abc import Iterator
from typing import Any

# Of generated names: no vowels, so that no words arise (k8s.io/apimachinery/pkg/util/rand).
LETTERS = "bcdfghjklmnpqrstvwxz2456789"
Object = dict[str, Any]
Key = tuple[str, str]  # namespace ("" for cluster objects) and name


def now() -> str:
    """The time as objects have it."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def later(seconds: float) -> str:
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def age(timestamp: str) -> float:
    """Seconds since a time of an object."""
    then = datetime.datetime.fromisoformat(timestamp.replace("Z", "+00:00"))
    return (datetime.datetime.now(datetime.UTC) - then).total_seconds()


def random_suffix(length: int = 5) -> str:
    """The end of a generated name."""
    return "".join(random.choices(LETTERS, k=length))


def new_uid() -> str:
    return str(uuid.uuid4())


def key_of(item: Object) -> Key:
    metadata = item["metadata"]
    return metadata.get("namespace", ""), metadata["name"]


def name_of(item: Object) -> str:
    name: str = item["metadata"]["name"]
    return name


def labels_of(item: Object) -> dict[str, str]:
    return item.get("metadata", {}).get("labels") or {}


def annotations_of(item: Object) -> dict[str, str]:
    return item.get("metadata", {}).get("annotations") or {}


def is_deleted(item: Object) -> bool:
    """Whether the object is being deleted."""
    return "deletionTimestamp" in item["metadata"]


def owner_uids(item: Object) -> list[str]:
    return [reference["uid"] for reference in item["metadata"].get("ownerReferences") or []]


def controller_reference(owner: Object) -> Object:
    """A reference to the object that controls another."""
    return {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }


def condition(item: Object, type_: str) -> Object | None:
    found = (each for each in item.get("status", {}).get("conditions") or [] if each["type"] == type_)
    return next(found, None)


def set_condition(status: Object, type_: str, value: bool, reason: str, message: str = "", **more: Any) -> None:
    """Set a condition of a status; the transition time changes with the value only."""
    conditions = status.setdefault("conditions", [])
    text = "True" if value else "False"
    old = next((each for each in conditions if each["type"] == type_), None)
    moment = old["lastTransitionTime"] if old and old["status"] == text else now()
    new = {"type": type_, "status": text, "lastTransitionTime": moment, "reason": reason, "message": message, **more}
    if old:
        conditions[conditions.index(old)] = new
    else:
        conditions.append(new)


def containers_of(pod_spec: Object) -> Iterator[tuple[str, Object]]:
    """The containers of a pod, each with its path."""
    for field in ("initContainers", "containers", "ephemeralContainers"):
        for number, container in enumerate(pod_spec.get(field) or []):
            yield f"{field}[{number}]", container
