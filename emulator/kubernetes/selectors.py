"""Label and field selectors.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors and
https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from emulator.kubernetes.errors import bad_request
from emulator.kubernetes.objects import Object, labels_of
from emulator.kubernetes.resources import Resource

Matches = Callable[[Object], bool]
_SET_BASED = re.compile(r"^(?P<key>\S+)\s+(?P<operator>in|notin)\s*\((?P<values>[^)]*)\)$")
_EQUAL = re.compile(r"^(?P<key>[^!=\s]+)\s*(?P<operator>==|=|!=)\s*(?P<value>\S*)$")
_EXISTS = re.compile(r"^(?P<no>!?)\s*(?P<key>[A-Za-z0-9][\w./-]*)$")

_REASONS = ("reason", "type", "reportingComponent", "source")
_INVOLVED = ("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")
_PODS = ("nodeName", "restartPolicy", "schedulerName", "serviceAccountName", "hostNetwork")
# Fields that may be selected besides name and namespace.
_FIELDS = {
    "events": (*(f"involvedObject.{name}" for name in _INVOLVED), *_REASONS),
    "jobs.batch": ("status.successful",),
    "namespaces": ("status.phase",),
    "nodes": ("spec.unschedulable",),
    "pods": (*(f"spec.{name}" for name in _PODS), "status.phase", "status.podIP", "status.nominatedNodeName"),
    "replicasets.apps": ("status.replicas",),
    "secrets": ("type",),
}


def labels(text: str) -> Matches:
    """A `labelSelector` of a request."""
    tests = [_label_test(part.strip()) for part in re.split(r",(?![^(]*\))", text) if part.strip()]
    return lambda item: all(test(labels_of(item)) for test in tests)


def _label_test(part: str) -> Callable[[Mapping[str, str]], bool]:
    if found := _SET_BASED.match(part):
        key, values = found["key"], {value.strip() for value in found["values"].split(",")}
        if found["operator"] == "in":
            return lambda present: present.get(key) in values
        return lambda present: present.get(key) not in values
    if found := _EQUAL.match(part):
        key, value = found["key"], found["value"]
        if found["operator"] == "!=":
            return lambda present: present.get(key) != value
        return lambda present: present.get(key) == value
    if found := _EXISTS.match(part):
        key, wanted = found["key"], not found["no"]
        return lambda present: (key in present) == wanted
    if re.match(r"^\S+\s+(in|notin)$", part):
        raise bad_request("unable to parse requirement: found '' expected: '('")
    raise bad_request(f"unable to parse requirement: found '{part}'")


def fields(text: str, resource: Resource) -> Matches:
    """A `fieldSelector` of a request."""
    known = ("metadata.name", "metadata.namespace", *_FIELDS.get(resource.qualified, ()))
    tests = [_field_test(part.strip(), known) for part in text.split(",") if part.strip()]
    return lambda item: all(test(item) for test in tests)


def _field_test(part: str, known: Sequence[str]) -> Matches:
    found = _EQUAL.match(part)
    if not found:
        raise bad_request(f"invalid field selector: {part}")
    if found["key"] not in known:
        told = ", ".join(f'"{name}"' for name in known)
        raise bad_request(f'"{found["key"]}" is not a known field selector: only {told}')
    path, value, negated = found["key"], found["value"], found["operator"] == "!="
    return lambda item: (_field(item, path) == value) != negated


def _field(item: Any, path: str) -> str:
    for name in path.split("."):
        item = item.get(name) if isinstance(item, dict) else None
    return "" if item is None else str(item).lower() if isinstance(item, bool) else str(item)


def selected_by(selector: Object | None, present: Mapping[str, str]) -> bool:
    """Whether a LabelSelector (`matchLabels`, `matchExpressions`) of an object selects these labels."""
    if selector is None:
        return False
    if any(present.get(key) != value for key, value in (selector.get("matchLabels") or {}).items()):
        return False
    return all(_expression(each, present) for each in selector.get("matchExpressions") or [])


def _expression(expression: Object, present: Mapping[str, str]) -> bool:
    key, values = expression["key"], expression.get("values") or []
    match expression["operator"]:
        case "In":
            return present.get(key) in values
        case "NotIn":
            return present.get(key) not in values
        case "Exists":
            return key in present
        case _:
            return key not in present


def as_text(selector: Object) -> str:
    """The equality based part of a selector, as a `labelSelector`."""
    return ",".join(f"{key}={value}" for key, value in sorted((selector.get("matchLabels") or {}).items()))
