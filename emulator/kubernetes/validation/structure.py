"""Rules that the schema holds: missing fields, and the values of custom resources.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from emulator.kubernetes.errors import Cause, invalid_value, required, unsupported
from emulator.kubernetes.objects import Object
from emulator.kubernetes.schemas import Schema

# The server fills these in or does not ask for them.
_OPTIONAL = {"metadata", "status", "apiVersion", "kind"}
# The schema requires these, and the server takes an empty value.
_TAKEN_EMPTY = {"spec.template", "spec.jobTemplate", "spec.jobTemplate.spec", "spec.serviceName"}


def missing_fields(item: Object, schema: Schema) -> list[Cause]:
    return list(_missing(item, schema, ""))


def _missing(value: Any, schema: Schema, path: str) -> Iterator[Cause]:
    if isinstance(value, list) and schema.items is not None:
        for number, each in enumerate(value):
            yield from _missing(each, schema.items, f"{path}[{number}]")
    if not isinstance(value, dict):
        return
    prefix = f"{path}." if path else ""
    for name in schema.node.get("required") or []:
        if value.get(name) in (None, "") and prefix + name not in _TAKEN_EMPTY and not (not path and name in _OPTIONAL):
            yield required(prefix + name)
    for name, part in value.items():
        if path or name not in ("metadata", "status"):
            field = schema.field(name)
            if field is not None:
                yield from _missing(part, field, prefix + name if schema.has_fields else f"{path}[{name}]")


def custom_causes(item: Object, schema: Schema) -> list[Cause]:
    """What a custom resource's own schema refuses."""
    found = [
        cause
        for name, part in item.items()
        if name not in ("apiVersion", "kind", "metadata") and (field := schema.field(name)) is not None
        for cause in _values(part, field, name)
    ]
    # Wrong types are told first.
    return sorted(found, key=lambda cause: cause.reason != "FieldValueTypeInvalid")


_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "int-or-string": (int, str),
}


def _values(value: Any, schema: Schema, path: str) -> Iterator[Cause]:
    if value is None:
        return
    allowed = _TYPES.get(schema.type)
    if allowed and (not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed)):
        shown = json.dumps(_go_kind(value))
        kind = "integer,string" if schema.type == "int-or-string" else schema.type
        message = f"{path} in body must be of type {kind}: {shown}"
        yield Cause("FieldValueTypeInvalid", path, f"Invalid value: {json.dumps(_go_kind(value))}: {message}")
        return
    yield from _limits(value, schema, path)
    if isinstance(value, list) and schema.items is not None:
        for number, each in enumerate(value):
            yield from _values(each, schema.items, f"{path}[{number}]")
    if isinstance(value, dict):
        for name, part in value.items():
            if (field := schema.field(name)) is not None:
                yield from _values(part, field, f"{path}.{name}")


def _go_kind(value: Any) -> str:
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names[type(value)]


def _limits(value: Any, schema: Schema, path: str) -> Iterator[Cause]:
    node = schema.node
    if node.get("enum") and value not in node["enum"]:
        yield unsupported(path, value, node["enum"])
    if isinstance(value, str):
        if "pattern" in node and not re.search(node["pattern"], value):
            yield invalid_value(path, value, f"{path} in body should match '{node['pattern']}'")
        if len(value) > node.get("maxLength", len(value)):
            yield Cause("FieldValueTooLong", path, f"Too long: may not be more than {node['maxLength']} bytes")
        if len(value) < node.get("minLength", 0):
            yield invalid_value(path, value, f"{path} in body should be at least {node['minLength']} chars long")
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value < node.get("minimum", value):
            yield invalid_value(path, value, f"{path} in body should be greater than or equal to {node['minimum']}")
        if value > node.get("maximum", value):
            yield invalid_value(path, value, f"{path} in body should be less than or equal to {node['maximum']}")
    if isinstance(value, list):
        if len(value) < node.get("minItems", 0):
            message = f"{path} in body should have at least {node['minItems']} items"
            yield invalid_value(path, len(value), message)
        if len(value) > node.get("maxItems", len(value)):
            message = f"Too many: {len(value)}: must have at most {node['maxItems']} items"
            yield Cause("FieldValueTooMany", path, message)
