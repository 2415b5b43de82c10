"""Checks of the ranges of a network."""

from collections.abc import Mapping, Sequence


def require_nat_gateways(
    public_subnet_cidrs: Sequence[str], private_subnet_cidrs: Sequence[str], extra_cidrs: Mapping[int, str]
) -> None:
    """Raises `ValueError` when a zone has a private subnet but no public subnet."""
    zones = len(public_subnet_cidrs)
    if len(private_subnet_cidrs) > zones:
        raise ValueError(
            f"private_subnet_cidrs must not outnumber public_subnet_cidrs, which hold their NAT gateways, "
            f"got {len(private_subnet_cidrs)} and {zones}"
        )
    for zone in extra_cidrs:
        if not 1 <= zone <= zones:
            raise ValueError(
                f"extra_private_subnet_cidrs must name zones 1 to {zones}, those of public_subnet_cidrs, got {zone}"
            )
