"""Objects in the form application/vnd.kubernetes.protobuf, in which some clients send them; answers are JSON.

`protobuf_messages.txt` has a line per message: its name, then `number:name:type` of each field. A field without a name
is inlined. Types: s string, b boolean, i integer, d number, y bytes, `*` a list, `%` a map of strings, `&` a message
that holds a list; `!` says that a zero value was set, which JSON would show too.
Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
"""

import base64
import datetime
import functools
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from emulator.kubernetes.objects import Object

MEDIA_TYPE = "application/vnd.kubernetes.protobuf"
_MAGIC = b"k8s\x00"
_GROUPS = {"": "core", "rbac.authorization.k8s.io": "rbac"}
_META_KINDS = ("DeleteOptions", "CreateOptions", "PatchOptions", "UpdateOptions")
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_ZERO = {"s": "", "b": False, "i": 0, "d": 0.0}
Value = int | bytes


@dataclass(frozen=True)
class _Field:
    name: str
    type: str
    keeps_zero: bool


def decode(data: bytes) -> Object:
    """The object as JSON; raises ValueError."""
    if not data.startswith(_MAGIC):
        raise ValueError("provided data does not appear to be a protobuf message")
    envelope = {number: value for number, value in _parts(data[len(_MAGIC) :])}
    kind = {number: _text(value) for number, value in _parts(_bytes(envelope.get(1, b"")))}
    api_version, name = kind.get(1, ""), kind.get(2, "")
    item = _message(_message_name(api_version, name), _bytes(envelope.get(2, b"")))
    return {"apiVersion": api_version, "kind": name, **item}


def _message_name(api_version: str, kind: str) -> str:
    group, _, version = api_version.rpartition("/")
    if kind in _META_KINDS:
        return f"meta/v1.{kind}"
    return f"{_GROUPS.get(group, group.partition('.')[0])}/{version}.{kind}"


@functools.cache
def _messages() -> dict[str, dict[int, _Field]]:
    found = {}
    for line in (files("emulator.kubernetes") / "protobuf_messages.txt").read_text().splitlines():
        name, *fields = line.split()
        parsed = (field.split(":") for field in fields)
        found[name] = {int(number): _Field(name, type_.rstrip("!"), "!" in type_) for number, name, type_ in parsed}
    return found


def _message(name: str, data: bytes) -> Object:
    fields = _messages().get(name)
    if fields is None:
        raise ValueError(f"no message {name} is known")
    item: Object = {}
    for number, value in _parts(data):
        field = fields.get(number)
        if field is not None:
            _set(item, field, value)
    return item


def _set(item: Object, field: _Field, value: Value) -> None:
    match field.type[0]:
        case "*":
            item.setdefault(field.name, []).append(_value(field.type[1:], value))
        case "%":
            entry = {number: part for number, part in _parts(_bytes(value))}
            item.setdefault(field.name, {})[_text(entry.get(1, b""))] = _value(field.type[1:], entry.get(2, b""))
        case _:
            decoded = _value(field.type, value)
            if not field.name:
                item |= decoded
            elif field.keeps_zero or (decoded is not None and decoded != _ZERO.get(field.type)):
                item[field.name] = decoded


def _value(type_: str, value: Value) -> Any:
    match type_:
        case "s":
            return _text(value)
        case "b":
            return bool(value)
        case "i":
            return _signed(value)
        case "d":
            return struct.unpack("<d", _bytes(value))[0]
        case "y":
            return base64.b64encode(_bytes(value)).decode()
        case "Quantity":
            return next((_text(part) for _, part in _parts(_bytes(value))), "0")
        case "IntOrString":
            parts = dict(_parts(_bytes(value)))
            return _text(parts.get(3, b"")) if parts.get(1) else _signed(parts.get(2, 0))
        case "Time":
            return _time(dict(_parts(_bytes(value))))
        case "Raw":
            raw = next((_bytes(part) for _, part in _parts(_bytes(value))), b"")
            return json.loads(raw) if raw else None
        case "Duration":
            return f"{_signed(dict(_parts(_bytes(value))).get(1, 0)) / 1e9:g}s"
    if type_.startswith("&"):
        return [_value(type_[1:], part) for _, part in _parts(_bytes(value))]
    return _message(type_, _bytes(value))


def _time(parts: dict[int, Value]) -> str | None:
    if 1 not in parts:
        return None
    moment = datetime.datetime.fromtimestamp(_signed(parts[1]), datetime.UTC)
    nanoseconds = _signed(parts.get(2, 0))
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + (f".{nanoseconds // 1000:06}Z" if nanoseconds else "Z")


def _parts(data: bytes) -> Iterator[tuple[int, Value]]:
    """The fields of a message, as https://protobuf.dev/programming-guides/encoding/ has them."""
    position = 0
    while position < len(data):
        tag, position = _varint(data, position)
        number, wire = tag >> 3, tag & 7
        if wire == _VARINT:
            value, position = _varint(data, position)
            yield number, value
            continue
        if wire == _BYTES:
            length, position = _varint(data, position)
        elif wire in (_FIXED64, _FIXED32):
            length = 8 if wire == _FIXED64 else 4
        else:
            raise ValueError(f"wire type {wire} is not known")
        if position + length > len(data):
            raise ValueError("unexpected end of a message")
        yield number, data[position : position + length]
        position += length


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while position < len(data):
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
    raise ValueError("unexpected end of a number")


def _signed(value: Value) -> int:
    number = int(value) if isinstance(value, int) else 0
    return number - (1 << 64) if number >= 1 << 63 else number


def _bytes(value: Value) -> bytes:
    return value if isinstance(value, bytes) else b""


def _text(value: Value) -> str:
    return _bytes(value).decode()
