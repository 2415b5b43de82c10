"""Problems in deployment files, one line each, and how they show names and values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

# Below this likeness (0 to 1, difflib's ratio) a suggestion is more often wrong than right: 0.6 is difflib's own
# default and proposes unrelated names among 120 long ones that share words; 0.75 still finds two swapped letters.
NAME_LIKENESS = 0.75
SHOWN_LENGTH = 80
# Longer than any real number here, far below the length at which Python refuses to convert (4300 digits).
NUMBER_LENGTH = 40
# Other languages' words for true and false.
YES_OR_NO = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]*@")
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Problem:
    """One mistake: where it is, and what is wrong and would be right."""

    file: str
    input: str
    message: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ": ".join(part for part in (self.place, self.input, self.message) if part)

    @property
    def place(self) -> str:
        """`<file>:<line>:<column>`, as far as they are known; editors and CI systems turn it into a link."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


class SettingsError(Exception):
    """Every problem of every deployment file; `str()` gives one line a problem."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(*self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def nearest(name: str, known: Iterable[str], likeness: float = NAME_LIKENESS) -> str | None:
    """The known name that `name` is most likely a misspelling of."""
    found = get_close_matches(name.lower(), sorted(known), n=1, cutoff=likeness)
    return found[0] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A closing half sentence with the nearest known name, or nothing."""
    match = nearest(name, known)
    return f'; did you mean "{match}"?' if match else ""


def show(value: Any) -> str:
    """A value as it would stand in the file: shortened, on one line, without credentials of a URL."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = _CREDENTIALS.sub("***@", value)
        short = text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 3] + "..."
        # Invisible characters are the mistake at times: show them by their code.
        return json.dumps(short, ensure_ascii=not short.isprintable())
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    return number_text(value)[:SHOWN_LENGTH] if isinstance(value, int | float | Decimal) else "this value"


def number_text(value: int | float | Decimal) -> str:
    """Shortest decimal form, as Terraform writes a number as text: 1.30 becomes 1.3."""
    number = value if isinstance(value, Decimal) else Decimal(repr(value) if isinstance(value, float) else value)
    if not number.is_finite():
        return str(value)
    text = format(number.normalize(), "f") if abs(number.adjusted()) < NUMBER_LENGTH else str(number)
    return "0" if text in ("-0", "") else text


def label(name: str) -> str:
    """An input's name as it can stand in a message."""
    return name if _PLAIN_NAME.fullmatch(name) and len(name) <= 100 else show(name)


def child(where: str, name: str) -> str:
    """The place of a named value inside another."""
    return f"{where}.{label(name)}"
