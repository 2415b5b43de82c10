"""Backup vaults, their policies and the resources that they back up (Microsoft.DataProtection).

- A vault that backs up a storage account needs a role on it (`UserErrorMissingPermissions`).
- A vault with backup instances is not deleted (`VaultContainsResources`).
- Sources: https://learn.microsoft.com/rest/api/dataprotection/ and
  https://learn.microsoft.com/azure/backup/blob-backup-configure-manage.
"""

from emulator.azure.authorization import roles_at
from emulator.azure.http_messages import RefusedError
from emulator.azure.resource_types import Change, ResourceType, register
from emulator.azure.store import Resource
from emulator.azure.tenant import Tenant

VAULT = "Microsoft.DataProtection/backupVaults"
INSTANCE = f"{VAULT}/backupInstances"
_BLOB_ROLE = "Storage Account Backup Contributor"


def _complete_instance(change: Change) -> None:
    own = change.properties
    vault = change.tenant.existing(change.id.parent)
    principal = str((vault.body.get("identity") or {}).get("principalId"))
    source = own["dataSourceInfo"]["resourceID"]
    if _BLOB_ROLE not in roles_at(change.tenant, [principal], source):
        message = f"The vault '{vault.name}' lacks the role '{_BLOB_ROLE}' on '{source}'."
        raise RefusedError(400, "UserErrorMissingPermissions", message)
    own["currentProtectionState"] = "ProtectionConfigured"
    own["protectionStatus"] = {"status": "ProtectionConfigured"}


def _refuse_deletion(tenant: Tenant, vault: Resource) -> None:
    if any(each.id.lower().startswith(f"{vault.id.lower()}/") for each in tenant.store.of_type(INSTANCE)):
        raise RefusedError(400, "VaultContainsResources", f"The vault '{vault.name}' still protects resources.")


register(
    ResourceType(type=VAULT, refuse_deletion=_refuse_deletion, long_running=True),
    ResourceType(type=f"{VAULT}/backupPolicies", created=200, has_state=False),
    ResourceType(type=INSTANCE, complete=_complete_instance, long_running=True),
)
