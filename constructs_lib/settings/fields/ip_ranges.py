"""Checks of IP address ranges."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network
from itertools import combinations

from constructs_lib.value_text import show

from ..rules import Findings
from .conversion import fail

EVERYWHERE = "0.0.0.0/0"
# RFC 1918, shared address space (RFC 6598), loopback and link-local.
PRIVATE_NETWORKS = tuple(
    IPv4Network(cidr)
    for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16")
)

PART_PREFIX, PART_BITS = 24, 5


def subnet_range(network: str, place: int, *, doublings: int = 0) -> str:
    """The default range of a subnet: the /24 at index `place` (0 to 31) of `network`, or a 32nd of it below /19.

    Each of the `doublings` doubles its size.
    """
    whole = IPv4Network(network)
    prefix = min(max(PART_PREFIX, whole.prefixlen + PART_BITS), 32)
    first = min(int(whole.network_address) + (place << (32 - prefix)), int(whole.broadcast_address))
    return str(IPv4Network((first, prefix - doublings), strict=False))


def overlapping_ranges(ranges: Iterable[tuple[str, str]]) -> Findings:
    """The ranges, each with its input, that overlap an earlier one."""
    networks = [(name, IPv4Network(cidr)) for name, cidr in ranges]
    for (first_name, first), (name, second) in combinations(networks, 2):
        if first.overlaps(second):
            where = "" if name == first_name else f" of {first_name}"
            yield name, f"{second} overlaps {first}{where}; choose ranges that do not overlap"


def is_private(network: IPv4Network) -> bool:
    """Whether the range is not routed on the internet."""
    return any(network.subnet_of(private) for private in PRIVATE_NETWORKS)


def public_range(value: str) -> str:
    """A public range, because the clouds' firewalls never see private addresses."""
    if is_private(IPv4Network(value)):
        fail(
            f"{show(value)} is a private range, which never reaches this firewall; use public addresses of your network"
        )
    return value
