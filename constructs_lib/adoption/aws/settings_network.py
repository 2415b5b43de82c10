"""Settings of the network: a VPC of the official module, or an existing one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..reading import copied
from ..state import OfficialDeployment, Resource
from ..tfvars import Setting
from .official import AURORA, FLOW_LOG, LOAD_BALANCER, REDIS, VPC


def network(official: OfficialDeployment, control_plane: Resource) -> Iterator[Setting]:
    """The ranges of the VPC and its subnets, or the ids of an existing VPC and subnets."""
    vpc = official.one(f"{VPC}aws_vpc.this[0]")
    if vpc is None:
        yield from _existing(official, control_plane)
        return
    yield from copied(vpc, network_cidr="cidr_block")
    for tier in ("public", "private", "database", "elasticache"):
        if subnets := sorted(official.all(f"{VPC}aws_subnet.{tier}[#]"), key=_index):
            yield Setting(f"network_{tier}_subnet_cidrs", [subnet.attributes["cidr_block"] for subnet in subnets])
    if official.one(FLOW_LOG):
        yield Setting("enable_flow_log", True)
    endpoint = official.one("module.networking.aws_vpc_endpoint.clickhouse[0]")
    yield from copied(endpoint, clickhouse_endpoint_service_id="service_name")


def _existing(official: OfficialDeployment, control_plane: Resource) -> Iterator[Setting]:
    vpc_config = control_plane.block("vpc_config")
    yield Setting("create_vpc", False)
    yield Setting("network_id", vpc_config.get("vpc_id"))
    yield Setting("network_private_subnets", sorted(vpc_config.get("subnet_ids") or ()))
    balancer = official.one(LOAD_BALANCER)
    if balancer is not None and not balancer.get("internal", False):
        yield Setting("network_public_subnets", sorted(balancer.get("subnets", [])))
    for name, pattern in (
        ("network_database_subnets", f"{AURORA}aws_db_subnet_group.this[0]"),
        ("network_elasticache_subnets", f"{REDIS}aws_elasticache_subnet_group.default"),
    ):
        if group := official.one(pattern):
            yield Setting(name, sorted(group.get("subnet_ids", [])))


def _index(resource: Resource) -> int:
    """The index in the address: a state sorts subnets as text or not at all."""
    return int(re.findall(r"\[(\d+)\]$", resource.address)[0])
