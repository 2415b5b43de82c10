"""Read a deployment file: `.tfvars`, by a HCL library where it is not plain, and `.tfvars.json` as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from .document import DEPTH_MAX, DIGITS_MAX, Document, label
from .errors import Problem
from .plain import read_plain

# The longest input is a key policy, at most 32 kB; the HCL parser takes about a second for this much.
FILE_BYTES = 64 * 1024
JSON_ENDING = ".tfvars.json"
CHECK_PATH = "check path and permissions"
ENDINGS = (JSON_ENDING, ".tfvars")
_VALUES = json.JSONDecoder()
_NAME = re.compile(r'[\s,]*(")')
_COLON = re.compile(r"\s*:\s*")


class _JsonProblemError(ValueError):
    """Something that JSON allows and a deployment file does not."""


def read_file(path: Path) -> Document:
    """The inputs of a deployment file. Mistakes are gathered in the document."""
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES + 1)
    except OSError as error:
        return _unreadable(f"cannot be read: {error.strerror or 'unknown reason'}; {CHECK_PATH}")
    if len(content) > FILE_BYTES:
        return _unreadable(f"is larger than {FILE_BYTES // 1024} kB; a deployment file is a page or two")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable(f"is not UTF-8 text (byte {error.start + 1}); save it as UTF-8")
    return read_json(text) if path.name.endswith(JSON_ENDING) else read_plain(text) or _read_any(text)


def _read_any(text: str) -> Document:
    # Imported here: the parser costs a tenth of a second, which most files need not pay.
    from .hcl import read_hcl

    return read_hcl(text)


def read_json(text: str) -> Document:
    """The inputs of a `.tfvars.json` file."""
    document = Document()
    try:
        values = json.loads(
            text, parse_float=_decimal, parse_int=_whole, parse_constant=_constant, object_pairs_hook=_pairs
        )
    except json.JSONDecodeError as error:
        document.problem("", f"is not JSON: {error.msg}; correct it here", error.lineno, error.colno)
    except _JsonProblemError as error:
        document.problem("", str(error))
    except RecursionError:
        document.problem("", f"is nested more than {DEPTH_MAX} deep; no input is")
    else:
        return _checked(values, text)
    document.complete = False
    return document


def _checked(values: Any, text: str) -> Document:
    if not isinstance(values, dict):
        return _unreadable('is not a JSON object; write { "namespace": "...", ... }')
    document = Document(values=dict(values), lines=dict(_lines(text)))
    for name, value in values.items():
        if not _encodable(name) or not _all_encodable(value):
            document.refuse(name, "contains half of a character pair; write the character itself")
    return document


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """The inputs of a JSON object that was read before, and their lines."""
    position = text.index("{") + 1
    while name := _NAME.match(text, position):
        key, end = _VALUES.raw_decode(text, name.start(1))
        yield key, text.count("\n", 0, name.start(1)) + 1
        colon = _COLON.match(text, end)
        assert colon is not None  # The object was read before.
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


def _unreadable(message: str) -> Document:
    return Document(problems=[Problem("", "", message)], complete=False)
