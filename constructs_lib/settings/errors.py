"""Mistakes in deployment files, gathered and shown one a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

# Below this likeness (0 to 1, difflib's ratio) a suggestion is more often wrong than right: 0.6 is difflib's own
# default and proposes unrelated names among 120 long ones that share words; 0.75 still finds two swapped letters.
NAME_LIKENESS = 0.75


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
