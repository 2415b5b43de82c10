from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.account import Account
from constructs_lib.aws.backup import Backups
from constructs_lib.aws.replication import Replication
from tests.unit.synth import only, policy, resources

ARNS = ["arn:cluster", "arn:bucket"]


def create(stack: TerraformStack, account: Account, **changes: Any) -> None:
    given: dict[str, Any] = {"retention_days": 35, "lock": "governance", "deletion_protection": True, **changes}
    Backups(stack, "backups", name="wandb", resource_arns=ARNS, kms_key_arn="arn:key", account=account, **given)


def test_plan_stores_daily_backups_in_the_encrypted_vault(stack: TerraformStack, account: Account) -> None:
    create(stack, account)

    vault = only(stack, "aws_backup_vault")
    assert (vault["kms_key_arn"], vault["force_destroy"]) == ("arn:key", False)
    assert vault["lifecycle"] == {"prevent_destroy": True}
    [rule] = only(stack, "aws_backup_plan")["rule"]
    assert rule == {
        "rule_name": "daily",
        "target_vault_name": "${aws_backup_vault.backups_vault.name}",
        "schedule": "cron(0 9 * * ? *)",
        "lifecycle": {"delete_after": 35},
    }
    assert only(stack, "aws_backup_selection")["resources"] == ARNS


@pytest.mark.parametrize(("lock", "grace"), [("governance", None), ("compliance", 3)])
def test_lock_keeps_backups_for_the_retention(
    lock: str, grace: int | None, stack: TerraformStack, account: Account
) -> None:
    create(stack, account, lock=lock)

    found = only(stack, "aws_backup_vault_lock_configuration")
    assert found["min_retention_days"] == 35
    # Without it, the lock is in governance mode.
    assert found.get("changeable_for_days") == grace


def test_vault_without_lock_and_protection_is_destroyed(stack: TerraformStack, account: Account) -> None:
    create(stack, account, lock="none", deletion_protection=False)

    assert resources(stack, "aws_backup_vault_lock_configuration") == {}
    assert only(stack, "aws_backup_vault")["force_destroy"] is True
    assert "lifecycle" not in only(stack, "aws_backup_vault")


def test_own_role_stores_and_restores_databases_and_buckets(stack: TerraformStack, account: Account) -> None:
    create(stack, account)

    attached = {each["policy_arn"] for each in resources(stack, "aws_iam_role_policy_attachment").values()}
    assert attached == {
        "arn:aws-cn:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
        "arn:aws-cn:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
        "arn:aws-cn:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup",
        "arn:aws-cn:iam::aws:policy/AWSBackupServiceRolePolicyForS3Restore",
    }
    assert "backup.amazonaws.com" in only(stack, "aws_iam_role")["assume_role_policy"]


def test_replica_gets_encrypted_objects_but_no_deletions(stack: TerraformStack) -> None:
    Replication(
        stack,
        "replication",
        name="wandb",
        bucket_name="files",
        bucket_arn="arn:bucket",
        kms_key_arn="arn:key",
        replica_bucket_arn="arn:replica",
        replica_kms_key_arn="arn:other-key",
    )

    [rule] = only(stack, "aws_s3_bucket_replication_configuration")["rule"]
    assert rule["delete_marker_replication"] == {"status": "Disabled"}
    assert rule["source_selection_criteria"] == {"sse_kms_encrypted_objects": {"status": "Enabled"}}
    assert rule["destination"]["encryption_configuration"] == {"replica_kms_key_id": "arn:other-key"}
    allowed = policy(only(stack, "aws_iam_role_policy")["policy"])
    assert allowed["WriteReplicas"]["Resource"] == ["arn:replica/*"]
    assert allowed["EncryptReplicas"]["Resource"] == ["arn:other-key"]
    assert "s3:ReplicateDelete" not in allowed["WriteReplicas"]["Action"]
