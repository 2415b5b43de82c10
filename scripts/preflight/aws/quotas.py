"""Quotas, compared with what is used and what the stack adds.

Codes: `aws service-quotas list-aws-default-service-quotas --service-code <code>`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from botocore.exceptions import ClientError

from scripts.diagram.facts import Facts
from scripts.preflight.findings import Finding, failure, ok, warning
from scripts.preflight.stacks import Arguments, Stack, block

from .account import AwsAccount, error_code
from .offers import instance_types, types_of


@dataclass(frozen=True)
class Quota:
    """A quota of the region: what the stack needs, and what the account uses."""

    name: str
    service: str
    code: str
    needed: Callable[[Stack], int]
    used: Callable[[AwsAccount], int]


def _listed(service: str, operation: str, key: str) -> Callable[[AwsAccount], int]:
    return lambda account: len(account.ask(service, operation)[key])


def _of_type(*types: str) -> Callable[[Stack], int]:
    return lambda stack: stack.created.count(*types)


def _balancers(type_: str) -> Callable[[Stack], int]:
    return lambda stack: sum(
        each.get("load_balancer_type") == type_ for each in stack.created.resources("aws_lb").values()
    )


def _used_balancers(type_: str) -> Callable[[AwsAccount], int]:
    return lambda account: sum(
        each["Type"] == type_ for each in account.ask("elbv2", "describe_load_balancers")["LoadBalancers"]
    )


def _rules(stack: Stack) -> int:
    """The most rules in one direction of one security group."""
    counted = Counter(
        (type_, rule["security_group_id"])
        for type_ in ("aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule")
        for rule in stack.resources(type_).values()
    )
    return max(counted.values(), default=0)


def _used_gateways(account: AwsAccount) -> int:
    """The NAT gateways of the zone that has most of them."""
    gateways = account.ask("ec2", "describe_nat_gateways")["NatGateways"]
    subnets = [each["SubnetId"] for each in gateways if each["State"] in ("available", "pending")]
    if not subnets:
        return 0
    found = account.ask("ec2", "describe_subnets", SubnetIds=sorted(set(subnets)))["Subnets"]
    zones = {each["SubnetId"]: each["AvailabilityZone"] for each in found}
    return max(Counter(zones[each] for each in subnets).values())


# The stack has at most one NAT gateway per zone.
QUOTAS = (
    Quota("VPCs", "vpc", "L-F678F1CE", _of_type("aws_vpc"), _listed("ec2", "describe_vpcs", "Vpcs")),
    Quota("internet gateways", "vpc", "L-A4707A72", _of_type("aws_internet_gateway"),
          _listed("ec2", "describe_internet_gateways", "InternetGateways")),
    Quota("NAT gateways per zone", "vpc", "L-FE5A380F", lambda stack: min(1, stack.created.count("aws_nat_gateway")),
          _used_gateways),
    Quota("Elastic IPs", "ec2", "L-0263D0A3", _of_type("aws_eip"), _listed("ec2", "describe_addresses", "Addresses")),
    Quota("rules per security group", "vpc", "L-0EA8095F", _rules, lambda account: 0),
    Quota("EKS clusters", "eks", "L-1194D53C", _of_type("aws_eks_cluster"),
          _listed("eks", "list_clusters", "clusters")),
    Quota("application load balancers", "elasticloadbalancing", "L-53DA6B97", _balancers("application"),
          _used_balancers("application")),
    Quota("network load balancers", "elasticloadbalancing", "L-69A177A2", _balancers("network"),
          _used_balancers("network")),
    Quota("database clusters", "rds", "L-952B80B8", _of_type("aws_rds_cluster"),
          _listed("rds", "describe_db_clusters", "DBClusters")),
    Quota("database instances", "rds", "L-7B6409FD", _of_type("aws_rds_cluster_instance"),
          _listed("rds", "describe_db_instances", "DBInstances")),
)  # fmt: skip

# On-demand vCPUs, by the letters of the instance family
# (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html#ec2-on-demand-instances-limits).
_STANDARD = ("L-1216C47A", "standard on-demand vCPUs (A, C, D, H, I, M, R, T, Z)")
_FAMILIES = {
    "g": ("L-DB2E81BA", "G and VT on-demand vCPUs"),
    "vt": ("L-DB2E81BA", "G and VT on-demand vCPUs"),
    "p": ("L-417A185B", "P on-demand vCPUs"),
    "x": ("L-7295265B", "X on-demand vCPUs"),
    "inf": ("L-1945791B", "Inf on-demand vCPUs"),
    "trn": ("L-2C3B7624", "Trn on-demand vCPUs"),
    "u": ("L-43DA4232", "High Memory on-demand vCPUs"),
}


def check_quotas(account: AwsAccount) -> Iterator[Finding]:
    if account.is_deployed:
        yield ok("not compared, because the stack is deployed already")
        return
    for quota in QUOTAS:
        needed = quota.needed(account.stack)
        if needed:
            yield _compared(account, quota.service, quota.code, quota.name, quota.used(account), needed)


def check_vcpus(account: AwsAccount) -> Iterator[Finding]:
    """The nodes of the first apply must fit; a warning if the autoscaler could not reach its maximum."""
    if account.is_deployed:
        yield ok("not compared, because the stack is deployed already")
        return
    types = instance_types(account.stack)
    described = account.ask("ec2", "describe_instance_types", InstanceTypes=sorted(types))["InstanceTypes"]
    cores = {each["InstanceType"]: each["VCpuInfo"]["DefaultVCpus"] for each in described}
    for code, name in sorted({_family(each) for each in types}):
        first = most = 0
        for scaling, of_group in _on_demand_groups(account.stack):
            # With several types the group may start any of them.
            size = max((cores[each] for each in of_group if each in cores and _family(each)[0] == code), default=0)
            first += size * int(scaling["desired_size"])
            most += size * int(scaling["max_size"])
        used = _running_vcpus(account, code)
        finding = _compared(account, "ec2", code, name, used, first)
        yield finding
        limit = _limit(account, "ec2", code)
        if limit is not None and used + first <= limit < used + most:
            yield warning(
                f"{name}: the autoscaler's maximum needs {most}, {limit - used} of {limit} are free",
                f"request an increase of {code} in Service Quotas before the load grows",
            )


def _on_demand_groups(stack: Stack) -> Iterator[tuple[Arguments, set[str]]]:
    """Sizes and instance types of each node group. Spot capacity has quotas of its own."""
    facts = Facts(stack.configuration)
    for group in stack.resources("aws_eks_node_group").values():
        if group.get("capacity_type") != "SPOT":
            yield block(group["scaling_config"]), types_of(facts, group)


def _compared(account: AwsAccount, service: str, code: str, name: str, used: int, needed: int) -> Finding:
    limit = _limit(account, service, code)
    if limit is None:
        return warning(f"{name}: {used} used, {needed} needed, limit unknown", f"look up {code} in Service Quotas")
    shown = f"{name}: {needed} needed, {used} of {limit} used"
    if used + needed > limit:
        return failure(shown, f"release some, or request an increase of {code} ({service}) in Service Quotas")
    return ok(shown)


def _limit(account: AwsAccount, service: str, code: str) -> int | None:
    for operation in ("get_service_quota", "get_aws_default_service_quota"):
        try:
            found = account.ask("service-quotas", operation, ServiceCode=service, QuotaCode=code)
        except ClientError as error:
            if error_code(error) != "NoSuchResourceException":
                raise
        else:
            return int(found["Quota"]["Value"])
    return None


def _family(instance_type: str) -> tuple[str, str]:
    letters = instance_type.partition(".")[0].rstrip("abcdefghijklmnopqrstuvwxyz-").rstrip("0123456789")
    return _FAMILIES.get(letters.partition("-")[0], _STANDARD)


def _running_vcpus(account: AwsAccount, code: str) -> int:
    states = [{"Name": "instance-state-name", "Values": ["pending", "running"]}]
    reservations = account.ask("ec2", "describe_instances", Filters=states)["Reservations"]
    return sum(
        each.get("CpuOptions", {}).get("CoreCount", 1) * each.get("CpuOptions", {}).get("ThreadsPerCore", 1)
        for reservation in reservations
        for each in reservation["Instances"]
        if "InstanceLifecycle" not in each and _family(each["InstanceType"])[0] == code
    )
