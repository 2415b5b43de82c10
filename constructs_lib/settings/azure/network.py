"""The virtual network and its subnets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator

from ..base import SettingsModel
from ..fields.declaration import OURS, setting
from ..fields.ip_ranges import subnet_range
from ..fields.types import Cidr4, OptionalText, cidr4, when_given

_DERIVED = '`"{}"`, or the same part of another network_cidr'


def _at(place: int, *, doublings: int = 0) -> Callable[[dict[str, Any]], str]:
    """The default range of a tier."""
    return lambda given: subnet_range(given["network_cidr"], place, doublings=doublings)


class NetworkSettings(SettingsModel):
    """Address ranges of network and subnets. The defaults are the official module's fixed ranges."""

    network_cidr: Cidr4 = setting("10.10.0.0/16", since=(OURS,), changes="The address range of the network.")
    network_public_subnet_cidr: Cidr4 = setting(
        derived=_at(0),
        when_omitted=_DERIVED.format("10.10.0.0/24"),
        since=(OURS,),
        changes="The range of the gateway's subnet.",
    )
    network_private_subnet_cidr: Cidr4 = setting(
        derived=_at(1),
        when_omitted=_DERIVED.format("10.10.1.0/24"),
        since=(OURS,),
        changes="The range of the private endpoints' subnet.",
    )
    network_redis_subnet_cidr: Cidr4 = setting(
        derived=_at(2),
        when_omitted=_DERIVED.format("10.10.2.0/24"),
        since=(OURS,),
        changes="The range of the Redis endpoint's subnet; created only with Redis.",
    )
    network_database_subnet_cidr: Cidr4 = setting(
        derived=_at(3),
        when_omitted=_DERIVED.format("10.10.3.0/24"),
        since=(OURS,),
        changes="The range of the subnet that belongs to the MySQL server.",
    )
    network_private_link_subnet_cidr: Cidr4 = setting(
        derived=_at(4),
        when_omitted=_DERIVED.format("10.10.4.0/24"),
        since=(OURS,),
        changes="The range of the gateway's private link; created only with create_private_link.",
    )
    network_kubernetes_subnet_cidr: Cidr4 = setting(
        derived=_at(16, doublings=4),
        when_omitted=_DERIVED.format("10.10.16.0/20"),
        since=(OURS,),
        changes="The range of nodes and pods, which get addresses of the network.",
    )
    kubernetes_service_cidr: Annotated[OptionalText, AfterValidator(when_given(cidr4))] = setting(
        None,
        since=(OURS,),
        changes="The range of the Kubernetes services; nothing that pods connect to may have addresses in it.",
        when_omitted="10.0.0.0/16, or 172.20.0.0/16 if the network overlaps it",
    )
