"""The VPC: one made here, or one that exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..base import SettingsModel
from ..fields.declaration import OURS, V2, V8, setting
from ..fields.ip_ranges import part_of
from ..fields.types import Cidr4, Cidr4s, Flag
from .types import SubnetIds, VpcId, ZoneRanges

_DERIVED = '`["10.10.{}.0/24", "10.10.{}.0/24"]`, or the same parts of another network_cidr'


def _two_at(place: int) -> Callable[[dict[str, Any]], tuple[str, str]]:
    """The ranges of a tier in two zones."""
    return lambda given: (part_of(given["network_cidr"], place), part_of(given["network_cidr"], place + 1))


class NetworkSettings(SettingsModel):
    """VPC, subnets and flow logs."""

    create_vpc: Flag = setting(
        True,
        changes="Whether a VPC is made; false uses the VPC and subnets named by the network_* ids.",
    )
    network_id: VpcId = setting(
        None,
        changes="The existing VPC.",
        when_omitted="a VPC is made",
    )
    network_private_subnets: SubnetIds = setting(
        (),
        changes="Existing subnets of the nodes, and of the load balancer when it is internal; one a zone.",
        note="Choose them before the first deploy: a change replaces all nodes, and EKS takes none in another zone. "
        "Later, add network_extra_private_subnets.",
    )
    network_public_subnets: SubnetIds = setting(
        (),
        since=(V2,),
        changes="Existing subnets of the internet-facing load balancer; one a zone.",
    )
    network_database_subnets: SubnetIds = setting(
        (),
        changes="Existing subnets of the database; one a zone.",
    )
    network_elasticache_subnets: SubnetIds = setting(
        (),
        since=(V8,),
        changes="Existing subnets of the cache; one a zone.",
        when_omitted="the database subnets are used",
    )
    network_extra_private_subnets: SubnetIds = setting(
        (),
        since=(OURS,),
        changes="More existing subnets, each with further nodes, as many as a zone has; the other nodes stay.",
        note="Add at the end.",
    )
    network_cidr: Cidr4 = setting("10.10.0.0/16", changes="The address range of the new VPC.")
    network_public_subnet_cidrs: Cidr4s = setting(
        derived=_two_at(0),
        when_omitted=_DERIVED.format(0, 1),
        changes="The ranges of the public subnets, one a zone.",
    )
    network_private_subnet_cidrs: Cidr4s = setting(
        derived=_two_at(10),
        when_omitted=_DERIVED.format(10, 11),
        changes="The ranges of the private subnets, one a zone.",
        note="Database and cache let in the nodes' security group, not these ranges. Choose wide ranges before the "
        "first deploy: a change replaces subnet and nodes. Later, add network_extra_private_subnet_cidrs.",
    )
    network_extra_private_subnet_cidrs: ZoneRanges = setting(
        {},
        since=(OURS,),
        changes='More private ranges by the number of their zone, such as `{ "1" = "10.10.64.0/20" }`, each with '
        "further nodes, as many as a zone has; the other nodes stay. Also for a zone that is added later.",
    )
    network_database_subnet_cidrs: Cidr4s = setting(
        derived=_two_at(20),
        when_omitted=_DERIVED.format(20, 21),
        changes="The ranges of the database subnets, one a zone.",
    )
    network_elasticache_subnet_cidrs: Cidr4s = setting(
        derived=_two_at(30),
        when_omitted=_DERIVED.format(30, 31),
        changes="The ranges of the cache subnets, one a zone; made with the cache alone.",
        note="The cache lets in the nodes' security group, not these ranges.",
    )
    enable_flow_log: Flag = setting(
        False,
        since=(V8,),
        changes="Whether rejected traffic of the VPC is logged to a bucket of its own.",
    )
    keep_flow_log_bucket: Flag = setting(
        False,
        since=(V8,),
        changes="Whether the flow-log bucket stays when flow logs are switched off.",
        note="Off by default, so that no empty bucket is made where flow logs were never on.",
    )
