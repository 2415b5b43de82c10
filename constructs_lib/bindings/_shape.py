"""Recognizes the `__init__` of a prebuilt provider package.

It has a head (docstring, jsii assembly, `__all__`, `publication.publish()`) and a tail. The tail has only
`from . import <module>` lines, which take seconds; or, in newer packages, a `__getattr__` that imports a module of
`_SUBMODULES` at its first use.
"""

from __future__ import annotations

import os
from itertools import takewhile
from typing import Final, NamedTuple

_IMPORT: Final = "from . import "
_PUBLISH: Final = "publication.publish()"
_ASSEMBLY: Final = "from ._jsii import *"
_CACHED_HINTS: Final = "\nfrom jsii._type_checking import cached_type_hints"
_ON_DEMAND_BY_ITSELF: Final = f"\n{_PUBLISH}\n\n_SUBMODULES = {{\n"


class ProviderInit(NamedTuple):
    """The two parts of a provider's `__init__`; `head` keeps the line numbers of the file."""

    head: str
    modules: frozenset[str]


def parse(source: str, package_dir: str) -> ProviderInit | None:
    """Splits `source`, or returns None if it does not have exactly the known structure."""
    lines = source.splitlines()
    tail = list(takewhile(_is_tail_line, reversed(lines)))
    head = lines[: len(lines) - len(tail)]
    modules = frozenset(line.removeprefix(_IMPORT) for line in tail if line.startswith(_IMPORT))
    if not modules or not head or head[-1] != _PUBLISH or _ASSEMBLY not in head:
        return None
    # This also rejects aliases and lists of names. One directory listing is cheaper than 2,212 file checks.
    with os.scandir(package_dir) as entries:
        present = {entry.name for entry in entries}
    if not modules <= present:
        return None
    return ProviderInit("\n".join(head) + "\n", modules)


def is_on_demand_by_itself(source: str) -> bool:
    """Whether the package imports its modules at first use without our help."""
    return _ON_DEMAND_BY_ITSELF in source


def checks_types_fast_by_itself(source: str) -> bool:
    """Whether the package evaluates the type hints of a function once, as `_checks` does."""
    return _CACHED_HINTS in source


def _is_tail_line(line: str) -> bool:
    return not line.strip() or line.startswith((_IMPORT, "#"))
