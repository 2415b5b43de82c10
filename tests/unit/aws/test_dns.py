from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.dns import AliasRecords
from tests.unit.synth import resources, variable

MINIMAL: dict[str, Any] = {
    "zone_id": "Z-OURS",
    "domain_names": ["wandb.example.com"],
    "target_dns_name": "alb.amazonaws.com",
    "target_zone_id": "Z-ALB",
}


def test_one_domain_has_one_a_record(stack: TerraformStack) -> None:
    AliasRecords(stack, "dns", **MINIMAL)

    assert resources(stack, "aws_route53_record") == {
        "dns_a_wandb-example-com": {
            "zone_id": "Z-OURS",
            "name": "wandb.example.com",
            "type": "A",
            "alias": {"name": "alb.amazonaws.com", "zone_id": "Z-ALB", "evaluate_target_health": True},
        }
    }


@pytest.mark.parametrize(("ipv6", "types"), [(False, ["A"]), (True, ["A", "AAAA"])], ids=["only IPv4", "IPv4 and IPv6"])
def test_every_name_has_a_record_of_each_type(stack: TerraformStack, ipv6: bool, types: list[str]) -> None:
    names = ["wandb.example.com", "wandb.example.org"]
    AliasRecords(stack, "dns", **MINIMAL | {"domain_names": names, "ipv6": ipv6})

    records = resources(stack, "aws_route53_record").values()
    assert sorted((record["name"], record["type"]) for record in records) == [
        (name, type_) for name in names for type_ in types
    ]
    assert all(record["alias"]["name"] == "alb.amazonaws.com" for record in records)


def test_references_reach_the_records(stack: TerraformStack) -> None:
    values = {name: variable(stack, name) for name in ("zone_id", "target_dns_name", "target_zone_id")}
    AliasRecords(stack, "dns", **MINIMAL | values)

    [record] = resources(stack, "aws_route53_record").values()
    assert record["zone_id"] == "${var.zone_id}"
    assert record["alias"]["name"] == "${var.target_dns_name}"
    assert record["alias"]["zone_id"] == "${var.target_zone_id}"
