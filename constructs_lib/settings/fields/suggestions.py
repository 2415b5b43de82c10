"""Suggestions for misspelt names."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

# Below this likeness (0 to 1, difflib's ratio) a suggestion is more often wrong than right: 0.6 is difflib's own
# default and proposes unrelated names among 120 long ones that share words; 0.75 still finds two swapped letters.
NAME_LIKENESS = 0.75


def nearest(name: str, known: Iterable[str], likeness: float = NAME_LIKENESS) -> str | None:
    """The known name that `name` is most likely a misspelling of."""
    found = get_close_matches(name.lower(), sorted(known), n=1, cutoff=likeness)
    return found[0] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A closing half sentence with the nearest known name, or nothing."""
    match = nearest(name, known)
    return f'; did you mean "{match}"?' if match else ""
