"""Reads a `.tfvars.json` file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from constructs_lib.value_text import label

from .document import DEPTH_MAX, DIGITS_MAX, Document, unreadable_file

_VALUES = json.JSONDecoder()
_NAME = re.compile(r'[\s,]*(")')
_START = re.compile(r"\s*{")
_COLON = re.compile(r"\s*:\s*")


class _JsonProblemError(ValueError):
    """JSON that is not allowed in a deployment file."""


def read_json(text: str) -> Document:
    """The inputs of a `.tfvars.json` file."""
    document = Document()
    try:
        values = _STRICT.decode(text)
    except json.JSONDecodeError as error:
        document.problem("", f"is not JSON: {error.msg}; correct it here", error.lineno, error.colno)
    except _JsonProblemError as error:
        _locate(document, text, str(error))
    except RecursionError:
        document.problem("", f"is nested more than {DEPTH_MAX} levels deep; no input is")
    else:
        return _checked(values, text)
    document.complete = False
    return document


def _checked(values: Any, text: str) -> Document:
    if not isinstance(values, dict):
        return unreadable_file('is not a JSON object; write { "namespace": "...", ... }')
    document = Document(values=dict(values), lines={name: line for name, line, _ in _object(text, 0)})
    for name, value in values.items():
        if not _encodable(name) or not _all_encodable(value):
            document.refuse(name, "contains half of a character pair; write the character itself")
    return document


def _locate(document: Document, text: str, message: str) -> None:
    """Records a mistake, which JSON's reader reports without a place, at the input that has it."""
    lines: dict[str, int] = {}
    for name, line, value in _object(text, 0):
        if first := lines.get(name):
            where = f" (lines {first} and {line})" if first != line else ""
            document.refuse(name, f"is defined twice{where}; remove one", line=line)
            return
        lines[name] = line
        try:
            _STRICT.raw_decode(text, value)
        except _JsonProblemError:
            document.refuse(name, message, line=_line_of_repeated(text, value) or line)
            return
    document.problem("", message)


def _line_of_repeated(text: str, start: int) -> int | None:
    """The line of the first repeated name in the object at `start`, if it is one."""
    names: set[str] = set()
    for name, line, value in _object(text, start):
        if name in names:
            return line
        names.add(name)
        if inner := _line_of_repeated(text, value):
            return inner
    return None


def _object(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    """The names in the JSON object at `start`, with their lines and the positions of their values.

    Empty if there is no object.
    """
    found = _START.match(text, start)
    if found is None:
        return
    position = found.end()
    while name := _NAME.match(text, position):
        key, end = _VALUES.raw_decode(text, name.start(1))
        colon = _COLON.match(text, end)
        assert colon is not None  # The object was read before.
        yield key, text.count("\n", 0, name.start(1)) + 1, colon.end()
        _value, position = _VALUES.raw_decode(text, colon.end())


def _all_encodable(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_encodable(name) and _all_encodable(inner) for name, inner in value.items())
    if isinstance(value, list):
        return all(_all_encodable(inner) for inner in value)
    return not isinstance(value, str) or _encodable(value)


def _encodable(text: str) -> bool:
    return not any(0xD800 <= ord(character) <= 0xDFFF for character in text)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise _JsonProblemError(f"{label(name)} is defined twice; remove one")
        values[name] = value
    return values


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(_short(text))
    except InvalidOperation:
        raise _JsonProblemError("a number is too large; put it in quotes if it is text") from None


def _whole(text: str) -> int:
    return int(_short(text))


def _short(text: str) -> str:
    if len(text) > DIGITS_MAX:
        raise _JsonProblemError("a number has too many digits; put it in quotes if it is text")
    return text


def _constant(name: str) -> Any:
    raise _JsonProblemError(f"{name} is not JSON; write a number")


_STRICT = json.JSONDecoder(parse_float=_decimal, parse_int=_whole, parse_constant=_constant, object_pairs_hook=_pairs)
