"""Checks of IP address ranges."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network
from itertools import combinations

from constructs_lib.value_text import show

from ..rules import Findings
from .conversion import fail

EVERYWHERE = "0.0.0.0/0"
# RFC 1918, the carriers' addresses (RFC 6598), the machine itself and its link.
PRIVATE_NETWORKS = tuple(
    IPv4Network(cidr)
    for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16")
)

PART_PREFIX, PART_BITS = 24, 5


def subnet_range(network: str, place: int, *, doublings: int = 0) -> str:
    """A range within `network` for a subnet: the /24 at `place`, up to 31; in less than a /19, a 32nd part of it.

    `doublings` makes it that many times twice as large.
    """
    whole = IPv4Network(network)
    prefix = min(max(PART_PREFIX, whole.prefixlen + PART_BITS), 32)
    first = min(int(whole.network_address) + (place << (32 - prefix)), int(whole.broadcast_address))
    return str(IPv4Network((first, prefix - doublings), strict=False))


def overlapping_ranges(ranges: Iterable[tuple[str, str]]) -> Findings:
    """Which ranges, each with the input it stands in, share addresses with an earlier one."""
    networks = [(name, IPv4Network(cidr)) for name, cidr in ranges]
    for (first_name, first), (name, second) in combinations(networks, 2):
        if first.overlaps(second):
            where = "" if name == first_name else f" of {first_name}"
            yield name, f"{second} overlaps {first}{where}; choose ranges that share no address"


def is_private(network: IPv4Network) -> bool:
    """Whether such addresses stay inside networks."""
    return any(network.subnet_of(private) for private in PRIVATE_NETWORKS)


def public_range(value: str) -> str:
    """A range of the internet: the clouds' own firewalls see no private address."""
    if is_private(IPv4Network(value)):
        fail(f"{show(value)} is a private range, which never arrives there; write the public addresses of your network")
    return value
