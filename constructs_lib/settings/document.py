"""What was read from one deployment file, before anything is checked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .convert import show

WRITE_VALUE = "a deployment file holds plain values; write the value itself"
# Deeper than any input of the official modules (3), far from the depth at which Python gives up.
DEPTH_MAX = 20
DIGITS_MAX = 40
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


@dataclass
class Document:
    """Inputs by name, and the mistakes met while reading them.

    `unreadable` are inputs that stand in the file with a value that cannot be taken; they are not missing.
    `complete` is false when the rest of the file could not be read, so that nothing is known to be missing.
    """

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    complete: bool = True
    _lines: dict[str, int] = field(default_factory=dict)

    def problem(self, where: str, message: str) -> None:
        """Note a mistake."""
        self.problems.append((where, message))

    def refuse(self, name: str, message: str, where: str = "") -> None:
        """Note that the value of an input cannot be taken."""
        self.unreadable.add(name)
        self.values.pop(name, None)
        self.problem(where or label(name), message)

    def claim(self, name: str, line: int) -> bool:
        """Note where an input stands; false, with a mistake noted, when it stands there a second time."""
        first = self._lines.setdefault(name, line)
        if first != line or name in self.values or name in self.unreadable:
            self.refuse(name, f"stands in line {first} and in line {line}; keep one")
            return False
        return True


def label(name: str) -> str:
    """An input's name as it can stand in a message."""
    return name if _PLAIN_NAME.fullmatch(name) and len(name) <= 100 else show(name)


def child(where: str, name: str) -> str:
    """The place of a named value inside another."""
    return f"{where}.{label(name)}"
