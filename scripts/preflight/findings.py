"""What a check reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

Account = TypeVar("Account", contravariant=True)


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True)
class Finding:
    """One line of the report: `message` is what was found, `advice` what to do."""

    level: Level
    message: str
    advice: str = ""
    check: str = ""

    def __str__(self) -> str:
        return f"{self.level:<7}  {self.check}: {'; '.join(part for part in (self.message, self.advice) if part)}"


class Check(Protocol[Account]):
    """Asks an account; yields at least one finding, without its name."""

    def __call__(self, account: Account) -> Iterable[Finding]: ...


class DeniedError(Exception):
    """The account refuses a read-only question; the text names the missing permission."""


class UnreachableError(Exception):
    """The account cannot be asked at all: no credentials, a login that has ended, or no network."""


def ok(message: str) -> Finding:
    return Finding(Level.OK, message)


def warning(message: str, advice: str) -> Finding:
    return Finding(Level.WARNING, message, advice)


def failure(message: str, advice: str) -> Finding:
    return Finding(Level.FAILURE, message, advice)
