from typing import Any

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.vpc import Vpc

from constructs_lib.aws import identity
from constructs_lib.aws.account import Account
from constructs_lib.aws.identity import ServiceAccountRole
from constructs_lib.aws.policies import statement
from tests.unit.synth import only, policy, resources, shown, variable

MINIMAL: dict[str, Any] = {
    "name": "wandb-server",
    "oidc_provider_arn": "arn:provider",
    "issuer": "oidc.eks.example.com/id/1",
    "service_account": "server",
    "kubernetes_namespace": "default",
}


def test_role_trusts_exactly_one_service_account_of_one_cluster(stack: TerraformStack) -> None:
    ServiceAccountRole(stack, "identity", **MINIMAL)

    role = only(stack, "aws_iam_role")
    assert policy(role.pop("assume_role_policy")) == {
        "sts:AssumeRoleWithWebIdentity": {
            "Effect": "Allow",
            "Principal": {"Federated": "arn:provider"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            # Equal, not like: a pattern would let other accounts in.
            "Condition": {
                "StringEquals": {
                    "oidc.eks.example.com/id/1:sub": "system:serviceaccount:default:server",
                    "oidc.eks.example.com/id/1:aud": "sts.amazonaws.com",
                }
            },
        }
    }
    assert role == {
        "name": "wandb-server",
        "description": "Assumed by the Kubernetes service account default/server",
    }


def test_role_without_policies_has_no_permissions(stack: TerraformStack) -> None:
    ServiceAccountRole(stack, "identity", **MINIMAL)

    assert resources(stack, "aws_iam_role_policy") == resources(stack, "aws_iam_role_policy_attachment") == {}


def test_each_inline_policy_is_a_separate_resource(stack: TerraformStack) -> None:
    read = statement("Read", actions=["s3:GetObject"], resources=["arn:a"])
    receive = statement("Receive", actions=["sqs:ReceiveMessage"], resources=["arn:b"])
    managed = {"csi": "arn:csi", "cni": "arn:cni"}
    ServiceAccountRole(
        stack, "identity", **MINIMAL, inline_policies={"bucket": [read], "queue": [receive]}, policy_arns=managed
    )

    role = "${aws_iam_role.identity_role.id}"
    policies = resources(stack, "aws_iam_role_policy")
    assert {address: (found["name"], found["role"]) for address, found in policies.items()} == {
        "identity_bucket": ("bucket", role),
        "identity_queue": ("queue", role),
    }
    assert list(policy(policies["identity_bucket"]["policy"])) == ["Read"]
    assert list(policy(policies["identity_queue"]["policy"])) == ["Receive"]
    assert resources(stack, "aws_iam_role_policy_attachment") == {
        "identity_csi": {"role": role, "policy_arn": "arn:csi"},
        "identity_cni": {"role": role, "policy_arn": "arn:cni"},
    }


def test_references_reach_the_trust(stack: TerraformStack) -> None:
    values = {name: variable(stack, name) for name in MINIMAL}
    ServiceAccountRole(stack, "identity", **values)

    trust = policy(only(stack, "aws_iam_role")["assume_role_policy"])["sts:AssumeRoleWithWebIdentity"]
    assert trust["Principal"] == {"Federated": "${var.oidc_provider_arn}"}
    assert trust["Condition"]["StringEquals"] == {
        "${var.issuer}:sub": "system:serviceaccount:${var.kubernetes_namespace}:${var.service_account}",
        "${var.issuer}:aud": "sts.amazonaws.com",
    }


def test_its_name_and_arn_are_those_of_the_role(stack: TerraformStack) -> None:
    role = ServiceAccountRole(stack, "identity", **MINIMAL)

    assert shown(stack, name=role.role_name, arn=role.role_arn) == {
        "name": "${aws_iam_role.identity_role.name}",
        "arn": "${aws_iam_role.identity_role.arn}",
    }


def test_dependents_wait_for_attached_policies(stack: TerraformStack) -> None:
    role = ServiceAccountRole(stack, "identity", **MINIMAL, policy_arns={"csi": "arn:csi"})
    Vpc(stack, "waiting", depends_on=role.dependencies)

    assert only(stack, "aws_vpc")["depends_on"] == ["aws_iam_role_policy_attachment.identity_csi"]


def test_dependents_wait_for_inline_policies(stack: TerraformStack) -> None:
    read = statement("Read", actions=["s3:GetObject"], resources=["arn:a"])
    role = ServiceAccountRole(stack, "identity", **MINIMAL, inline_policies={"bucket": [read]})
    Vpc(stack, "waiting", depends_on=role.dependencies)

    assert only(stack, "aws_vpc").get("depends_on") == ["aws_iam_role_policy.identity_bucket"]


def test_server_uses_only_its_bucket_and_key() -> None:
    read, use, key = identity.bucket_statements("arn:bucket", "arn:key")

    assert (read["Resource"], use["Resource"], key["Resource"]) == (["arn:bucket"], ["arn:bucket/*"], ["arn:key"])
    assert {"s3:ListBucket", "s3:GetBucketLocation"} <= set(read["Action"])
    assert {"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"} <= set(use["Action"])
    assert {"kms:Decrypt", "kms:GenerateDataKey"} <= set(key["Action"])
    # It neither changes the bucket nor its policy.
    assert not any(action.startswith(("s3:PutBucket", "s3:DeleteBucket", "kms:Put")) for action in read["Action"])


def test_bucket_without_kms_key_needs_no_key_permissions() -> None:
    services = {action.split(":")[0] for s in identity.bucket_statements("arn:bucket", None) for action in s["Action"]}

    assert services == {"s3"}


def test_strict_mode_allows_no_external_buckets(account: Account) -> None:
    assert identity.external_bucket_statements(account, "strict", ["111111111111"]) == []


@pytest.mark.parametrize(
    ("mode", "condition"),
    [
        ("restricted", {"StringEquals": {"aws:ResourceAccount": ["111111111111", "222222222222"]}}),
        ("public", {"StringNotEquals": {"aws:ResourceAccount": "123456789012"}}),
    ],
)
def test_external_buckets_and_keys_are_limited_by_account(
    account: Account, mode: str, condition: dict[str, Any]
) -> None:
    statements = identity.external_bucket_statements(account, mode, ["111111111111", "222222222222"])

    assert [found["Resource"] for found in statements] == [
        ["arn:aws-cn:s3:::*"],
        ["arn:aws-cn:s3:::*/*"],
        ["arn:aws-cn:kms:*:*:key/*"],
    ]
    assert [found["Condition"] for found in statements] == [condition] * 3


def test_unknown_mode_is_rejected(account: Account) -> None:
    with pytest.raises(ValueError, match="mode"):
        identity.external_bucket_statements(account, "Strict", [])


def test_server_can_only_receive_from_its_queue() -> None:
    received = identity.queue_statement("arn:queue")

    assert received["Resource"] == ["arn:queue"]
    assert {"sqs:ReceiveMessage", "sqs:DeleteMessage"} <= set(received["Action"])
    assert "sqs:SendMessage" not in received["Action"]


def test_server_manages_only_secrets_with_its_prefix(account: Account) -> None:
    kept = identity.secret_store_statement(account, "wandb-store")

    assert kept["Resource"] == ["arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:wandb-store*"]
    assert {action.split(":")[0] for action in kept["Action"]} == {"secretsmanager"}


def test_exporter_can_only_read_metrics() -> None:
    read = identity.metrics_statement()

    assert set(read["Action"]) == {
        "cloudwatch:GetMetricData",
        "cloudwatch:GetMetricStatistics",
        "cloudwatch:ListMetrics",
        "tag:GetResources",
    }
