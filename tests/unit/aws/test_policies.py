import json

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.iam_role import IamRole

from constructs_lib.aws.policies import (
    add_inline_policies,
    assumed_by_service,
    attach_policies,
    managed_policy_arn,
    policy_document,
    statement,
)
from tests.unit.synth import policy, resources, variable


def _role(stack: TerraformStack) -> IamRole:
    return IamRole(stack, "role", assume_role_policy=assumed_by_service("ec2.amazonaws.com"))


def test_identity_statement_names_no_principal_and_no_condition() -> None:
    assert statement("Read", actions=["s3:GetObject"], resources=["arn:a"]) == {
        "Sid": "Read",
        "Effect": "Allow",
        "Action": ["s3:GetObject"],
        "Resource": ["arn:a"],
    }


def test_everything_that_is_set_is_in_the_statement() -> None:
    assert statement(
        "Refuse",
        actions=["s3:GetObject", "s3:PutObject"],
        resources=["arn:a", "arn:b"],
        principals={"Service": ["logs.amazonaws.com"]},
        conditions={"Bool": {"aws:SecureTransport": "false"}},
        effect="Deny",
    ) == {
        "Sid": "Refuse",
        "Effect": "Deny",
        "Principal": {"Service": ["logs.amazonaws.com"]},
        "Action": ["s3:GetObject", "s3:PutObject"],
        "Resource": ["arn:a", "arn:b"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def test_document_holds_its_statements_in_order() -> None:
    first, second = (statement(sid, actions=["a:b"], resources=["arn:a"]) for sid in ("First", "Second"))

    assert json.loads(policy_document(first, second)) == {"Version": "2012-10-17", "Statement": [first, second]}


def test_references_inside_a_document_stay_references(stack: TerraformStack) -> None:
    read = statement("Read", actions=["s3:GetObject"], resources=[f"{variable(stack, 'bucket_arn')}/*"])
    add_inline_policies(stack, _role(stack), {"bucket": [read]})

    document = resources(stack, "aws_iam_role_policy")["bucket"]["policy"]
    assert policy(document)["Read"]["Resource"] == ["${var.bucket_arn}/*"]


def test_service_role_trusts_only_that_service() -> None:
    assert policy(assumed_by_service("eks.amazonaws.com")) == {
        "sts:AssumeRole": {
            "Effect": "Allow",
            "Principal": {"Service": "eks.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    }


@pytest.mark.parametrize(
    ("partition", "name", "arn"),
    [
        ("aws", "AmazonEKSClusterPolicy", "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"),
        ("aws-us-gov", "service-role/Monitoring", "arn:aws-us-gov:iam::aws:policy/service-role/Monitoring"),
    ],
)
def test_arn_of_a_managed_policy_is_in_the_partition(partition: str, name: str, arn: str) -> None:
    assert managed_policy_arn(partition, name) == arn


def test_each_managed_policy_has_its_own_attachment(stack: TerraformStack) -> None:
    attachments = attach_policies(stack, _role(stack), {"first": "arn:1", "second": variable(stack, "arn")})

    assert len(attachments) == 2
    assert resources(stack, "aws_iam_role_policy_attachment") == {
        "first": {"role": "${aws_iam_role.role.id}", "policy_arn": "arn:1"},
        "second": {"role": "${aws_iam_role.role.id}", "policy_arn": "${var.arn}"},
    }


def test_inline_policies_are_separate_resources(stack: TerraformStack) -> None:
    read = statement("Read", actions=["s3:GetObject"], resources=["arn:a"])
    receive = statement("Receive", actions=["sqs:ReceiveMessage"], resources=["arn:b"])
    add_inline_policies(stack, _role(stack), {"bucket": [read], "queue": [receive]})

    policies = resources(stack, "aws_iam_role_policy")
    assert {name: list(policy(found["policy"])) for name, found in policies.items()} == {
        "bucket": ["Read"],
        "queue": ["Receive"],
    }
