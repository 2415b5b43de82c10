"""Asks before something happens that cannot be undone."""

from __future__ import annotations

import sys


def confirmed(question: str, word: str, *, without_terminal: str) -> bool:
    """Whether the user answers `question` with `word`. Without a terminal, prints the last argument to stderr."""
    if sys.stdin.isatty():
        return input(f"{question} Type {word} to go on: ").strip() == word
    print(without_terminal, file=sys.stderr)
    return False
