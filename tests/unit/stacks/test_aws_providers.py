"""Terraform's role, allowed accounts and ignored tags on AWS, the same in both stacks."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.stacks.applications import synthesize

DEPLOYER = {"role_arn": "arn:aws:iam::123456789012:role/deploy", "external_id": "4711", "session_name": "tracker"}
DNS = "arn:aws:iam::210987654321:role/dns"
STACKS = ("aws-x", "aws-x-app")


@pytest.mark.parametrize("stack", STACKS)
def test_provider_has_role_accounts_and_ignored_tags(stack: str, tmp_path: Path) -> None:
    inputs: dict[str, Any] = {
        "assume_role": DEPLOYER,
        "allowed_account_ids": ["123456789012"],
        "ignore_tags": ["Owner", "corp:*", "team-*"],
    }
    [provider] = synthesize("aws", tmp_path, **inputs)[stack]["provider"]["aws"]

    assert provider == {
        "region": "eu-central-1",
        "assume_role": [DEPLOYER],
        "allowed_account_ids": ["123456789012"],
        "ignore_tags": [{"keys": ["Owner"], "key_prefixes": ["corp:", "team-"]}],
    }


@pytest.mark.parametrize("stack", STACKS)
def test_provider_has_only_a_region_by_default(stack: str, tmp_path: Path) -> None:
    assert synthesize("aws", tmp_path)[stack]["provider"]["aws"] == [{"region": "eu-central-1"}]


def test_cluster_login_uses_the_assumed_role(tmp_path: Path) -> None:
    application = synthesize("aws", tmp_path, assume_role=DEPLOYER, zone_role_arn=DNS)["aws-x-app"]

    # One provider, and no other that the login could be of.
    assert [provider["assume_role"] for provider in application["provider"]["aws"]] == [[DEPLOYER]]
    assert "provider" not in application["ephemeral"]["aws_eks_cluster_auth"]["login"]


def test_dns_provider_stays_until_the_records_are_deleted(tmp_path: Path) -> None:
    certificate = "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
    inputs = {"zone_id": None, "acm_certificate_arn": certificate, "zone_role_arn": DNS}
    stack = synthesize("aws", tmp_path, **inputs)["aws-x"]

    assert "aws_route53_record" not in stack["resource"]
    assert [provider.get("alias") for provider in stack["provider"]["aws"]] == [None, "dns"]


@pytest.mark.parametrize(
    ("inputs", "roles"), [({}, [{"role_arn": DNS}]), ({"assume_role": DEPLOYER}, [DEPLOYER, {"role_arn": DNS}])]
)
def test_every_record_uses_the_zone_role(inputs: dict[str, Any], roles: list[dict[str, str]], tmp_path: Path) -> None:
    stack = synthesize("aws", tmp_path, zone_role_arn=DNS, extra_fqdn=["metrics.example.com"], **inputs)["aws-x"]

    [_, dns] = stack["provider"]["aws"]
    assert dns == {"alias": "dns", "region": "eu-central-1", "assume_role": roles}
    records = stack["resource"]["aws_route53_record"]
    assert {record["provider"] for record in records.values()} == {"aws.dns"}
    assert len(records) == 4
    others = [each for type_, found in stack["resource"].items() if type_ not in records for each in found.values()]
    assert {each.get("provider") for each in others if "zone_id" not in each} == {None}
