"""Azure Backup: an immutable vault with daily backups of a blob container."""

from cdktf_cdktf_provider_azurerm.data_protection_backup_instance_blob_storage import (
    DataProtectionBackupInstanceBlobStorage,
)
from cdktf_cdktf_provider_azurerm.data_protection_backup_policy_blob_storage import (
    DataProtectionBackupPolicyBlobStorage,
)
from cdktf_cdktf_provider_azurerm.data_protection_backup_vault import (
    DataProtectionBackupVault,
    DataProtectionBackupVaultIdentity,
)
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from constructs import Construct

from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.roles import grant, wait_for_roles
from constructs_lib.framework import Component, prevent_destroy, require_known

# The role of the vault's identity (https://learn.microsoft.com/azure/backup/blob-backup-configure-manage).
BACKUP_ROLE = "Storage Account Backup Contributor"
# Every day at 03:00 UTC. Azure counts from the start, so it never changes.
SCHEDULE = "R/2026-01-01T03:00:00+00:00/P1D"
# An unlocked immutable vault refuses to delete backups before their time; an administrator can make it mutable. A
# locked one stays immutable for good (https://learn.microsoft.com/azure/backup/backup-azure-immutable-vault-concept).
IMMUTABILITY = {"governance": "Unlocked", "compliance": "Locked", "none": "Disabled"}
# How long deleted backups can be restored; the service's minimum, which is free.
SOFT_DELETE_DAYS = 14


class Backups(Component):
    """Backup vault `<name>-backups`, and daily backups of the container `container_name` in it.

    The storage account has versions and the change feed enabled.

    Args:
        retention_days: How long backups are retained.
        lock: `governance` (an administrator can remove it), `compliance` (nobody can) or `none`.
        redundancy: `GeoRedundant`, `ZoneRedundant` or `LocallyRedundant`.
        deletion_protection: Terraform refuses to destroy the vault.

    Attributes:
        vault_id: The id of the vault.
        role: The role assignment on the storage account, for `unlock_before`.

    Raises:
        ValueError: `lock` or `deletion_protection` is unknown until apply.

    Example:
        Backups(
            stack, "backups", name="wandb", resource_scope=group.resource_scope, account_id=storage.account_id,
            container_name=storage.container_name, retention_days=35, lock="governance", redundancy="GeoRedundant",
            deletion_protection=True,
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_scope: ResourceScope,
        account_id: str,
        container_name: str,
        retention_days: int,
        lock: str,
        redundancy: str,
        deletion_protection: bool,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, lock=lock, deletion_protection=deletion_protection)
        vault = DataProtectionBackupVault(
            self,
            "vault",
            name=f"{name}-backups",
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            datastore_type="VaultStore",
            redundancy=redundancy,
            immutability=IMMUTABILITY[lock],
            soft_delete="On",
            retention_duration_in_days=SOFT_DELETE_DAYS,
            identity=DataProtectionBackupVaultIdentity(type="SystemAssigned"),
            tags=dict(resource_scope.tags),
            lifecycle=prevent_destroy(deletion_protection),
        )
        policy = DataProtectionBackupPolicyBlobStorage(
            self,
            "policy",
            name="daily",
            vault_id=vault.id,
            backup_repeating_time_intervals=[SCHEDULE],
            vault_default_retention_duration=f"P{retention_days}D",
        )
        self.role: RoleAssignment = grant(
            self, "reads_blobs", role=BACKUP_ROLE, principal_id=vault.identity.principal_id, resource_id=account_id
        )
        DataProtectionBackupInstanceBlobStorage(
            self,
            "blobs",
            name=f"{name}-blobs",
            # Azure refuses the instance until the role is in effect.
            vault_id=wait_for_roles(self, "role_in_effect", value=vault.id, roles=[self.role]),
            location=resource_scope.location,
            storage_account_id=account_id,
            storage_account_container_names=[container_name],
            backup_policy_id=policy.id,
        )
        self.vault_id = vault.id
