"""Deployments that share a name: of the stack, of the resources, or of the host."""

from __future__ import annotations

from pathlib import Path

import pytest

from constructs_lib.deployments import load_deployments
from tests.unit.deployments.files import names, put, refusal
from tests.unit.settings.settings_cases import file_with


def test_environment_with_the_same_name_and_state_is_refused(folder: Path) -> None:
    put(folder, "deployments/dev/aws/wandb.tfvars")
    put(folder, "deployments/prod/aws/wandb.tfvars")
    assert refusal("deployments/prod") == [
        "deployments/prod/aws/wandb.tfvars: has the same stack name aws-wandb and the same backend as "
        "deployments/dev/aws/wandb.tfvars, so both have one state; rename one of the files"
    ]
    put(folder, "deployments/dev/aws/wandb.tfvars", '\nbackend = { type = "gcs", bucket = "dev-state" }')
    assert names("deployments/prod") == ["aws-wandb"]


def test_duplicate_names_are_refused(folder: Path) -> None:
    put(folder, "a/aws/wandb.tfvars")
    put(folder, "b/aws/wandb.tfvars")
    messages = "has the same name aws-wandb as a/aws/wandb.tfvars; rename one of the files"
    assert refusal("a", "b") == [f"b/aws/wandb.tfvars: {messages}"]


def test_deployments_of_both_clouds_may_share_a_name(folder: Path) -> None:
    put(folder, "deployments/aws/wandb.tfvars")
    azure = folder / "deployments" / "azure" / "wandb.tfvars"
    azure.parent.mkdir()
    azure.write_text(file_with("", "azure"), encoding="utf-8")
    assert names() == ["aws-wandb", "azure-wandb"]


def _warnings(start: str) -> dict[str, list[str]]:
    """The warnings that start so, by deployment that has some."""
    found = {
        each.name: [warning for warning in each.warnings if warning.startswith(start)] for each in load_deployments()
    }
    return {name: warnings for name, warnings in found.items() if warnings}


def test_one_namespace_in_one_region_or_in_two_is_warned_about(folder: Path) -> None:
    for stem, changes in {"one": "", "two": "", "far": 'region = "us-east-1"', "own": 'namespace = "own"'}.items():
        put(folder, f"deployments/aws/{stem}.tfvars", changes)
    start = 'namespace: "wandb" is also used by deployments/aws/{}.tfvars, in '
    near = (
        f"{start}the same region; in one account their names would collide, so choose another namespace, or name the "
        "accounts of both in allowed_account_ids"
    )
    far = (
        f"{start}another region; in one account the names of their IAM roles would collide, so choose another "
        "namespace, or name the accounts of both in allowed_account_ids"
    )
    assert _warnings("namespace") == {
        "aws-far": [far.format("one"), far.format("two")],
        "aws-one": [far.format("far"), near.format("two")],
        "aws-two": [far.format("far"), near.format("one")],
    }


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_one_namespace_in_two_accounts_is_not_warned_about(folder: Path, region: str) -> None:
    put(folder, "deployments/aws/one.tfvars", 'allowed_account_ids = ["123456789012"]')
    put(folder, "deployments/aws/two.tfvars", f'allowed_account_ids = ["210987654321"]\nregion = "{region}"')
    put(folder, "deployments/aws/role.tfvars", 'assume_role = { role_arn = "arn:aws:iam::333333333333:role/deploy" }')
    assert _warnings("namespace") == {}


def test_one_namespace_is_warned_about_when_one_account_is_unknown(folder: Path) -> None:
    put(folder, "deployments/aws/known.tfvars", 'allowed_account_ids = ["123456789012"]')
    put(folder, "deployments/aws/unknown.tfvars")
    assert set(_warnings("namespace")) == {"aws-known", "aws-unknown"}


def test_one_namespace_in_two_partitions_is_not_warned_about(folder: Path) -> None:
    for stem, region in {"one": "eu-central-1", "china": "cn-north-1", "government": "us-gov-west-1"}.items():
        put(folder, f"deployments/aws/{stem}.tfvars", f'region = "{region}"')
    assert _warnings("namespace") == {}


def test_one_host_name_in_one_zone_is_warned_about(folder: Path) -> None:
    changes = {
        "one": 'namespace = "one"\nextra_fqdn = ["metrics.wandb.ml"]',
        "two": 'namespace = "two"\nsubdomain = "metrics"',
        "other": 'namespace = "other"\nsubdomain = "other"',
        "elsewhere": 'namespace = "elsewhere"\nzone_id = "Z0ELSEWHERE"',
    }
    for stem, lines in changes.items():
        put(folder, f"deployments/aws/{stem}.tfvars", lines)
    messages = (
        '{}: "metrics.wandb.ml" is also a host name of deployments/aws/{}.tfvars, in the same zone_id; one would '
        "overwrite the DNS records of the other, so choose another name"
    )
    assert _warnings("extra_fqdn") == {"aws-one": [messages.format("extra_fqdn", "two")]}
    assert _warnings("subdomain") == {"aws-two": [messages.format("subdomain", "one")]}


def test_one_host_name_in_one_azure_zone_is_warned_about(folder: Path) -> None:
    zone = (
        f"/subscriptions/{'0' * 8}-0000-0000-0000-{'0' * 12}/resourceGroups/dns/providers/Microsoft.Network/dnsZones/"
    )
    for stem in ("one", "two"):
        put(
            folder, f"deployments/azure/{stem}.tfvars", f'namespace = "{stem}"\ndns_zone_id = "{zone}wandb.ml"', "azure"
        )
    [one], [two] = _warnings("subdomain").values()
    assert "is also a host name of deployments/azure/two.tfvars, in the same dns_zone_id" in one
    assert "deployments/azure/one.tfvars" in two
