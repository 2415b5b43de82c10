"""What a request's body may hold: known fields of the right type.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
"""

import base64
import binascii
from typing import Any

from emulator.kubernetes import quantities
from emulator.kubernetes.errors import ApiError, bad_request
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


def checked(resource: Resource, schema: Schema, body: Object, validation: str) -> tuple[Object, list[str]]:
    """The object without unknown fields, and warnings; with the `validation` Strict, unknown fields are an error."""
    unknown: list[str] = []
    decoded: Object = _Decoder(resource, unknown).value(body, schema, "")
    if unknown and validation == "Strict":
        told = ", ".join(unknown)
        raise _not_handled(resource, f"strict decoding error: {told}")
    return decoded, unknown if validation != "Ignore" else []


def pruned(resource: Resource, schema: Schema, body: Object, validation: str) -> tuple[Object, list[str]]:
    """A custom resource without unknown fields, and warnings."""
    unknown: list[str] = []
    item: Object = _prune(body, schema, "", unknown)
    if unknown and validation == "Strict":
        raise _not_handled(resource, f"strict decoding error: {', '.join(unknown)}")
    return item, unknown if validation != "Ignore" else []


def _prune(value: Any, schema: Schema, path: str, unknown: list[str]) -> Any:
    if isinstance(value, list) and schema.items is not None:
        return [_prune(each, schema.items, f"{path}[{number}]", unknown) for number, each in enumerate(value)]
    if not isinstance(value, dict):
        return value
    kept = {}
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


def _not_handled(resource: Resource, why: str) -> ApiError:
    return bad_request(f'{resource.kind} in version "{resource.version}" cannot be handled as a {resource.kind}: {why}')


class _Decoder:
    def __init__(self, resource: Resource, unknown: list[str]) -> None:
        self._resource, self._unknown = resource, unknown

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
        for name, part in value.items():
            where = f"{path}.{name}" if path else name
            field = schema.field(name)
            if field is not None:
                # A null field is an absent one; a null value of a map stays an empty one.
                if part is None and schema.has_fields:
                    continue
                decoded[name] = self.value(part, field, where)
            elif schema.keeps_unknown:
                decoded[name] = part
            else:
                self._unknown.append(f'unknown field "{where}"')
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
            raise _not_handled(self._resource, str(error)) from error

    def _check_base64(self, value: str) -> None:
        try:
            base64.b64decode(value, validate=True)
        except binascii.Error as error:
            raise _not_handled(self._resource, "illegal base64 data at input byte 0") from error

    def _expect(self, value: Any, path: str, types: tuple[type, ...], wanted: str) -> Any:
        if isinstance(value, types) and (bool in types or not isinstance(value, bool)):
            return value
        got = next((name for type_, name in _JSON_TYPES if isinstance(value, type_)), "null")
        field = f"{self._resource.kind}.{'.'.join(part.split('[')[0] for part in path.split('.'))}"
        raise _not_handled(
            self._resource, f"json: cannot unmarshal {got} into Go struct field {field} of type {wanted}"
        )

    def _go_type(self, path: str) -> str:
        return f"v1.{path.rpartition('.')[2].capitalize()}" if path else self._resource.kind


def _go_number(schema: Schema) -> str:
    if schema.type == "number":
        return "float64"
    return str(schema.node.get("format") or "int64")
