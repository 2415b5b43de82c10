"""Problems in deployment files and in settings made in Python, one per line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One mistake: where it is, what is wrong and what would be right."""

    file: str
    input: str
    message: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ": ".join(part for part in (self.place, self.input, self.message) if part)

    @property
    def place(self) -> str:
        """`<file>:<line>:<column>`, as far as known; editors and CI systems show it as a link."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


class SettingsError(ValueError):
    """Every problem of every deployment file, or of settings made in Python; `str()` gives one line per problem."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(*self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def shown(path: Path) -> str:
    """The path for messages: relative to the working directory if inside it, and on one line."""
    try:
        text = path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        text = path.as_posix()
    return text if text.isprintable() else json.dumps(text)
