"""What the region offers: zones, instance types, database and cache classes, versions and their support."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from constructs_lib.value_text import counted
from scripts.diagram.facts import Facts, listed
from scripts.preflight.findings import Finding, failure, ok, warning
from scripts.preflight.stacks import Arguments, Stack, block, is_literal

from .account import AwsAccount

_ZONE = re.compile(r"\$\{element\(data\.aws_availability_zones\.[^,]+, (\d+)\)\}")
_SOON = timedelta(days=90)


def check_zones(account: AwsAccount) -> Iterator[Finding]:
    needed = zone_count(account.stack)
    if len(account.zones) < needed:
        yield failure(
            f"{account.region} offers {counted(len(account.zones), 'zone')}, {needed} are needed",
            "give fewer network_*_subnet_cidrs, or use another region",
        )
    else:
        yield ok(f"{counted(needed, 'zone')} needed, {account.region} offers {len(account.zones)}")


def check_instance_types(account: AwsAccount) -> Iterator[Finding]:
    types = instance_types(account.stack)
    offers = account.ask(
        "ec2",
        "describe_instance_type_offerings",
        LocationType="availability-zone",
        Filters=[{"Name": "instance-type", "Values": sorted(types)}],
    )["InstanceTypeOfferings"]
    for type_ in sorted(types):
        yield _in_zones(account, type_, {each["Location"] for each in offers if each["InstanceType"] == type_})


def check_database(account: AwsAccount) -> Iterator[Finding]:
    for cluster in account.stack.resources("aws_rds_cluster").values():
        engine, version = cluster["engine"], cluster["engine_version"]
        versions = account.ask("rds", "describe_db_engine_versions", Engine=engine, EngineVersion=version)
        if not versions["DBEngineVersions"]:
            yield failure(f"{engine} {version} is not on offer", "choose another database_engine_version")
            continue
        if versions["DBEngineVersions"][0].get("Status", "available") != "available":
            yield warning(f"{engine} {version} is deprecated", "choose a newer database_engine_version")
        else:
            yield ok(f"{engine} {version} is on offer")
        instances = account.stack.resources("aws_rds_cluster_instance").values()
        for class_ in sorted({each["instance_class"] for each in instances if is_literal(each["instance_class"])}):
            options = account.ask(
                "rds",
                "describe_orderable_db_instance_options",
                Engine=engine,
                EngineVersion=version,
                DBInstanceClass=class_,
            )["OrderableDBInstanceOptions"]
            yield _in_zones(account, class_, {z["Name"] for each in options for z in each["AvailabilityZones"]})


def check_cache(account: AwsAccount) -> Iterator[Finding]:
    groups = account.stack.resources("aws_elasticache_replication_group").values()
    if not groups:
        yield ok("no cache is needed")
    for group in groups:
        engine, version, type_ = group["engine"], group["engine_version"], group["node_type"]
        found = account.ask("elasticache", "describe_cache_engine_versions", Engine=engine)["CacheEngineVersions"]
        if not any(f"{each['EngineVersion']}.".startswith(f"{version}.") for each in found):
            yield failure(f"{engine} {version} is not on offer", "choose another version")
        # ElastiCache has no list of node types; every type on offer can be reserved.
        offers = account.ask("elasticache", "describe_reserved_cache_nodes_offerings", CacheNodeType=type_)
        if offers["ReservedCacheNodesOfferings"]:
            yield ok(f"{engine} {version} on {type_} is on offer")
        else:
            yield failure(
                f"{type_} is not on offer in {account.region}", "choose another elasticache_node_type or size"
            )


def check_kubernetes(account: AwsAccount) -> Iterator[Finding]:
    for cluster in account.stack.resources("aws_eks_cluster").values():
        version = cluster["version"]
        found = account.ask("eks", "describe_cluster_versions", includeAll=True)["clusterVersions"]
        offer = next((each for each in found if each["clusterVersion"] == version), None)
        if offer is None or offer.get("versionStatus") == "UNSUPPORTED":
            offered = ", ".join(each["clusterVersion"] for each in found if each.get("versionStatus") != "UNSUPPORTED")
            yield failure(f"EKS does not offer Kubernetes {version}", f"set eks_cluster_version to one of {offered}")
            continue
        yield _support(version, offer)


def _support(version: str, offer: dict[str, object]) -> Finding:
    end = offer.get("endOfStandardSupportDate")
    until = f" until {end:%Y-%m-%d}" if isinstance(end, datetime) else ""
    if offer.get("versionStatus") == "EXTENDED_SUPPORT":
        return warning(
            f"Kubernetes {version} is in extended support, which costs extra", "choose a newer eks_cluster_version"
        )
    if isinstance(end, datetime) and end.astimezone(UTC) - datetime.now(UTC) < _SOON:
        return warning(f"standard support of Kubernetes {version} ends on {end:%Y-%m-%d}", "plan an upgrade")
    return ok(f"Kubernetes {version} is in standard support{until}")


def instance_types(stack: Stack) -> set[str]:
    """The instance types of all node groups."""
    facts = Facts(stack.configuration)
    groups = stack.resources("aws_eks_node_group").values()
    return {each for group in groups for each in types_of(facts, group)}


def types_of(facts: Facts, group: Arguments) -> set[str]:
    """The instance types of a node group, which are in the group or in its launch template."""
    template = facts.arguments(facts.reference(group["launch_template"], "aws_launch_template"))
    return {str(each) for each in group.get("instance_types") or listed(template.get("instance_type"))}


def zone_count(stack: Stack) -> int:
    """The number of zones that the subnets of the stack are in."""
    zones = [_ZONE.fullmatch(each["availability_zone"]) for each in stack.resources("aws_subnet").values()]
    return max((int(zone[1]) + 1 for zone in zones if zone), default=0)


def node_subnets(stack: Stack) -> Sequence[str]:
    """The subnets of the nodes: ids, or references to subnets of the stack."""
    clusters = stack.resources("aws_eks_cluster").values()
    return [each for cluster in clusters for each in block(cluster["vpc_config"])["subnet_ids"]]


def _in_zones(account: AwsAccount, name: str, zones: set[str]) -> Finding:
    wanted = account.zones[: zone_count(account.stack)] or sorted(zones)
    missing = [zone for zone in wanted if zone not in zones]
    if not zones:
        return failure(f"{name} is not on offer in {account.region}", "choose another type or size")
    if missing:
        return failure(f"{name} is not on offer in {', '.join(missing)}", "choose another type, size or region")
    return ok(f"{name} is on offer in {', '.join(wanted)}")
