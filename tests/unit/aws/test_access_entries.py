import re

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.access_entries import AccessEntries, Principal
from constructs_lib.aws.account import Account
from tests.unit.synth import data_sources, only, resources, synthesized, variable

ADMINISTRATOR_POLICY = "arn:aws-cn:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"


def test_principal_with_only_an_arn_has_no_permissions(stack: TerraformStack, account: Account) -> None:
    AccessEntries(stack, "access", cluster_name="prod", principals=[Principal("ci", "arn:ci")], account=account)

    assert resources(stack, "aws_eks_access_entry") == {
        "access_ci": {"cluster_name": "prod", "principal_arn": "arn:ci"}
    }
    assert resources(stack, "aws_eks_access_policy_association") == {}
    assert "data" not in synthesized(stack)


def test_user_name_groups_and_policy_reach_the_cluster(stack: TerraformStack, account: Account) -> None:
    principal = Principal("ops", "arn:ops", username="operator", groups=["debug", "view"], administers=True)
    AccessEntries(stack, "access", cluster_name="prod", principals=[principal], account=account)

    assert only(stack, "aws_eks_access_entry") == {
        "cluster_name": "prod",
        "principal_arn": "arn:ops",
        "user_name": "operator",
        "kubernetes_groups": ["debug", "view"],
    }
    assert only(stack, "aws_eks_access_policy_association") == {
        "cluster_name": "prod",
        "principal_arn": "${aws_eks_access_entry.access_ops.principal_arn}",
        "policy_arn": ADMINISTRATOR_POLICY,
        "access_scope": {"type": "cluster"},
    }


def test_only_administrators_get_the_administrator_policy(stack: TerraformStack, account: Account) -> None:
    principals = [Principal("one", "arn:1"), Principal("two", "arn:2", administers=True), Principal("three", "arn:3")]
    AccessEntries(stack, "access", cluster_name="prod", principals=principals, account=account)

    assert list(resources(stack, "aws_eks_access_entry")) == ["access_one", "access_three", "access_two"]
    assert list(resources(stack, "aws_eks_access_policy_association")) == ["access_two_administers"]


def test_references_reach_entry_and_policy(stack: TerraformStack, account: Account) -> None:
    principal = Principal("ci", variable(stack, "role_arn"), administers=True)
    AccessEntries(stack, "access", cluster_name=variable(stack, "cluster"), principals=[principal], account=account)

    entry, association = only(stack, "aws_eks_access_entry"), only(stack, "aws_eks_access_policy_association")
    assert entry["principal_arn"] == "${var.role_arn}"
    assert entry["cluster_name"] == association["cluster_name"] == "${var.cluster}"


def test_creator_is_the_role_of_the_session(stack: TerraformStack, account: Account) -> None:
    AccessEntries(
        stack, "access", cluster_name="prod", principals=[], account=account, bootstrap_cluster_creator_admin=True
    )

    assert data_sources(stack, "aws_iam_session_context") == {
        "access_session": {"arn": "${data.aws_caller_identity.access_caller.arn}"}
    }
    assert only(stack, "aws_eks_access_entry")["principal_arn"] == (
        "${data.aws_iam_session_context.access_session.issuer_arn}"
    )
    assert only(stack, "aws_eks_access_policy_association")["policy_arn"] == ADMINISTRATOR_POLICY


def test_only_the_creator_entry_ignores_arn_changes(stack: TerraformStack, account: Account) -> None:
    principals = [Principal("ops", "arn:ops", administers=True)]
    AccessEntries(
        stack,
        "access",
        cluster_name="prod",
        principals=principals,
        account=account,
        bootstrap_cluster_creator_admin=True,
    )

    entries = resources(stack, "aws_eks_access_entry")
    assert entries["access_creator"]["lifecycle"] == {"ignore_changes": ["principal_arn"]}
    assert "lifecycle" not in entries["access_ops"]
    # From the entry, whose value is ignored, not from the current deployer.
    associations = resources(stack, "aws_eks_access_policy_association")
    assert associations["access_creator_administers"]["principal_arn"] == (
        "${aws_eks_access_entry.access_creator.principal_arn}"
    )


def test_duplicate_principal_ids_are_rejected(stack: TerraformStack, account: Account) -> None:
    principals = [Principal("ci", "arn:1"), Principal("ci", "arn:2")]

    with pytest.raises(RuntimeError, match="already a Construct with name 'ci'"):
        AccessEntries(stack, "access", cluster_name="prod", principals=principals, account=account)


def test_identity_center_role_without_path_is_rejected() -> None:
    messages = (
        'arn arn:aws:iam::1:role/AWSReservedSSO_x lacks the path of the role; write "arn:aws:iam::1:role/aws-reserved/'
    )
    with pytest.raises(ValueError, match=re.escape(messages)):
        Principal("sso", "arn:aws:iam::1:role/AWSReservedSSO_x")
