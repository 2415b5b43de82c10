"""Key vaults (Microsoft.KeyVault): names, soft delete and recovery.

- A vault's name is unique in Azure (`VaultAlreadyExists`). A deleted vault keeps it until it is purged; creating the
  name again is refused unless the request recovers the vault (`ConflictError`).
- Purge protection and the retention of an existing vault cannot be changed back, and such a vault is not purged.
- The ids of subnets in the firewall come back in small letters.
- Sources: https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults and
  https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview.
"""

import copy

from emulator.azure.authorization import roles_at
from emulator.azure.http_messages import Answer, Json, RefusedError, Request
from emulator.azure.identifiers import ResourceId
from emulator.azure.managed_identities import principals_of
from emulator.azure.resource_types import Change, ResourceType, register
from emulator.azure.store import Resource, merged
from emulator.azure.tenant import Tenant
from emulator.azure.vault_contents import Vault

VAULT = "Microsoft.KeyVault/vaults"
_RETENTION_DAYS = 90
_KEY_ROLES = {"Key Vault Crypto Service Encryption User", "Key Vault Crypto Officer", "Key Vault Administrator"}


def _complete(change: Change) -> None:
    own, name = change.properties, change.id.name.lower()
    recover = own.pop("createMode", None) == "recover"
    deleted = change.tenant.deleted_vaults.get((change.id.subscription.lower(), name))
    if change.previous is None:
        _check_name(change, deleted is not None, recover)
    if deleted and recover:
        resource, contents = deleted
        change.body["properties"] = own = merged(resource.properties, own)
        del change.tenant.deleted_vaults[change.id.subscription.lower(), name]
        change.tenant.vaults[name] = contents
    _check_protection(change)
    own["vaultUri"] = f"https://{change.id.name}.vault.azure.net/"
    own.setdefault("enableSoftDelete", True)
    own.setdefault("softDeleteRetentionInDays", _RETENTION_DAYS)
    own.setdefault("accessPolicies", [])
    for rule in (own.get("networkAcls") or {}).get("virtualNetworkRules") or []:
        rule["id"] = rule["id"].lower()
    vault = change.tenant.vaults.setdefault(name, Vault(change.id.text, purge_protection=False, rbac=False))
    vault.id = change.id.text
    vault.purge_protection = bool(own.get("enablePurgeProtection"))
    vault.rbac = bool(own.get("enableRbacAuthorization"))
    vault.access = own["accessPolicies"]


def _check_name(change: Change, deleted: bool, recover: bool) -> None:
    name = change.id.name
    if name.lower() in change.tenant.vaults or (not deleted and _deleted_elsewhere(change.tenant, name)):
        raise RefusedError(409, "VaultAlreadyExists", f"The vault name '{name}' is already in use.")
    if deleted and not recover:
        raise RefusedError(
            409,
            "ConflictError",
            f"A vault with the same name already exists in deleted state. You need to either recover or purge "
            f"existing key vault '{name}'.",
        )


def _deleted_elsewhere(tenant: Tenant, name: str) -> bool:
    return any(taken == name.lower() for _, taken in tenant.deleted_vaults)


def _check_protection(change: Change) -> None:
    if change.previous is None:
        return
    was, is_ = change.previous.properties, change.properties
    if was.get("enablePurgeProtection") and is_.get("enablePurgeProtection") is False:
        message = 'The property "enablePurgeProtection" cannot be set to false.'
        raise RefusedError(400, "BadRequest", f"{message} Enabling the purge protection is an irreversible action.")
    retention = was.get("softDeleteRetentionInDays")
    if is_.setdefault("softDeleteRetentionInDays", retention) != retention:
        message = 'The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.'
        raise RefusedError(400, "BadRequest", message)


def _deleted(tenant: Tenant, resource: Resource) -> None:
    key = (resource.id.split("/")[2].lower(), resource.name.lower())
    tenant.deleted_vaults[key] = (copy.deepcopy(resource), tenant.vaults.pop(resource.name.lower()))


def answer_deleted_vaults(tenant: Tenant, request: Request) -> Answer:
    """`/subscriptions/<id>/providers/Microsoft.KeyVault/[locations/<location>/]deletedVaults[/<name>[/purge]]`."""
    segments = [segment.lower() for segment in request.segments]
    subscription, tail = segments[1], segments[segments.index("deletedvaults") + 1 :]
    if not tail:
        found = [each for (owner, _), (each, _) in tenant.deleted_vaults.items() if owner == subscription]
        return Answer(body={"value": [_deleted_vault(each) for each in found]})
    resource, vault = tenant.deleted_vaults.get((subscription, tail[0]), (None, None))
    place = segments[segments.index("locations") + 1] if "locations" in segments else None
    if resource is None or vault is None or place not in (None, resource.body["location"].replace(" ", "").lower()):
        raise RefusedError(404, "DeletedVaultNotFound", f"The deleted vault '{tail[0]}' does not exist.")
    if tail[1:] == ["purge"]:
        if vault.purge_protection:
            message = f"The vault '{resource.name}' cannot be purged because purge protection is enabled for it."
            raise RefusedError(400, "MethodNotAllowed", message)
        del tenant.deleted_vaults[subscription, tail[0]]
        return Answer(200)
    return Answer(body=_deleted_vault(resource))


def _deleted_vault(resource: Resource) -> Json:
    location = resource.body["location"]
    base = f"/subscriptions/{resource.id.split('/')[2]}/providers/Microsoft.KeyVault/locations/{location}"
    properties = {"vaultId": resource.id, "location": location, "tags": resource.body.get("tags") or {}}
    return {
        "id": f"{base}/deletedVaults/{resource.name}",
        "name": resource.name,
        "type": "Microsoft.KeyVault/deletedVaults",
        "properties": properties,
    }


def require_key_access(change: Change, key_url: str) -> None:
    """A service encrypts with a customer-managed key: its identity needs the right, its vault purge protection.

    https://learn.microsoft.com/azure/storage/common/customer-managed-keys-overview
    """
    host, _, path = key_url.removeprefix("https://").partition("/")
    vault, name = change.tenant.vaults.get(host.split(".")[0].lower()), path.split("/")[1]
    if vault is None or name not in vault.keys.items:
        raise RefusedError(400, "KeyVaultKeyNotFound", f"The key '{key_url}' was not found.")
    if not vault.purge_protection:
        raise RefusedError(
            400, "KeyVaultPurgeProtectionRequired", f"The key vault '{vault.name}' has no purge protection."
        )
    if not _may_wrap(change.tenant, vault, name, set(principals_of(change.tenant.store, change.body))):
        message = f"The managed identity of '{change.id.text}' does not have get, wrapKey and unwrapKey on '{key_url}'."
        raise RefusedError(403, "KeyVaultAuthenticationFailure", message)


def _may_wrap(tenant: Tenant, vault: Vault, key: str, principals: set[str]) -> bool:
    if vault.rbac:
        return bool(roles_at(tenant, principals, f"{vault.id}/keys/{key}") & _KEY_ROLES)
    permitted = [each["permissions"].get("keys") or [] for each in vault.access if each["objectId"] in principals]
    return any({"get", "wrapkey", "unwrapkey"} <= {name.lower() for name in each} for each in permitted)


def _change_policies(change: Change) -> None:
    """`add`, `replace` or `remove` access policies of the vault; a principal has one, with all its permissions.

    https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/update-access-policy
    """
    vault = change.tenant.existing(change.id.parent)
    sent = (change.sent.get("properties") or {}).get("accessPolicies") or []
    named = {each["objectId"] for each in sent}
    others = [each for each in vault.properties["accessPolicies"] if each["objectId"] not in named]
    vault.properties["accessPolicies"] = others if change.id.name.lower() == "remove" else [*others, *sent]
    change.tenant.vaults[vault.name.lower()].access = vault.properties["accessPolicies"]
    change.properties["accessPolicies"] = vault.properties["accessPolicies"]


def _in_vault(tenant: Tenant, id_: ResourceId) -> bool:
    """Whether a secret or key exists: roles are assigned at its id."""
    vault = tenant.vaults.get(id_.parent.rsplit("/", 1)[1].lower())
    collection = vault and (vault.keys if id_.type.lower().endswith("/keys") else vault.secrets)
    return bool(collection and id_.name in collection.items)


register(
    ResourceType(type=VAULT, complete=_complete, deleted=_deleted),
    # Part of the vault: `initial` keeps them out of the inventory.
    ResourceType(
        type=f"{VAULT}/accessPolicies",
        complete=_change_policies,
        has_state=False,
        initial=lambda _id: {"properties": {}},
    ),
    ResourceType(type=f"{VAULT}/keys", exists=_in_vault),
    ResourceType(type=f"{VAULT}/secrets", exists=_in_vault),
)
