"""The fields of an object as managers own them: a path and a value for each.

Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management and the format FieldsV1
(https://github.com/kubernetes-sigs/structured-merge-diff). A path is a tuple of FieldsV1's keys: `f:name` for a field,
`k:{...}` for an element of a list known by its keys, `v:...` for a member of a set.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from emulator.kubernetes.objects import Object
from emulator.kubernetes.schemas import Schema

Path = tuple[str, ...]
Fields = dict[Path, Any]
# List keys that have a default (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Port).
_KEY_DEFAULTS = {"protocol": "TCP"}
_HOLDER: Object = {}
_TEMPLATE = ("f:template", "f:template/f:metadata", "f:template/f:spec", "f:template/f:spec/f:containers")
# Maps and lists that the server has in an object without content, so that nobody adds them: no pointers in the types of
# https://github.com/kubernetes/api.
_PRESENT_IN_CUSTOM = {("f:metadata",)}
_PRESENT = {
    tuple(path.split("/"))
    for path in (
        "f:metadata",
        "f:spec",
        "f:status",
        "f:spec/f:containers",
        "f:spec/f:jobTemplate",
        "f:spec/f:jobTemplate/f:metadata",
        "f:spec/f:jobTemplate/f:spec",
        "f:spec/f:names",
        "f:spec/f:resources",
        "f:spec/f:strategy",
        "f:spec/f:updateStrategy",
        "f:status/f:loadBalancer",
        *(f"{spec}/{path}" for spec in ("f:spec", "f:spec/f:jobTemplate/f:spec") for path in _TEMPLATE),
    )
}
# Nobody owns these: they are the server's.
_UNOWNED = {
    ("f:apiVersion",),
    ("f:kind",),
    *(
        ("f:metadata", f"f:{name}")
        for name in (
            "creationTimestamp",
            "deletionGracePeriodSeconds",
            "deletionTimestamp",
            "generation",
            "managedFields",
            "name",
            "namespace",
            "resourceVersion",
            "selfLink",
            "uid",
        )
    ),
}


def fields_of(item: Object, schema: Schema) -> Fields:
    """The owned fields of an object, without the maps and lists that hold them: what an apply owns."""
    return {path: value for path, value in _walk(item, schema, ()) if value is not _HOLDER and _is_owned(path)}


def tree_of(item: Object, schema: Schema) -> Fields:
    """The owned fields of an object, with the maps and lists that hold them: what an update owns."""
    present = _PRESENT if schema.reference else _PRESENT_IN_CUSTOM
    found = _walk(item, schema, ())
    return {path: value for path, value in found if _is_owned(path) and (value or path not in present)}


def _is_owned(path: Path) -> bool:
    return path[:2] not in _UNOWNED and path not in _UNOWNED


def _walk(value: Any, schema: Schema | None, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict) and value and (schema is None or not schema.is_atomic):
        if path and not path[-1].startswith("k:"):
            yield path, _HOLDER
        for name, part in value.items():
            yield from _walk(part, schema.field(name) if schema else None, (*path, f"f:{name}"))
    elif isinstance(value, list) and schema is not None and not schema.is_atomic and value:
        yield path, _HOLDER
        for part in value:
            element = (*path, element_name(part, schema))
            yield element, None
            if not schema.is_set:
                yield from _walk(part, schema.items, element)
    elif path:
        yield path, value


def element_name(element: Any, schema: Schema) -> str:
    """How FieldsV1 names an element of a list."""
    if schema.is_set:
        return f"v:{json.dumps(element)}"
    return f"k:{json.dumps(key_values(element, schema), separators=(',', ':'), sort_keys=True)}"


def key_values(element: Any, schema: Schema) -> dict[str, Any]:
    found = {key: element.get(key, _KEY_DEFAULTS.get(key)) for key in schema.keys}
    return {key: value for key, value in found.items() if value is not None}


def to_fields_v1(paths: Iterable[Path]) -> Object:
    tree: Object = {}
    owned = set(paths)
    for path in sorted(owned):
        node = tree
        for part in path:
            node = node.setdefault(part, {})
    for path in owned:
        node = tree
        for part in path:
            node = node[part]
        # What has owned parts is itself owned by a dot.
        if node:
            node["."] = {}
    return tree


def from_fields_v1(tree: Mapping[str, Any], path: Path = ()) -> Iterator[Path]:
    if not tree and path:
        yield path
    for part, node in tree.items():
        if part == ".":
            yield path
        else:
            yield from from_fields_v1(node, (*path, part))


def shown(path: Path) -> str:
    """A path as messages have it, such as `.spec.containers[name="one"].image`."""
    text = ""
    for part in path:
        kind, _, name = part.partition(":")
        if kind == "f":
            text += f".{name}"
        elif kind == "v":
            text += f"[={name}]"
        else:
            keys = json.loads(name).items()
            text += "[" + ",".join(f"{key}={json.dumps(value)}" for key, value in keys) + "]"
    return text
