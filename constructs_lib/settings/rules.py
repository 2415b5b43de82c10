"""Rules that look at several settings at once, and how they are run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Findings = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Finding:
    """What a rule found: the input, what is wrong and what would be right."""

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


def idle_rule(names: tuple[str, ...], is_idle: Callable[[Any], bool], because: tuple[str, ...], reason: str) -> Rule:
    """Reports settings that are given and have no effect. `because` are the inputs that `is_idle` reads."""

    def check(settings: Any) -> Findings:
        for name in names:
            is_given = name in settings.model_fields_set
            if is_idle(settings) and is_given and getattr(settings, name) != type(settings).model_fields[name].default:
                yield name, f"changes nothing: {reason}"

    return rule(check, *names, *because)


def findings(rules: Iterable[Rule], settings: Any) -> list[Finding]:
    """The findings of the rules, for settings whose individual values are valid."""
    return [Finding(name, message, each.reads) for each in rules for name, message in each.check(settings)]
