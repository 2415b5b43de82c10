from dataclasses import replace

from cdktf import TerraformStack

from constructs_lib.aws.account import Account, current_account
from tests.unit.synth import data_sources, shown, synthesized, variable


def test_current_account_is_read_by_two_data_sources(stack: TerraformStack) -> None:
    account = current_account(stack, region="eu-central-1")

    assert shown(stack, account_id=account.account_id, partition=account.partition, dns_suffix=account.dns_suffix) == {
        "account_id": "${data.aws_caller_identity.caller.account_id}",
        "partition": "${data.aws_partition.partition.partition}",
        "dns_suffix": "${data.aws_partition.partition.dns_suffix}",
    }
    assert data_sources(stack, "aws_caller_identity") == {"caller": {}}
    assert data_sources(stack, "aws_partition") == {"partition": {}}
    assert "resource" not in synthesized(stack)


def test_region_is_the_argument(stack: TerraformStack) -> None:
    account = current_account(stack, region=variable(stack, "region"))

    assert shown(stack, region=account.region) == {"region": "${var.region}"}


def test_root_arn_names_partition_and_account(account: Account) -> None:
    assert account.root_arn == "arn:aws-cn:iam::123456789012:root"


def test_root_arn_of_an_unknown_account_stays_a_reference(stack: TerraformStack, account: Account) -> None:
    unknown = replace(account, account_id=variable(stack, "id"), partition=variable(stack, "partition"))

    assert shown(stack, arn=unknown.root_arn) == {"arn": "arn:${var.partition}:iam::${var.id}:root"}


def test_second_account_of_one_scope_reads_the_same_data_sources(stack: TerraformStack) -> None:
    first, second = (current_account(stack, region=region) for region in ("eu-central-1", "us-east-1"))

    assert (first.region, second.region) == ("eu-central-1", "us-east-1")
    assert shown(stack, first=first.root_arn, second=second.root_arn) == dict.fromkeys(
        ("first", "second"),
        "arn:${data.aws_partition.partition.partition}:iam::${data.aws_caller_identity.caller.account_id}:root",
    )
    assert data_sources(stack, "aws_caller_identity") == {"caller": {}}
