"""The VPC, created or existing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..base import SettingsModel
from ..fields.declaration import OURS, V2, V8, setting
from ..fields.ip_ranges import subnet_range
from ..fields.types import Cidr4, Cidr4s, Flag
from .types import SubnetIds, VpcId, ZoneRanges

_DERIVED = '`["10.10.{}.0/24", "10.10.{}.0/24"]`, or the same parts of another network_cidr'


def _two_at(place: int) -> Callable[[dict[str, Any]], tuple[str, str]]:
    """The default ranges of a tier in two zones."""
    return lambda given: (subnet_range(given["network_cidr"], place), subnet_range(given["network_cidr"], place + 1))


class NetworkSettings(SettingsModel):
    """VPC, subnets and flow logs."""

    create_vpc: Flag = setting(
        True,
        changes="Whether to create a VPC; false uses the VPC and subnets named by the network_* ids.",
    )
    network_id: VpcId = setting(
        None,
        changes="The existing VPC.",
        when_omitted="a VPC is created",
    )
    network_private_subnets: SubnetIds = setting(
        (),
        changes="Existing subnets of the nodes, and of the load balancer when it is internal; one per zone.",
        note="Choose them before the first deploy: a change replaces all nodes, and EKS accepts none in another zone. "
        "Later, add network_extra_private_subnets.",
    )
    network_public_subnets: SubnetIds = setting(
        (),
        since=(V2,),
        changes="Existing subnets of the internet-facing load balancer, one per zone.",
    )
    network_database_subnets: SubnetIds = setting(
        (),
        changes="Existing subnets of the database, one per zone.",
    )
    network_elasticache_subnets: SubnetIds = setting(
        (),
        since=(V8,),
        changes="Existing subnets of the cache, one per zone.",
        when_omitted="the database subnets are used",
    )
    network_extra_private_subnets: SubnetIds = setting(
        (),
        since=(OURS,),
        changes="Additional existing subnets. Each gets as many nodes as a zone has; the other nodes stay.",
        note="Append to the list.",
    )
    network_cidr: Cidr4 = setting("10.10.0.0/16", changes="The address range of the new VPC.")
    network_public_subnet_cidrs: Cidr4s = setting(
        derived=_two_at(0),
        when_omitted=_DERIVED.format(0, 1),
        changes="The ranges of the public subnets, one per zone.",
    )
    network_private_subnet_cidrs: Cidr4s = setting(
        derived=_two_at(10),
        when_omitted=_DERIVED.format(10, 11),
        changes="The ranges of the private subnets, one per zone.",
        note="Database and cache allow the nodes' security group, not these ranges. Choose wide ranges before the "
        "first deploy: a change replaces the subnets and the nodes. Later, add network_extra_private_subnet_cidrs.",
    )
    network_extra_private_subnet_cidrs: ZoneRanges = setting(
        {},
        since=(OURS,),
        changes='Additional private ranges by zone number, such as `{ "1" = "10.10.64.0/20" }`. '
        "Each gets as many nodes as a zone has; the other nodes stay. Also for a zone that is added later.",
    )
    network_database_subnet_cidrs: Cidr4s = setting(
        derived=_two_at(20),
        when_omitted=_DERIVED.format(20, 21),
        changes="The ranges of the database subnets, one per zone.",
    )
    network_elasticache_subnet_cidrs: Cidr4s = setting(
        derived=_two_at(30),
        when_omitted=_DERIVED.format(30, 31),
        changes="The ranges of the cache subnets, one per zone; created only with the cache.",
        note="The cache allows the nodes' security group, not these ranges.",
    )
    enable_flow_log: Flag = setting(
        False,
        since=(V8,),
        changes="Whether to log rejected traffic of the VPC (VPC flow logs) to a separate bucket.",
    )
    keep_flow_log_bucket: Flag = setting(
        False,
        since=(V8,),
        changes="Whether to retain the flow-log bucket when flow logs are disabled.",
        note="Off by default, so that no empty bucket is created where flow logs were never enabled.",
    )
