from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.account import Account
from constructs_lib.aws.cluster import Cluster
from tests.unit.synth import number_variable, only, policy, resources, shown, variable

CONTROL_PLANE = "aws_eks_cluster.cluster_control_plane"
MINIMAL: dict[str, Any] = {
    "name": "prod",
    "version": "1.35",
    "subnet_ids": ["subnet-1", "subnet-2"],
    "kms_key_arn": "arn:key",
}


def test_minimal_cluster_is_private_without_default_add_ons(stack: TerraformStack, account: Account) -> None:
    Cluster(stack, "cluster", **MINIMAL, account=account)

    assert only(stack, "aws_eks_cluster") == {
        "name": "prod",
        "version": "1.35",
        "role_arn": "${aws_iam_role.cluster_role.arn}",
        "vpc_config": {
            "subnet_ids": ["subnet-1", "subnet-2"],
            "endpoint_private_access": True,
            "endpoint_public_access": False,
        },
        "access_config": {"authentication_mode": "API", "bootstrap_cluster_creator_admin_permissions": True},
        "bootstrap_self_managed_addons": False,
        "enabled_cluster_log_types": ["api", "audit", "authenticator", "controllerManager", "scheduler"],
        "encryption_config": {"provider": {"key_arn": "arn:key"}, "resources": ["secrets"]},
        # AWS does not upgrade it by itself on the day that support ends.
        "upgrade_policy": {"support_type": "EXTENDED"},
        "lifecycle": {
            "ignore_changes": [
                "access_config[0].bootstrap_cluster_creator_admin_permissions",
                "bootstrap_self_managed_addons",
            ]
        },
        "depends_on": [
            "aws_cloudwatch_log_group.cluster_log",
            "aws_iam_role_policy_attachment.cluster_cluster_policy",
            "aws_iam_role_policy.cluster_encryption_policy",
        ],
    }
    assert resources(stack, "aws_eks_addon") == resources(stack, "aws_eks_node_group") == {}
    assert resources(stack, "aws_ec2_tag") == {}


def test_everything_that_is_set_reaches_the_cluster(stack: TerraformStack, account: Account) -> None:
    Cluster(
        stack,
        "cluster",
        **MINIMAL,
        account=account,
        public_access_cidrs=["203.0.113.0/24", "198.51.100.7/32"],
        log_retention_days=90,
        bootstrap_cluster_creator_admin=False,
        aws_auth_config_map=True,
        tags={"team": "ml", "kubernetes.io/kind": "server"},
    )

    cluster = only(stack, "aws_eks_cluster")
    assert cluster["vpc_config"] == {
        "subnet_ids": ["subnet-1", "subnet-2"],
        "endpoint_private_access": True,
        "endpoint_public_access": True,
        "public_access_cidrs": ["203.0.113.0/24", "198.51.100.7/32"],
    }
    assert cluster["access_config"] == {
        "authentication_mode": "API_AND_CONFIG_MAP",
        "bootstrap_cluster_creator_admin_permissions": False,
    }
    assert cluster["tags"] == {"team": "ml", "kubernetes.io/kind": "server"}
    assert only(stack, "aws_cloudwatch_log_group")["retention_in_days"] == 90


def test_references_reach_the_cluster(stack: TerraformStack, account: Account) -> None:
    arguments = {name: variable(stack, name) for name in ("name", "kms_key_arn")}
    days = number_variable(stack, "days")
    subnet = variable(stack, "subnet")
    Cluster(
        stack, "cluster", **MINIMAL | arguments | {"subnet_ids": [subnet]}, account=account, log_retention_days=days
    )

    cluster, log = only(stack, "aws_eks_cluster"), only(stack, "aws_cloudwatch_log_group")
    assert cluster["encryption_config"]["provider"] == {"key_arn": "${var.kms_key_arn}"}
    assert cluster["vpc_config"]["subnet_ids"] == ["${var.subnet}"]
    assert log == {
        "name": "/aws/eks/${var.name}/cluster",
        "retention_in_days": "${var.days}",
        "kms_key_id": "${var.kms_key_arn}",
    }
    may_use_key = policy(only(stack, "aws_iam_role_policy")["policy"])["EncryptSecrets"]
    assert may_use_key["Resource"] == ["${var.kms_key_arn}"]


def test_control_plane_logs_go_to_an_encrypted_group_that_expires(stack: TerraformStack, account: Account) -> None:
    Cluster(stack, "cluster", **MINIMAL, account=account)

    assert only(stack, "aws_cloudwatch_log_group") == {
        # The name under which EKS looks for it.
        "name": "/aws/eks/prod/cluster",
        "retention_in_days": 30,
        "kms_key_id": "arn:key",
    }


def test_cluster_role_is_limited_to_eks(stack: TerraformStack, account: Account) -> None:
    Cluster(stack, "cluster", **MINIMAL, account=account)

    role = only(stack, "aws_iam_role")
    assert policy(role["assume_role_policy"]) == {
        "sts:AssumeRole": {
            "Effect": "Allow",
            "Principal": {"Service": "eks.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    }
    assert only(stack, "aws_iam_role_policy_attachment") == {
        "role": "${aws_iam_role.cluster_role.id}",
        "policy_arn": "arn:aws-cn:iam::aws:policy/AmazonEKSClusterPolicy",
    }
    assert policy(only(stack, "aws_iam_role_policy")["policy"]) == {
        "EncryptSecrets": {
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:ListGrants"],
            "Resource": ["arn:key"],
        }
    }


def test_oidc_provider_has_the_cluster_issuer(stack: TerraformStack, account: Account) -> None:
    cluster = Cluster(stack, "cluster", **MINIMAL, account=account)

    provider = "aws_iam_openid_connect_provider.cluster_oidc_provider"
    assert shown(stack, arn=cluster.oidc_provider_arn, issuer=cluster.oidc_issuer) == {
        "arn": f"${{{provider}.arn}}",
        "issuer": f'${{replace({provider}.url, "https://", "")}}',
    }
    assert only(stack, "aws_iam_openid_connect_provider") == {
        "url": f"${{{CONTROL_PLANE}.identity[0].oidc[0].issuer}}",
        "client_id_list": ["sts.amazonaws.com"],
        "tags": {"Name": "prod-irsa"},
    }


def test_cluster_security_group_gets_every_tag(stack: TerraformStack, account: Account) -> None:
    Cluster(stack, "cluster", **MINIMAL, account=account, tags={"team": "ml", "kubernetes.io/kind": "server"})

    group = f"${{{CONTROL_PLANE}.vpc_config[0].cluster_security_group_id}}"
    assert list(resources(stack, "aws_ec2_tag").values()) == [
        {"resource_id": group, "key": "kubernetes.io/kind", "value": "server"},
        {"resource_id": group, "key": "team", "value": "ml"},
    ]


@pytest.mark.parametrize(
    ("attribute", "expression"),
    [
        # Unlike the name, unknown while the cluster is replaced: what is in it is then replaced in the same apply.
        ("cluster_name", "id"),
        ("name", "name"),
        ("cluster_arn", "arn"),
        ("endpoint", "endpoint"),
        ("certificate_authority_data", "certificate_authority[0].data"),
        ("version", "version"),
        ("security_group_id", "vpc_config[0].cluster_security_group_id"),
    ],
)
def test_attributes_are_those_of_the_control_plane(
    stack: TerraformStack, account: Account, attribute: str, expression: str
) -> None:
    cluster = Cluster(stack, "cluster", **MINIMAL, account=account)

    value = shown(stack, value=getattr(cluster, attribute))["value"]
    assert value == f"${{{CONTROL_PLANE}.{expression}}}"
