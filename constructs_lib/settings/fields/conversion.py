"""Terraform's conversion rules: what a value in a deployment file may be written as."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

from pydantic_core import PydanticCustomError

from constructs_lib.value_text import NUMBER_LENGTH, YES_OR_NO, number_text, show

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,2})?")


def fail(reason: str) -> NoReturn:
    """Refuse a value; `reason` says what is wrong and what would be right."""
    raise PydanticCustomError("setting", "{reason}", {"reason": reason})


def to_text(value: Any) -> str:
    """Text; numbers and booleans become text as Terraform does it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return number_text(value)
    fail(f"{show(value)} where text is expected; write text in quotes")


def to_optional_text(value: Any) -> str | None:
    """Text, or nothing: the official modules write "not given" as null or as empty text."""
    return None if value is None or value == "" else to_text(value)


def to_flag(value: Any) -> bool:
    """true or false; as in Terraform "true", "false", "1" and "0" will do, other text and numbers will not."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        if value in ("true", "1"):
            return True
        if value in ("false", "0"):
            return False
        if value.lower() in ("true", "false"):
            fail(f"{show(value)} is not true or false; write {value.lower()}, in lower case")
        if value.lower() in YES_OR_NO:
            fail(f"{show(value)} is not true or false; write {YES_OR_NO[value.lower()]}")
    fail(f"{show(value)} is not true or false; write true or false")


def to_whole(value: Any) -> int:
    """A whole number, also when written as text."""
    number = _number(value)
    if number is None:
        fail(f"{show(value)} is not a number; write a whole number")
    if number != number.to_integral_value():
        fail(f"{show(value)} is not a whole number; write one without a fraction")
    return int(number)


def to_list(value: Any) -> tuple[Any, ...]:
    """A list; a single value is refused, as Terraform refuses it."""
    if isinstance(value, list | tuple):
        return tuple(value)
    example = f"[{show(value)}]" if isinstance(value, str | int | float) else "[...]"
    fail(f"{show(value)} where a list is expected; write {example}")


def to_map(value: Any) -> dict[str, Any]:
    """A map: names and values in braces."""
    if isinstance(value, Mapping):
        return dict(value)
    fail(f'{show(value)} where names and values are expected; write {{ name = "value" }}')


def to_secret(value: Any) -> bool:
    """Whether a secret is given. The secret itself goes to Terraform by `--var-file` or `TF_VAR_...`, never here."""
    if value is None or isinstance(value, str):
        return bool(value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return True
    fail("is not text; write one text in quotes")


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    text = value if isinstance(value, str) else number_text(value)
    if len(text) > NUMBER_LENGTH or not _NUMBER.fullmatch(text) or not text.isascii():
        return None
    return Decimal(text)
