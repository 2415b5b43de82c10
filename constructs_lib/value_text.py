"""Values and names as strings: as converted by Terraform, and as shown in messages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

WRITE_VALUE = "a deployment file contains plain values; write the value itself"
SHOWN_LENGTH = 80
# Longer than any valid number, far below Python's limit for conversion (4300 digits).
NUMBER_LENGTH = 40
# Other languages' words for true and false.
YES_OR_NO = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]*@")
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def show(value: Any) -> str:
    """A value as written in the file: shortened, on one line, without credentials of a URL."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = _CREDENTIALS.sub("***@", value)
        short = text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 3] + "..."
        # Invisible characters may be the mistake, so they are shown by their code.
        return json.dumps(short, ensure_ascii=not short.isprintable())
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int | float | Decimal):
        return number_text(value)[:SHOWN_LENGTH]
    # Only Python has others.
    return f"a value of type {type(value).__name__}"


def number_text(value: int | float | Decimal) -> str:
    """Shortest decimal form, as Terraform writes a number as text: 1.30 becomes 1.3."""
    number = value if isinstance(value, Decimal) else Decimal(repr(value) if isinstance(value, float) else value)
    if not number.is_finite():
        return str(value)
    text = format(number.normalize(), "f") if abs(number.adjusted()) < NUMBER_LENGTH else str(number)
    return "0" if text in ("-0", "") else text


def counted(number: float, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 failure`, `2 failures`. `many`: the plural, if it is not `one` with an s."""
    return f"{number:g} {one if number == 1 else many or f'{one}s'}"


def label(name: str) -> str:
    """An input's name for a message."""
    return name if _PLAIN_NAME.fullmatch(name) and len(name) <= 100 else show(name)


def child(where: str, name: str) -> str:
    """The path of a named value inside another."""
    return f"{where}.{label(name)}"
