"""Patterns of addresses in the official module, written as the addresses are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

# What a pattern may contain besides literal text, alternatives `(a|b)` and `?`. Dots and brackets are literal.
_PARTS = {".": r"\.", "[": r"\[", "]": r"\]", "#": r"(\d+)", "*": r"[^.]*", "**": r".*"}


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The expression for a whole address: `#` is a number, `*` a text without dots, `**` any text."""
    return re.compile(re.sub(r"\*\*|[.\[\]#*]", lambda part: _PARTS[part[0]], pattern))


# In state file addresses, a key may hold a dot: `this["a.b"]`. Tables see addresses without such keys.
_KEY = re.compile(r'\["[^"]*"\]')


def first_match(table: Mapping[str, str], address: str) -> str | None:
    """What `table` says of the first pattern that matches the `address`, or None."""
    bare = _KEY.sub("", address)
    return next((text for pattern, text in table.items() if compiled(pattern).fullmatch(bare)), None)
