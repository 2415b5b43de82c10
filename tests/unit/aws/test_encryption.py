import json
from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.account import Account
from constructs_lib.aws.encryption import EncryptionKey, service_users
from constructs_lib.aws.policies import statement
from tests.unit.synth import only, policy, resources, shown, variable

MINIMAL: dict[str, Any] = {
    "name": "wandb-key",
    "description": "Encrypts the test",
    "aliases": ["wandb-alias"],
    "deletion_window_days": 7,
    "deletion_protection": True,
}
ROOT = {"AWS": ["arn:aws-cn:iam::123456789012:root"]}
# What makes a principal a user of the key: reading, writing, or letting others do so.
USES = {
    "kms:*",
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
}


def _service_statements(stack: TerraformStack, account: Account) -> dict[str, Any]:
    EncryptionKey(stack, "encryption", **MINIMAL, account=account, users=service_users(account))
    return policy(only(stack, "aws_kms_key")["policy"])


def test_minimal_key_rotates_and_is_administered_by_the_account(stack: TerraformStack, account: Account) -> None:
    EncryptionKey(stack, "encryption", **MINIMAL, account=account)

    key = only(stack, "aws_kms_key")
    assert policy(key.pop("policy")) == {
        "AccountAdministersAndDelegates": {
            "Effect": "Allow",
            "Principal": ROOT,
            "Action": ["kms:*"],
            "Resource": ["*"],
        }
    }
    assert key == {
        "description": "Encrypts the test",
        "enable_key_rotation": True,
        "deletion_window_in_days": 7,
        "tags": {"Name": "wandb-key"},
        "lifecycle": {"prevent_destroy": True},
    }


def test_users_and_an_administrator_join_the_account(stack: TerraformStack, account: Account) -> None:
    user = statement("Reader", actions=["kms:Decrypt"], resources=["*"], principals={"AWS": ["arn:reader"]})
    EncryptionKey(stack, "encryption", **MINIMAL, account=account, users=[user], administrator_arn="arn:admin")

    statements = policy(only(stack, "aws_kms_key")["policy"])
    assert {sid: found["Principal"] for sid, found in statements.items()} == {
        "AccountAdministersAndDelegates": ROOT,
        "Reader": {"AWS": ["arn:reader"]},
        "AdministratorManagesTheKey": {"AWS": ["arn:admin"]},
    }


def test_identity_center_administrator_without_path_is_rejected(stack: TerraformStack, account: Account) -> None:
    arn = "arn:aws:iam::1:role/AWSReservedSSO_x"
    with pytest.raises(ValueError, match=f"administrator_arn {arn} lacks the path of the role"):
        EncryptionKey(stack, "encryption", **MINIMAL, account=account, administrator_arn=arn)


def test_administrator_cannot_use_the_key(stack: TerraformStack, account: Account) -> None:
    EncryptionKey(stack, "encryption", **MINIMAL, account=account, administrator_arn="arn:admin")

    actions = set(policy(only(stack, "aws_kms_key")["policy"])["AdministratorManagesTheKey"]["Action"])
    assert {"kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"} <= actions
    assert not actions & USES
    assert not any("*" in action for action in actions)


def test_given_policy_replaces_all_statements(stack: TerraformStack, account: Account) -> None:
    theirs = json.dumps({"Version": "2012-10-17", "Statement": []})
    EncryptionKey(stack, "encryption", **MINIMAL, account=account, users=service_users(account), policy=theirs)

    assert only(stack, "aws_kms_key")["policy"] == theirs


def test_every_alias_targets_the_key(stack: TerraformStack, account: Account) -> None:
    aliases = {"aliases": ["first", "second", "third"]}
    EncryptionKey(stack, "encryption", **MINIMAL | aliases, account=account)

    key_id = "${aws_kms_key.encryption_key.key_id}"
    assert resources(stack, "aws_kms_alias") == {
        "encryption_alias": {"name": "alias/first", "target_key_id": key_id},
        "encryption_alias_1": {"name": "alias/second", "target_key_id": key_id},
        "encryption_alias_2": {"name": "alias/third", "target_key_id": key_id},
    }


def test_unprotected_key_can_be_destroyed(stack: TerraformStack, account: Account) -> None:
    EncryptionKey(stack, "encryption", **MINIMAL | {"deletion_protection": False}, account=account)

    assert "lifecycle" not in only(stack, "aws_kms_key")


def test_references_reach_the_policy(stack: TerraformStack, account: Account) -> None:
    administrator = variable(stack, "administrator")
    key = EncryptionKey(stack, "encryption", **MINIMAL, account=account, administrator_arn=administrator)

    assert shown(stack, arn=key.key_arn) == {"arn": "${aws_kms_key.encryption_key.arn}"}
    statements = policy(only(stack, "aws_kms_key")["policy"])
    assert statements["AdministratorManagesTheKey"]["Principal"] == {"AWS": ["${var.administrator}"]}


def test_only_the_auto_scaling_role_encrypts_node_volumes(stack: TerraformStack, account: Account) -> None:
    statements = _service_statements(stack, account)

    role = "arn:aws-cn:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
    # Anybody, narrowed by both conditions: the role need not exist when the policy is written.
    for sid in ("AutoScalingEncryptsNodeVolumes", "AutoScalingGrantsTheKeyToNodeVolumes"):
        assert statements[sid]["Principal"] == {"AWS": ["*"]}
        assert statements[sid]["Condition"]["ArnEquals"] == {"aws:PrincipalArn": role}
        assert statements[sid]["Condition"]["StringEquals"] == {"kms:CallerAccount": "123456789012"}


def test_key_grants_are_only_for_aws_services(stack: TerraformStack, account: Account) -> None:
    statements = _service_statements(stack, account)

    granting = {sid: found for sid, found in statements.items() if "kms:CreateGrant" in found["Action"]}
    assert list(granting) == ["AutoScalingGrantsTheKeyToNodeVolumes"]
    [grant] = granting.values()
    assert grant["Action"] == ["kms:CreateGrant"]
    assert grant["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}


def test_logs_use_the_key_only_in_this_account_and_region(stack: TerraformStack, account: Account) -> None:
    logs = _service_statements(stack, account)["LogsEncryptLogGroups"]

    assert logs["Principal"] == {"Service": ["logs.cn-north-1.amazonaws.com.cn"]}
    assert logs["Condition"] == {
        "ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws-cn:logs:cn-north-1:123456789012:log-group:*"}
    }


@pytest.mark.parametrize("sid", ["AutoScalingEncryptsNodeVolumes", "LogsEncryptLogGroups"])
def test_services_can_use_but_not_administer_the_key(stack: TerraformStack, account: Account, sid: str) -> None:
    actions = set(_service_statements(stack, account)[sid]["Action"])

    assert actions == USES - {"kms:*", "kms:CreateGrant"} | {"kms:DescribeKey"}
