from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.load_balancer import LoadBalancer
from tests.unit.synth import number_variable, only, resources, shown, variable

INGRESS, EGRESS = "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"
INBOUND, OUTBOUND = "${aws_security_group.entrance_inbound.id}", "${aws_security_group.entrance_outbound.id}"
MINIMAL: dict[str, Any] = {
    "name": "wandb",
    "vpc_id": "vpc-1",
    "subnet_ids": ["subnet-1", "subnet-2"],
    "internet_facing": True,
    "allowed_cidrs": ["203.0.113.0/24"],
    "allowed_ipv6_cidrs": [],
    "certificate_arn": "arn:certificate",
    "tls_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "node_port": 32543,
    "node_security_group_id": "sg-nodes",
    "autoscaling_group_name": "asg-nodes",
    "deletion_protection": True,
}


def _sources(stack: TerraformStack) -> set[tuple[int, str]]:
    """Port and range of each rule on the group of the balancer's clients."""
    rules = [rule for rule in resources(stack, INGRESS).values() if rule["security_group_id"] == INBOUND]
    assert all(rule["ip_protocol"] == "tcp" and rule["from_port"] == rule["to_port"] for rule in rules)
    return {(rule["from_port"], rule.get("cidr_ipv4") or rule["cidr_ipv6"]) for rule in rules}


def test_load_balancer_is_internet_facing_and_protected(stack: TerraformStack) -> None:
    LoadBalancer(stack, "entrance", **MINIMAL)

    assert only(stack, "aws_lb") == {
        "name": "wandb-alb",
        "load_balancer_type": "application",
        "internal": False,
        "ip_address_type": "ipv4",
        "security_groups": [INBOUND, OUTBOUND],
        "subnets": ["subnet-1", "subnet-2"],
        "idle_timeout": 300,
        "drop_invalid_header_fields": True,
        "enable_deletion_protection": True,
    }


def test_everything_that_is_set_reaches_the_balancer(stack: TerraformStack) -> None:
    changes = {"internet_facing": False, "deletion_protection": False, "dualstack": True, "tags": {"team": "ml"}}
    LoadBalancer(stack, "entrance", **MINIMAL | changes)

    balancer = only(stack, "aws_lb")
    assert balancer["internal"] is True
    assert balancer["enable_deletion_protection"] is False
    assert balancer["ip_address_type"] == "dualstack"
    assert balancer["tags"] == only(stack, "aws_lb_target_group")["tags"] == {"team": "ml"}


def test_access_logs_have_the_name_as_prefix(stack: TerraformStack) -> None:
    LoadBalancer(stack, "entrance", **MINIMAL | {"access_logs_bucket": variable(stack, "bucket")})

    assert only(stack, "aws_lb")["access_logs"] == {"bucket": "${var.bucket}", "prefix": "wandb", "enabled": True}


def test_web_acl_is_associated_when_given(stack: TerraformStack) -> None:
    LoadBalancer(stack, "entrance", **MINIMAL | {"web_acl_arn": "arn:rules"})
    LoadBalancer(stack, "another", **MINIMAL | {"name": "another"})

    assert only(stack, "aws_wafv2_web_acl_association") == {
        "resource_arn": "${aws_lb.entrance_alb.arn}",
        "web_acl_arn": "arn:rules",
    }


@pytest.mark.parametrize(
    ("ipv4", "ipv6"),
    [
        ([], []),
        (["203.0.113.0/24"], []),
        ([], ["2001:db8::/32"]),
        (["203.0.113.0/24", "198.51.100.7/32"], ["2001:db8:1::/48", "2001:db8:2::/48"]),
    ],
    ids=["nobody", "IPv4", "IPv6", "several of both"],
)
def test_only_allowed_ranges_reach_https_and_http(stack: TerraformStack, ipv4: list[str], ipv6: list[str]) -> None:
    LoadBalancer(stack, "entrance", **MINIMAL | {"allowed_cidrs": ipv4, "allowed_ipv6_cidrs": ipv6})

    assert _sources(stack) == {(port, cidr) for port in (80, 443) for cidr in [*ipv4, *ipv6]}
    assert resources(stack, "aws_security_group_rule") == {}
    assert not any("ingress" in group or "egress" in group for group in resources(stack, "aws_security_group").values())


def test_load_balancer_reaches_only_the_node_port(stack: TerraformStack) -> None:
    LoadBalancer(stack, "entrance", **MINIMAL)

    assert only(stack, EGRESS) == {
        "security_group_id": OUTBOUND,
        "description": "The server's node port",
        "ip_protocol": "tcp",
        "from_port": 32543,
        "to_port": 32543,
        "referenced_security_group_id": "sg-nodes",
    }


def test_nodes_accept_the_load_balancer_only_on_the_node_port(stack: TerraformStack) -> None:
    LoadBalancer(stack, "entrance", **MINIMAL)

    rules = [rule for rule in resources(stack, INGRESS).values() if rule["security_group_id"] == "sg-nodes"]
    assert rules == [
        {
            "security_group_id": "sg-nodes",
            "description": "The server's node port, from the load balancer",
            "ip_protocol": "tcp",
            "from_port": 32543,
            "to_port": 32543,
            "referenced_security_group_id": OUTBOUND,
        }
    ]


def test_https_is_served_and_http_only_redirects(stack: TerraformStack) -> None:
    LoadBalancer(stack, "entrance", **MINIMAL)

    balancer = "${aws_lb.entrance_alb.arn}"
    assert resources(stack, "aws_lb_listener") == {
        "entrance_http": {
            "load_balancer_arn": balancer,
            "port": 80,
            "protocol": "HTTP",
            "default_action": [
                {"type": "redirect", "redirect": {"port": "443", "protocol": "HTTPS", "status_code": "HTTP_301"}}
            ],
        },
        "entrance_https": {
            "load_balancer_arn": balancer,
            "port": 443,
            "protocol": "HTTPS",
            "certificate_arn": "arn:certificate",
            "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
            "default_action": [
                {"type": "forward", "target_group_arn": "${aws_lb_target_group.entrance_target_group.arn}"}
            ],
        },
    }


def test_healthy_nodes_of_the_autoscaling_group_are_the_targets(stack: TerraformStack) -> None:
    LoadBalancer(stack, "entrance", **MINIMAL)

    assert only(stack, "aws_lb_target_group") == {
        "name": "wandb-tg-app",
        "vpc_id": "vpc-1",
        "protocol": "HTTP",
        "port": 32543,
        "target_type": "instance",
        "health_check": {"path": "/healthz", "matcher": "200", "healthy_threshold": 5, "unhealthy_threshold": 2},
    }
    assert only(stack, "aws_autoscaling_attachment") == {
        "autoscaling_group_name": "asg-nodes",
        "lb_target_group_arn": "${aws_lb_target_group.entrance_target_group.arn}",
    }


def test_other_targets_are_registered_without_an_autoscaling_group(stack: TerraformStack) -> None:
    balancer = LoadBalancer(stack, "entrance", **MINIMAL | {"autoscaling_group_name": None})

    expected = "${aws_lb_target_group.entrance_target_group.arn}"
    assert shown(stack, target=balancer.target_group_arn) == {"target": expected}
    assert resources(stack, "aws_autoscaling_attachment") == {}


def test_dependents_wait_for_the_https_listener(stack: TerraformStack) -> None:
    entrance = LoadBalancer(stack, "entrance", **MINIMAL)

    assert shown(
        stack,
        arn=entrance.load_balancer_arn,
        name=entrance.dns_name,
        zone=entrance.hosted_zone_id,
        group=entrance.security_group_id,
    ) == {
        "arn": "${aws_lb_listener.entrance_https.load_balancer_arn}",
        "name": "${aws_lb.entrance_alb.dns_name}",
        "zone": "${aws_lb.entrance_alb.zone_id}",
        "group": INBOUND,
    }


def test_references_reach_the_resources(stack: TerraformStack) -> None:
    names = ("name", "vpc_id", "certificate_arn", "tls_policy", "node_security_group_id", "autoscaling_group_name")
    values: dict[str, Any] = {name: variable(stack, name) for name in names}
    values["node_port"] = number_variable(stack, "port")
    LoadBalancer(stack, "entrance", **MINIMAL | values | {"allowed_cidrs": [variable(stack, "cidr")]})

    assert _sources(stack) == {(80, "${var.cidr}"), (443, "${var.cidr}")}
    assert only(stack, EGRESS)["referenced_security_group_id"] == "${var.node_security_group_id}"
    assert only(stack, EGRESS)["from_port"] == only(stack, "aws_lb_target_group")["port"] == "${var.port}"
    https = resources(stack, "aws_lb_listener")["entrance_https"]
    assert (https["certificate_arn"], https["ssl_policy"]) == ("${var.certificate_arn}", "${var.tls_policy}")
    assert only(stack, "aws_autoscaling_attachment")["autoscaling_group_name"] == "${var.autoscaling_group_name}"


def test_extra_node_groups_are_targets(stack: TerraformStack) -> None:
    LoadBalancer(stack, "entrance", **MINIMAL, extra_autoscaling_group_names={"2": "asg-extra"})

    attached = resources(stack, "aws_autoscaling_attachment")
    assert {address: each["autoscaling_group_name"] for address, each in attached.items()} == {
        "entrance_nodes": "asg-nodes",
        "entrance_nodes_extra_2": "asg-extra",
    }
    assert len({each["lb_target_group_arn"] for each in attached.values()}) == 1
