"""An existing VPC and its subnets, which the stack refers to by id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from botocore.exceptions import ClientError

from scripts.preflight.findings import Finding, failure, ok, warning
from scripts.preflight.stacks import is_literal

from .account import AwsAccount, error_code
from .offers import node_subnets

_ANYWHERE = "0.0.0.0/0"
# Controllers in the cluster, such as that of Services of type LoadBalancer, find subnets by these tags, which a new VPC
# gets (https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html).
_PUBLIC_TAG, _PRIVATE_TAG = "kubernetes.io/role/elb", "kubernetes.io/role/internal-elb"


def check_network(account: AwsAccount) -> Iterator[Finding]:
    vpcs = {each["vpc_id"] for each in account.stack.resources("aws_security_group").values()}
    vpcs = {each for each in vpcs if is_literal(each)}
    if not vpcs:
        yield ok("a VPC is created")
    for vpc in sorted(vpcs):
        try:
            account.ask("ec2", "describe_vpcs", VpcIds=[vpc])
        except ClientError as error:
            if error_code(error) != "InvalidVpcID.NotFound":
                raise
            yield failure(f"{vpc} does not exist in {account.region}", "check network_id and region")
            continue
        yield from _dns(account, vpc)
        yield from _subnets(account, vpc)


def _dns(account: AwsAccount, vpc: str) -> Iterator[Finding]:
    # Nodes of a private cluster find its API only with both
    # (https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html).
    for attribute in ("enableDnsSupport", "enableDnsHostnames"):
        answer = account.client("ec2").describe_vpc_attribute(VpcId=vpc, Attribute=attribute)
        if not answer[attribute[0].upper() + attribute[1:]]["Value"]:
            yield failure(f"{vpc} has {attribute} = false", f"set {attribute} = true")


def _subnets(account: AwsAccount, vpc: str) -> Iterator[Finding]:
    used = _used(account)
    found: dict[str, Any] = {}
    listed = account.ask("ec2", "describe_subnets", Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
    found = {each["SubnetId"]: each for each in listed}
    tables = account.ask("ec2", "describe_route_tables", Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    good = True
    for purpose, subnets in used.items():
        missing = [each for each in subnets if each not in found]
        if missing:
            yield failure(f"{', '.join(missing)} (of the {purpose}) not in {vpc}", "check the subnets of this input")
            good = False
            continue
        zones = {found[each]["AvailabilityZone"] for each in subnets}
        if len(zones) < 2:
            yield failure(
                f"all subnets of the {purpose} are in {', '.join(zones)}", "name subnets in two zones or more"
            )
            good = False
        for subnet in subnets:
            targets = _targets(tables, subnet)
            problem = _route_problem(purpose, targets, _is_public(account))
            if problem:
                yield failure(f"{subnet} (of the {purpose}) {problem}", "add the route to its route table")
                good = False
            if purpose == "nodes" and found[subnet]["AvailableIpAddressCount"] < _ADDRESSES:
                yield warning(
                    f"{subnet} (of the nodes) has {found[subnet]['AvailableIpAddressCount']} free addresses",
                    "each pod needs one: use larger subnets",
                )
    yield from _tags(account, used, found)
    if good:
        yield ok(f"{vpc} and its {len({s for subnets in used.values() for s in subnets})} subnets are as needed")


def _tags(account: AwsAccount, used: dict[str, list[str]], found: dict[str, Any]) -> Iterator[Finding]:
    wanted = {"nodes": _PRIVATE_TAG, "load balancer": _PUBLIC_TAG if _is_public(account) else _PRIVATE_TAG}
    for purpose, tag in wanted.items():
        without = [
            each
            for each in used.get(purpose, ())
            if each in found and {"Key": tag, "Value": "1"} not in found[each].get("Tags", [])
        ]
        if without:
            yield warning(
                f"{', '.join(without)} (of the {purpose}): no tag {tag} = 1",
                "add it if controllers in the cluster create load balancers",
            )


# EKS itself needs six per subnet (https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html); a node with the
# VPC CNI reserves about thirty.
_ADDRESSES = 64


def _used(account: AwsAccount) -> dict[str, list[str]]:
    """The existing subnets by what they are for."""
    stack = account.stack
    found = {
        "load balancer": [s for each in stack.resources("aws_lb").values() for s in each["subnets"]],
        "nodes": list(node_subnets(stack)),
        "database": [s for each in stack.resources("aws_db_subnet_group").values() for s in each["subnet_ids"]],
        "cache": [s for each in stack.resources("aws_elasticache_subnet_group").values() for s in each["subnet_ids"]],
    }
    return {purpose: kept for purpose, subnets in found.items() if (kept := [s for s in subnets if is_literal(s)])}


def _is_public(account: AwsAccount) -> bool:
    return any(each.get("internal") is False for each in account.stack.resources("aws_lb").values())


def _targets(tables: Iterable[dict[str, Any]], subnet: str) -> set[str]:
    """The targets of the default route of a subnet; without an association, the VPC's main route table counts."""
    own = [each for each in tables if any(a.get("SubnetId") == subnet for a in each["Associations"])]
    main = [each for each in tables if any(a.get("Main") for a in each["Associations"])]
    return {
        str(value)
        for table in own or main
        for route in table["Routes"]
        if route.get("DestinationCidrBlock") == _ANYWHERE and route.get("State") != "blackhole"
        for key, value in route.items()
        if key.endswith("Id") and key != "DestinationPrefixListId"
    }


def _route_problem(purpose: str, targets: set[str], public: bool) -> str | None:
    if purpose == "load balancer" and public and not any(each.startswith("igw-") for each in targets):
        return "has no default route to an internet gateway, but public_access is true"
    if purpose == "nodes" and not targets:
        return "has no default route: nodes could not pull images"
    return None
