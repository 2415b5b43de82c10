"""Terraform's conversion rules for the values in a deployment file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

from pydantic_core import PydanticCustomError

from constructs_lib.value_text import NUMBER_LENGTH, YES_OR_NO, number_text, show

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,2})?")


def fail(reason: str) -> NoReturn:
    """Refuses a value; `reason` says what is wrong and what would be right."""
    raise PydanticCustomError("setting", "{reason}", {"reason": reason})


def to_text(value: Any) -> str:
    """A string; numbers and booleans are converted as by Terraform."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return number_text(value)
    fail(f"{show(value)} is not a string; write a string in quotes")


def to_optional_text(value: Any) -> str | None:
    """A string or None: in the official modules, null and an empty string mean "not given"."""
    return None if value is None or value == "" else to_text(value)


def to_flag(value: Any) -> bool:
    """A boolean; as in Terraform, the strings "true", "false", "1" and "0" are converted, nothing else."""
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
    """A whole number, also written as a string."""
    number = _number(value)
    if number is None:
        fail(f"{show(value)} is not a number; write a whole number")
    if number != number.to_integral_value():
        fail(f"{show(value)} is not a whole number; write one without a fraction")
    return int(number)


def to_list(value: Any) -> tuple[Any, ...]:
    """A list; a single value is refused, as by Terraform."""
    if isinstance(value, list | tuple):
        return tuple(value)
    example = f"[{show(value)}]" if isinstance(value, str | int | float) else "[...]"
    fail(f"{show(value)} is not a list; write {example}")


def to_map(value: Any) -> dict[str, Any]:
    """A map: names and values in braces."""
    if isinstance(value, Mapping):
        return dict(value)
    fail(f'{show(value)} is not a map; write {{ name = "value" }}')


class Given:
    """A secret whose value is not in the settings: Terraform gets it from `TF_VAR_...`."""


GIVEN = Given()


def to_secret(value: Any) -> bool:
    """Whether a secret is given. Its value reaches Terraform by `--var-file` or `TF_VAR_...`, not by settings."""
    if value is GIVEN:
        return True
    if value is None or isinstance(value, str):
        return bool(value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return True
    fail("is not a string; write one string in quotes")


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    text = value if isinstance(value, str) else number_text(value)
    if len(text) > NUMBER_LENGTH or not _NUMBER.fullmatch(text) or not text.isascii():
        return None
    return Decimal(text)
