"""The content of a deployment file before the checks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from constructs_lib.problems import Problem
from constructs_lib.value_text import label

# Deeper than any input of the official modules (3), far below Python's recursion limit.
DEPTH_MAX = 20
DIGITS_MAX = 40


@dataclass
class Document:
    """Inputs by name, and the mistakes found while reading them.

    `unreadable` are inputs that are in the file with an unreadable value, so they are not missing.
    `complete` is false if part of the file could not be read; then no input is reported as missing.
    `lines` are the first lines of the inputs. `files` are the files of those that are in another one.
    """

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    complete: bool = True
    lines: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def with_defaults(self, defaults: Document, file: str) -> Document:
        """The inputs of this document, and those of `defaults`, the document of `file`, that are not in this one."""
        inherited = (defaults.values.keys() | defaults.unreadable) - (self.values.keys() | self.unreadable)
        # A mistake that concerns no single input is always reported.
        own = {*self.values, *self.unreadable}
        return Document(
            values={**{name: value for name, value in defaults.values.items() if name in inherited}, **self.values},
            problems=[
                *self.problems,
                *(replace(each, file=file) for each in defaults.problems if each.input not in own),
            ],
            unreadable=self.unreadable | (defaults.unreadable & inherited),
            complete=self.complete and defaults.complete,
            lines={**defaults.lines, **self.lines},
            files={**self.files, **dict.fromkeys(inherited, file)},
        )

    def problem(self, where: str, message: str, line: int | None = None, column: int | None = None) -> None:
        """Records a mistake."""
        self.problems.append(Problem("", where, message, line, column))

    def refuse(self, name: str, message: str, where: str = "", line: int | None = None) -> None:
        """Records an unreadable value of the input `name`. `line` overrides its first line, for a repeated input."""
        self.unreadable.add(name)
        self.values.pop(name, None)
        self.problem(where or label(name), message, line or self.lines.get(name))

    def claim(self, name: str, line: int) -> bool:
        """Records the line of an input. If the input is defined twice, records a mistake and returns false."""
        first = self.lines.setdefault(name, line)
        if first != line or name in self.values or name in self.unreadable:
            self.refuse(name, f"is defined twice (lines {first} and {line}); remove one", line=line)
            return False
        return True


def unreadable_file(message: str) -> Document:
    """The document of an unreadable file."""
    return Document(problems=[Problem("", "", message)], complete=False)
