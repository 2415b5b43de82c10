"""Patterns of addresses in the official module, written as the addresses are."""

from __future__ import annotations

import re
from functools import cache

# What a pattern may contain besides literal text, alternatives `(a|b)` and `?`. Dots and brackets are literal.
_PARTS = {".": r"\.", "[": r"\[", "]": r"\]", "#": r"(\d+)", "*": r"[^.]*", "**": r".*"}


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The expression for a whole address: `#` is a number, `*` a text without dots, `**` any text."""
    return re.compile(re.sub(r"\*\*|[.\[\]#*]", lambda part: _PARTS[part[0]], pattern))
