"""Suggestions for misspelt names."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

# Below this similarity (0 to 1, difflib's ratio) a suggestion is more often wrong than right. difflib's default of 0.6
# suggests unrelated names among 120 long ones that share words; 0.75 still finds two swapped letters.
MIN_SIMILARITY = 0.75


def nearest(name: str, known: Iterable[str], similarity: float = MIN_SIMILARITY) -> str | None:
    """The known name that `name` is most likely a misspelling of."""
    found = get_close_matches(name.lower(), sorted(known), n=1, cutoff=similarity)
    return found[0] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a message with the nearest known name, or an empty string."""
    match = nearest(name, known)
    return f'; did you mean "{match}"?' if match else ""
