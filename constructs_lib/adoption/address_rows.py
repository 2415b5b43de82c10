"""Tables of official addresses and ours."""

from __future__ import annotations

from collections.abc import Mapping

from constructs_lib.address_text import in_address

from .patterns import compiled

Rows = tuple[tuple[str, str], ...]


def rows(names: Mapping[str, Mapping[str, str]]) -> Rows:
    """Pattern of the official address, and our address.

    `names` has by module: a pattern of the official address in it, and the name here; `{0}` and `{1}` are the pattern's
    groups. The type is the same.
    """
    return tuple(
        (f"{module}{pattern}", f"{pattern.partition('.')[0]}.{name}")
        for module, of_module in names.items()
        for pattern, name in of_module.items()
    )


def address_in(table: Rows, official: str) -> str | None:
    """Our address for an official one, or None."""
    for pattern, ours in table:
        if found := compiled(pattern).fullmatch(official):
            return ours.format(*map(in_address, found.groups("")))
    return None
