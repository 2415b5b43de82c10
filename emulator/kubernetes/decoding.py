"""What a request's body may hold: known fields of the right type.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
"""

import base64
import binascii
import re
from typing import Any

from emulator.kubernetes import quantities
from emulator.kubernetes.errors import UndecodableError
from emulator.kubernetes.objects import Object
from emulator.kubernetes.resources import Resource
from emulator.kubernetes.schemas import Schema

_JSON_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "bool"),
    (int, "number"),
    (float, "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)


class Members(dict[str, Any]):
    """A JSON object; `repeated` are the names that it had twice."""

    repeated: tuple[str, ...] = ()


def members(pairs: list[tuple[str, Any]]) -> Members:
    found = Members(pairs)
    names = [name for name, _ in pairs]
    found.repeated = tuple(name for name in found if names.count(name) > 1)
    return found


def _note_repeated(value: Any, path: str, unknown: list[str]) -> None:
    for name in getattr(value, "repeated", ()):
        unknown.append(f'duplicate field "{path}.{name}"' if path else f'duplicate field "{name}"')


def checked(resource: Resource, schema: Schema, body: Object, validation: str) -> tuple[Object, list[str]]:
    """The object without unknown fields, and warnings; with the `validation` Strict, unknown fields are an error."""
    unknown: list[str] = []
    decoded: Object = _Decoder(resource, body, unknown).value(body, schema, "")
    if unknown and validation == "Strict":
        told = ", ".join(unknown)
        raise UndecodableError(resource, body, f"strict decoding error: {told}")
    return decoded, unknown if validation != "Ignore" else []


def pruned(resource: Resource, schema: Schema, body: Object, validation: str) -> tuple[Object, list[str]]:
    """A custom resource without unknown fields, and warnings."""
    unknown: list[str] = []
    item: Object = _prune(body, schema, "", unknown)
    if unknown and validation == "Strict":
        raise UndecodableError(resource, body, f"strict decoding error: {', '.join(unknown)}")
    return item, unknown if validation != "Ignore" else []


def _prune(value: Any, schema: Schema, path: str, unknown: list[str]) -> Any:
    if isinstance(value, list) and schema.items is not None:
        return [_prune(each, schema.items, f"{path}[{number}]", unknown) for number, each in enumerate(value)]
    if not isinstance(value, dict):
        return value
    kept = {}
    _note_repeated(value, path, unknown)
    for name, part in value.items():
        where = f"{path}.{name}" if path else name
        if (field := schema.field(name)) is not None:
            if part is not None:
                kept[name] = _prune(part, field, where, unknown)
        elif schema.keeps_unknown:
            kept[name] = part
        else:
            unknown.append(f'unknown field "{where}"')
    return kept


class _Decoder:
    def __init__(self, resource: Resource, body: Object, unknown: list[str]) -> None:
        self._resource, self._body, self._unknown, self._owner = resource, body, unknown, resource.kind

    def value(self, value: Any, schema: Schema, path: str) -> Any:
        if value is None:
            return None
        if schema.type == "quantity":
            return self._quantity(value)
        if schema.type == "int-or-string":
            return self._expect(value, path, (int, str), "intstr.IntOrString")
        if schema.type == "array":
            self._expect(value, path, (list,), "[]")
            items = schema.items
            return [
                self.value(each, items, f"{path}[{number}]") if items else each for number, each in enumerate(value)
            ]
        if schema.type == "object" or (not schema.type and isinstance(value, dict)):
            if not schema.has_fields and schema.values is None:
                return value
            self._expect(value, path, (dict,), self._go_type(path))
            return self._object(value, schema, path)
        return self._scalar(value, schema, path)

    def _object(self, value: Object, schema: Schema, path: str) -> Object:
        decoded = {}
        _note_repeated(value, path, self._unknown)
        owner = schema.reference.rpartition(".")[2] if schema.has_fields else ""
        outer, self._owner = self._owner, owner or self._owner
        for name, part in value.items():
            where = f"{path}.{name}" if path else name
            field = schema.field(name)
            if field is not None:
                # A null field is an absent one; a null value of a map stays an empty one.
                if part is None and schema.has_fields:
                    continue
                decoded[name] = self.value(part, field, where if schema.has_fields else f"{path}[{name}]")
            elif schema.keeps_unknown:
                decoded[name] = part
            else:
                self._unknown.append(f'unknown field "{where}"')
        self._owner = outer
        return decoded

    def _scalar(self, value: Any, schema: Schema, path: str) -> Any:
        if schema.type == "string":
            self._expect(value, path, (str,), "string")
            if schema.node.get("format") == "byte":
                self._check_base64(value)
        elif schema.type == "boolean":
            self._expect(value, path, (bool,), "bool")
        elif schema.type in ("integer", "number"):
            if isinstance(value, float) and value.is_integer():
                value = int(value)
            allowed = (int,) if schema.type == "integer" else (int, float)
            self._expect(value, path, allowed, _go_number(schema))
        return value

    def _quantity(self, value: Any) -> str:
        try:
            return quantities.canonical(value)
        except ValueError as error:
            raise UndecodableError(self._resource, self._body, str(error)) from error

    def _check_base64(self, value: str) -> None:
        try:
            base64.b64decode(value, validate=True)
        except binascii.Error as error:
            raise UndecodableError(self._resource, self._body, "illegal base64 data at input byte 0") from error

    def _expect(self, value: Any, path: str, types: tuple[type, ...], wanted: str) -> Any:
        if isinstance(value, types) and (bool in types or not isinstance(value, bool)):
            return value
        got = next((name for type_, name in _JSON_TYPES if isinstance(value, type_)), "null")
        field = f"{self._owner}." + re.sub(r"\[[^]]*\]", "", path)
        raise UndecodableError(
            self._resource, self._body, f"json: cannot unmarshal {got} into Go struct field {field} of type {wanted}"
        )

    def _go_type(self, path: str) -> str:
        return f"v1.{path.rpartition('.')[2].capitalize()}" if path else self._resource.kind


def _go_number(schema: Schema) -> str:
    if schema.type == "number":
        return "float64"
    return str(schema.node.get("format") or "int64")
