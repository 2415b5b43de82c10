"""Rules: checks of several settings at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Findings = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Finding:
    """The result of a rule: the input, what is wrong and what would be right."""

    input: str
    message: str
    reads: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A check of several settings. `reads` are its inputs; if one of them is wrong, its findings are dropped."""

    check: Callable[[Any], Findings]
    reads: tuple[str, ...]


def rule(check: Callable[[Any], Findings], *reads: str) -> Rule:
    """A rule with the inputs it reads, as one line of a table."""
    return Rule(check, reads)


def idle_rule(names: tuple[str, ...], is_idle: Callable[[Any], bool], because: tuple[str, ...], reason: str) -> Rule:
    """A rule that reports inputs without effect. `because` are the inputs that `is_idle` reads."""

    def check(settings: Any) -> Findings:
        for name in names:
            is_given = name in settings.model_fields_set
            if is_idle(settings) and is_given and getattr(settings, name) != type(settings).model_fields[name].default:
                yield name, f"has no effect: {reason}"

    return rule(check, *names, *because)


def findings(rules: Iterable[Rule], settings: Any) -> list[Finding]:
    """The findings of the rules for settings whose single values are valid."""
    return [Finding(name, message, each.reads) for each in rules for name, message in each.check(settings)]
