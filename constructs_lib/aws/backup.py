"""AWS Backup: a locked vault with daily backups."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.backup_plan import BackupPlan, BackupPlanRule, BackupPlanRuleLifecycle
from cdktf_cdktf_provider_aws.backup_selection import BackupSelection
from cdktf_cdktf_provider_aws.backup_vault import BackupVault
from cdktf_cdktf_provider_aws.backup_vault_lock_configuration import BackupVaultLockConfiguration
from cdktf_cdktf_provider_aws.iam_role import IamRole
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.policies import assumed_by_service, attach_policies, managed_policy_arn
from constructs_lib.framework import Component, prevent_destroy, require_known

# Every day at 09:00 UTC: AWS Backup must not start in the hour before the database's own windows
# (https://docs.aws.amazon.com/aws-backup/latest/devguide/creating-a-backup-plan.html).
SCHEDULE = "cron(0 9 * * ? *)"
# The shortest time in which a vault lock in compliance mode can still be removed
# (https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html).
GRACE_DAYS = 3
# https://docs.aws.amazon.com/aws-backup/latest/devguide/security-iam-awsmanpol.html
POLICIES = {
    "databases": "service-role/AWSBackupServiceRolePolicyForBackup",
    "restored_databases": "service-role/AWSBackupServiceRolePolicyForRestores",
    "buckets": "AWSBackupServiceRolePolicyForS3Backup",
    "restored_buckets": "AWSBackupServiceRolePolicyForS3Restore",
}


class Backups(Component):
    """Backup vault `<name>-backups`, and a plan that stores daily backups of `resource_arns` in it.

    Args:
        resource_arns: Aurora clusters and versioned buckets.
        kms_key_arn: Encrypts the vault.
        retention_days: How long backups are retained, and locked.
        lock: `governance` (a principal with the permission can remove it), `compliance` (after 3 days nobody can, not
            even AWS) or `none`.
        deletion_protection: Terraform refuses to destroy the vault. False: its unlocked backups are destroyed with it.

    Attributes:
        vault_arn, vault_name: Of the vault.
        role_arn: The role with which AWS Backup stores and restores.

    Raises:
        ValueError: `lock` or `deletion_protection` is unknown until apply.

    Example:
        Backups(
            stack, "backups", name="wandb", resource_arns=[database.cluster_arn, bucket.bucket_arn],
            kms_key_arn=key.key_arn, account=account, retention_days=35, lock="governance", deletion_protection=True,
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_arns: Sequence[str],
        kms_key_arn: str,
        account: Account,
        retention_days: int,
        lock: str,
        deletion_protection: bool,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, lock=lock, deletion_protection=deletion_protection)
        vault = BackupVault(
            self,
            "vault",
            name=f"{name}-backups",
            kms_key_arn=kms_key_arn,
            force_destroy=not deletion_protection,
            lifecycle=prevent_destroy(deletion_protection),
        )
        if lock != "none":
            BackupVaultLockConfiguration(
                self,
                "lock",
                backup_vault_name=vault.name,
                min_retention_days=retention_days,
                changeable_for_days=GRACE_DAYS if lock == "compliance" else None,
            )
        plan = BackupPlan(
            self,
            "plan",
            name=f"{name}-backups",
            rule=[
                BackupPlanRule(
                    rule_name="daily",
                    target_vault_name=vault.name,
                    schedule=SCHEDULE,
                    lifecycle=BackupPlanRuleLifecycle(delete_after=retention_days),
                )
            ],
        )
        role = IamRole(
            self,
            "role",
            name=f"{name}-backups",
            assume_role_policy=assumed_by_service("backup.amazonaws.com"),
        )
        policies = attach_policies(
            self, role, {id_: managed_policy_arn(account.partition, policy) for id_, policy in POLICIES.items()}
        )
        BackupSelection(
            self,
            "selection",
            name=f"{name}-backups",
            plan_id=plan.id,
            iam_role_arn=role.arn,
            resources=list(resource_arns),
            # The first backup needs the role's policies.
            depends_on=policies,
        )
        self.vault_arn = vault.arn
        self.vault_name = vault.name
        self.role_arn = role.arn
