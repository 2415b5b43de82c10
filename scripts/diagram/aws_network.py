"""The network of a deployment on AWS: subnets, their content and their routes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scripts.diagram.drawing import Edge, Group, Node, Picture
from scripts.diagram.facts import Facts, shortened
from scripts.preflight.stacks import Arguments

_INTERNET = "internet"
_ZONE = re.compile(r"names, (\d+)\)")


def network(title: str, facts: Facts) -> Picture:
    tables = {
        facts.reference(each["subnet_id"]): facts.reference(each["route_table_id"])
        for each in facts.of("aws_route_table_association").values()
    }
    edges: list[Edge] = []
    zones: dict[str, Group] = {}
    for address, each in facts.of("aws_subnet").items():
        found = _ZONE.search(each["availability_zone"])
        zone = zones.setdefault(found[1] if found else "", Group(f"zone {int(found[1]) + 1}" if found else "zone"))
        routes = facts.arguments(tables.get(address, "")).get("route", [])
        gateways = [(route, facts.reference(route)) for route in routes]
        edges += [Edge(address, gateway, str(_destination(route)), "route") for route, gateway in gateways if gateway]
        kinds = {gateway.partition(".")[0] for _, gateway in gateways}
        kind = "public" if "aws_internet_gateway" in kinds else "private" if kinds - {""} else "isolated"
        title_ = f"{kind} subnet {each['cidr_block']}"
        zone.nodes.append(Node(address, title_, shortened(_contents(facts, address), 5), "network"))
        for nat, one in facts.of("aws_nat_gateway").items():
            if facts.reference(one["subnet_id"]) == address:
                zone.nodes.append(Node(nat, "NAT gateway", (f"in {each['cidr_block']}",), "entry"))
                edges += [Edge(nat, gateway, "", "route") for _, gateway in gateways if gateway]
    outside = Group(
        "VPC " + ", ".join(each["cidr_block"] for each in facts.of("aws_vpc").values()), [], list(zones.values())
    )
    if not zones:
        outside = Group("existing VPC", list(_existing_subnets(facts)))
    for address, each in facts.of("aws_vpc_endpoint").items():
        gateway = each["vpc_endpoint_type"] == "Gateway"
        name = "S3 gateway endpoint" if gateway else "Interface endpoint"
        outside.nodes.append(Node(address, name, () if gateway else (each["service_name"],), "entry"))
        for table in facts.references(each.get("route_table_ids")):
            edges += [Edge(subnet, address, "S3", "route") for subnet, used in tables.items() if used == table]
    for address in facts.of("aws_internet_gateway"):
        outside.nodes.append(Node(address, "Internet gateway", (), "entry"))
        edges.append(Edge(address, _INTERNET, "", "route"))
    internet = [Node(_INTERNET, "Internet", (), "outside")] if facts.of("aws_internet_gateway") else []
    return Picture(title, Group("", internet, [outside]), edges)


def _destination(route: Mapping[str, Any]) -> Any:
    return route.get("cidr_block") or route.get("ipv6_cidr_block")


def _contents(facts: Facts, subnet: str) -> list[str]:
    """What is in a subnet."""
    titles: Mapping[str, Callable[[Arguments], str]] = {
        "aws_lb": lambda each: f"{each['load_balancer_type']} load balancer",
        "aws_eks_node_group": lambda _: "EKS nodes",
        "aws_eks_cluster": lambda _: "EKS control plane's interfaces",
        "aws_db_subnet_group": lambda _: "Aurora MySQL",
        "aws_elasticache_subnet_group": lambda _: "Redis",
        "aws_vpc_endpoint": lambda each: "interface endpoint",
    }
    found = [
        title(each)
        for kind, title in titles.items()
        for each in facts.of(kind).values()
        if subnet in facts.references(each)
    ]
    return list(dict.fromkeys(found))


def _existing_subnets(facts: Facts) -> Iterator[Node]:
    """The subnets that the deployment file names."""
    users = {
        "aws_lb": ("subnets", "load balancer"),
        "aws_eks_node_group": ("subnet_ids", "EKS nodes"),
        "aws_db_subnet_group": ("subnet_ids", "Aurora MySQL"),
        "aws_elasticache_subnet_group": ("subnet_ids", "Redis"),
    }
    found: dict[str, list[str]] = {}
    for kind, (argument, text) in users.items():
        for each in facts.of(kind).values():
            for subnet in each.get(argument, []):
                found.setdefault(subnet, []).append(text)
    for subnet, texts in found.items():
        yield Node(subnet, subnet, tuple(texts), "network")
