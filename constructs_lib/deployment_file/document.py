"""What was read from a deployment file, before it is checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from constructs_lib.value_text import label

from .problems import Problem

# Deeper than any input of the official modules (3), far from the depth at which Python gives up.
DEPTH_MAX = 20
DIGITS_MAX = 40


@dataclass
class Document:
    """Inputs by name, and the mistakes met while reading them.

    `unreadable` are inputs that stand in the file with a value that cannot be taken; they are not missing.
    `complete` is false when the rest of the file could not be read, so that nothing is known to be missing.
    `lines` are the lines that the inputs begin on.
    """

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    complete: bool = True
    lines: dict[str, int] = field(default_factory=dict)

    def problem(self, where: str, message: str, line: int | None = None, column: int | None = None) -> None:
        """Note a mistake."""
        self.problems.append(Problem("", where, message, line, column))

    def refuse(self, name: str, message: str, where: str = "", line: int | None = None) -> None:
        """Note that the value of an input cannot be taken; `line` is for an input that is not the first of its name."""
        self.unreadable.add(name)
        self.values.pop(name, None)
        self.problem(where or label(name), message, line or self.lines.get(name))

    def claim(self, name: str, line: int) -> bool:
        """Note the line of an input; false, with a mistake noted, when the input is defined a second time."""
        first = self.lines.setdefault(name, line)
        if first != line or name in self.values or name in self.unreadable:
            self.refuse(name, f"is defined twice (lines {first} and {line}); remove one", line=line)
            return False
        return True


def unreadable_file(message: str) -> Document:
    """A file of which nothing could be read."""
    return Document(problems=[Problem("", "", message)], complete=False)
