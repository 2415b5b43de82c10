from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.account import Account
from constructs_lib.aws.private_link import PrivateLink
from tests.unit.synth import only, resources, shown, variable

INGRESS, EGRESS = "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"
GROUP_ID = "${aws_security_group.private_link_inbound.id}"
MINIMAL: dict[str, Any] = {
    "name": "wandb",
    "vpc_id": "vpc-1",
    "subnet_ids": ["subnet-1", "subnet-2"],
    "load_balancer_arn": "arn:alb",
    "load_balancer_security_group_id": "sg-alb",
    "allowed_account_ids": ["111111111111", "222222222222"],
    "allowed_cidrs": [],
    "deletion_protection": True,
}


def test_network_load_balancer_is_internal_and_protected(stack: TerraformStack, account: Account) -> None:
    PrivateLink(stack, "private_link", **MINIMAL, account=account)

    assert only(stack, "aws_lb") == {
        "name": "wandb-nlb",
        "load_balancer_type": "network",
        "internal": True,
        "subnets": ["subnet-1", "subnet-2"],
        "security_groups": [GROUP_ID],
        "enforce_security_group_inbound_rules_on_private_link_traffic": "off",
        "enable_cross_zone_load_balancing": True,
        "enable_deletion_protection": True,
    }


def test_without_deletion_protection_aws_deletes_it(stack: TerraformStack, account: Account) -> None:
    PrivateLink(stack, "private_link", **MINIMAL | {"deletion_protection": False}, account=account)

    assert only(stack, "aws_lb")["enable_deletion_protection"] is False


@pytest.mark.parametrize("accounts", [[], ["111111111111"], ["111111111111", "222222222222"]])
def test_only_listed_accounts_connect_without_acceptance(
    stack: TerraformStack, account: Account, accounts: list[str]
) -> None:
    PrivateLink(stack, "private_link", **MINIMAL | {"allowed_account_ids": accounts}, account=account)

    assert only(stack, "aws_vpc_endpoint_service") == {
        "acceptance_required": False,
        "network_load_balancer_arns": ["${aws_lb.private_link_nlb.arn}"],
        "allowed_principals": [f"arn:aws-cn:iam::{listed}:root" for listed in accounts],
        "tags": {"Name": "wandb-private-link"},
    }


def test_tcp_443_goes_to_port_443_of_the_application_load_balancer(stack: TerraformStack, account: Account) -> None:
    PrivateLink(stack, "private_link", **MINIMAL, account=account)

    target_group = "${aws_lb_target_group.private_link_target_group.arn}"
    assert only(stack, "aws_lb_listener") == {
        "load_balancer_arn": "${aws_lb.private_link_nlb.arn}",
        "port": 443,
        "protocol": "TCP",
        "default_action": [{"type": "forward", "target_group_arn": target_group}],
    }
    assert only(stack, "aws_lb_target_group") == {
        "name": "wandb-nlb-tg",
        "vpc_id": "vpc-1",
        "protocol": "TCP",
        "port": 443,
        "target_type": "alb",
        "health_check": {"protocol": "HTTPS", "path": "/healthz"},
    }
    assert only(stack, "aws_lb_target_group_attachment") == {
        "target_group_arn": target_group,
        "target_id": "arn:alb",
        "port": 443,
    }


def test_without_ranges_only_the_account_list_applies(stack: TerraformStack, account: Account) -> None:
    PrivateLink(stack, "private_link", **MINIMAL, account=account)

    assert only(stack, "aws_lb")["enforce_security_group_inbound_rules_on_private_link_traffic"] == "off"
    assert not any(rule["security_group_id"] == GROUP_ID for rule in resources(stack, INGRESS).values())


def test_ranges_also_limit_private_link_traffic(stack: TerraformStack, account: Account) -> None:
    ranges = ["10.1.0.0/16", "10.2.0.0/16"]
    PrivateLink(stack, "private_link", **MINIMAL | {"allowed_cidrs": ranges}, account=account)

    assert only(stack, "aws_lb")["enforce_security_group_inbound_rules_on_private_link_traffic"] == "on"
    rules = [rule for rule in resources(stack, INGRESS).values() if rule["security_group_id"] == GROUP_ID]
    assert [(rule["ip_protocol"], rule["from_port"], rule["to_port"], rule["cidr_ipv4"]) for rule in rules] == [
        ("tcp", 443, 443, cidr) for cidr in ranges
    ]


def test_one_port_is_open_between_the_load_balancers(stack: TerraformStack, account: Account) -> None:
    PrivateLink(stack, "private_link", **MINIMAL, account=account)

    port = {"ip_protocol": "tcp", "from_port": 443, "to_port": 443}
    way_out, way_in = only(stack, EGRESS), only(stack, INGRESS)
    assert {way_out.pop("description"), way_in.pop("description")} == {
        "The application load balancer",
        "The private link",
    }
    assert way_out == {"security_group_id": GROUP_ID, "referenced_security_group_id": "sg-alb", **port}
    assert way_in == {"security_group_id": "sg-alb", "referenced_security_group_id": GROUP_ID, **port}


def test_names_stay_within_the_32_characters_of_a_load_balancer(stack: TerraformStack, account: Account) -> None:
    PrivateLink(stack, "private_link", **MINIMAL | {"name": "n" * 40}, account=account)

    assert only(stack, "aws_lb")["name"] == "n" * 28 + "-nlb"
    assert only(stack, "aws_lb_target_group")["name"] == "n" * 25 + "-nlb-tg"


def test_references_reach_the_resources(stack: TerraformStack, account: Account) -> None:
    names = ("vpc_id", "load_balancer_arn", "load_balancer_security_group_id")
    values: dict[str, Any] = {name: variable(stack, name) for name in names}
    values["allowed_account_ids"] = [variable(stack, "other")]
    PrivateLink(stack, "private_link", **MINIMAL | values, account=account)

    assert only(stack, "aws_security_group")["vpc_id"] == "${var.vpc_id}"
    assert only(stack, "aws_lb_target_group_attachment")["target_id"] == "${var.load_balancer_arn}"
    assert only(stack, INGRESS)["security_group_id"] == "${var.load_balancer_security_group_id}"
    assert only(stack, "aws_vpc_endpoint_service")["allowed_principals"] == ["arn:aws-cn:iam::${var.other}:root"]


def test_name_with_a_reference_is_not_truncated(stack: TerraformStack, account: Account) -> None:
    name = f"wandb-production-{variable(stack, 'name')}"
    PrivateLink(stack, "private_link", **MINIMAL | {"name": name}, account=account)

    assert "TfToken" not in only(stack, "aws_lb")["name"]
    assert "TfToken" not in only(stack, "aws_lb_target_group")["name"]


def test_endpoint_service_attributes_are_available(stack: TerraformStack, account: Account) -> None:
    link = PrivateLink(stack, "private_link", **MINIMAL, account=account)

    service = "aws_vpc_endpoint_service.private_link_service"
    assert shown(
        stack, name=link.service_name, id=link.service_id, zones=link.availability_zones, group=link.security_group_id
    ) == {
        "name": f"${{{service}.service_name}}",
        "id": f"${{{service}.id}}",
        "zones": f"${{tolist({service}.availability_zones)}}",
        "group": GROUP_ID,
    }
