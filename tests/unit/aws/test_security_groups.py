from typing import Any

import pytest
from cdktf import TerraformStack
from constructs import Construct

from constructs_lib.aws.security_groups import allow_in, allow_out, group_for_clients, security_group
from tests.unit.synth import only, resources, variable

INGRESS, EGRESS = "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"


def test_new_group_has_no_rules(stack: TerraformStack) -> None:
    security_group(stack, "group", name="nodes", description="Of the test", vpc_id="vpc-1")

    # Without inline rules and without rules beside it, the provider removes AWS's "everything goes out", too.
    assert only(stack, "aws_security_group") == {
        "name": "nodes",
        "description": "Of the test",
        "vpc_id": "vpc-1",
        "tags": {"Name": "nodes"},
        # Another wording, or the name of an adopted group, does not replace the group.
        "lifecycle": {"ignore_changes": ["description", "name", "name_prefix"]},
    }
    assert resources(stack, INGRESS) == resources(stack, EGRESS) == {}


@pytest.mark.parametrize(
    ("source", "argument"),
    [
        ({"from_group_id": "sg-a"}, {"referenced_security_group_id": "sg-a"}),
        ({"from_cidr": "203.0.113.0/24"}, {"cidr_ipv4": "203.0.113.0/24"}),
        ({"from_ipv6_cidr": "2001:db8::/32"}, {"cidr_ipv6": "2001:db8::/32"}),
    ],
    ids=["a group", "an IPv4 range", "an IPv6 range"],
)
def test_one_source_reaches_one_tcp_port(
    stack: TerraformStack, source: dict[str, Any], argument: dict[str, Any]
) -> None:
    allow_in(stack, "rule", group_id="sg-1", port=8443, description="Of the test", **source)

    assert only(stack, INGRESS) == {
        "security_group_id": "sg-1",
        "description": "Of the test",
        "ip_protocol": "tcp",
        "from_port": 8443,
        "to_port": 8443,
        **argument,
    }


def test_egress_rule_has_one_port_and_one_group(stack: TerraformStack) -> None:
    allow_out(stack, "rule", group_id="sg-1", port=8443, description="Of the test", to_group_id="sg-2")

    assert only(stack, EGRESS) == {
        "security_group_id": "sg-1",
        "description": "Of the test",
        "ip_protocol": "tcp",
        "from_port": 8443,
        "to_port": 8443,
        "referenced_security_group_id": "sg-2",
    }
    assert resources(stack, INGRESS) == {}


@pytest.mark.parametrize(
    ("ports", "addresses"),
    [
        ([6379], ["cache_from_client_0", "cache_from_client_1"]),
        (
            [1, 2],
            ["cache_from_client_0_1", "cache_from_client_0_2", "cache_from_client_1_1", "cache_from_client_1_2"],
        ),
    ],
    ids=["one port", "two ports"],
)
def test_every_client_reaches_every_port(stack: TerraformStack, ports: list[int], addresses: list[str]) -> None:
    clients = [variable(stack, "first"), variable(stack, "second")]
    group_for_clients(
        Construct(stack, "cache"),
        name="wandb-cache",
        service="Redis",
        ports=ports,
        vpc_id="vpc-1",
        client_security_group_ids=clients,
    )

    rules = resources(stack, INGRESS)
    assert list(rules) == addresses
    assert [(rule["referenced_security_group_id"], rule["from_port"], rule["to_port"]) for rule in rules.values()] == [
        (client, port, port) for client in ("${var.first}", "${var.second}") for port in ports
    ]
    assert {rule["security_group_id"] for rule in rules.values()} == {"${aws_security_group.cache_security_group.id}"}
    assert only(stack, "aws_security_group")["description"] == "Redis, reachable from its clients alone"
