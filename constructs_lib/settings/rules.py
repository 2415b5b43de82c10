"""Rules that look at several settings at once, and how they are run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Findings = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Finding:
    """What a rule found: the input to blame, and what is wrong and would be right."""

    input: str
    message: str
    reads: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A check over several settings. `reads` are the inputs it looks at: it says nothing when one of them is wrong."""

    check: Callable[[Any], Findings]
    reads: tuple[str, ...]


def rule(check: Callable[[Any], Findings], *reads: str) -> Rule:
    """A rule and what it reads, as one line of a table."""
    return Rule(check, reads)


def findings(rules: Iterable[Rule], settings: Any) -> list[Finding]:
    """What the rules say about settings whose single values are all right."""
    return [Finding(name, message, each.reads) for each in rules for name, message in each.check(settings)]
