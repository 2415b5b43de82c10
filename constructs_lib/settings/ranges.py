"""Address ranges side by side."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network
from itertools import combinations

from .rules import Findings


def apart(ranges: Iterable[tuple[str, str]]) -> Findings:
    """Which ranges, each with the input it stands in, share addresses with an earlier one."""
    networks = [(name, IPv4Network(cidr)) for name, cidr in ranges]
    for (first_name, first), (name, second) in combinations(networks, 2):
        if first.overlaps(second):
            where = "" if name == first_name else f" of {first_name}"
            yield name, f"{second} overlaps {first}{where}; choose ranges that share no address"
