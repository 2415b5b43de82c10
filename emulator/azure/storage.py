"""Storage accounts with their services, containers, queues and lifecycle rules (Microsoft.Storage).

- An account's name is unique in Azure and has 3 to 24 letters and digits (`StorageAccountAlreadyTaken`).
- A customer-managed key needs an identity with a right to it.
- Container soft delete does not keep the name; a queue or container of a missing account is refused.
- Creation answers 200, as do deletions of an account (no long-running operation of its own).
- Sources: https://learn.microsoft.com/rest/api/storagerp/ and
  https://learn.microsoft.com/azure/storage/common/storage-account-overview.
"""

import copy
import re
from collections.abc import Callable
from typing import Any

from emulator.azure.http_messages import Answer, Json, RefusedError
from emulator.azure.identifiers import ResourceId
from emulator.azure.key_vault import require_key_access
from emulator.azure.resource_types import Change, ResourceType, register
from emulator.azure.store import Resource
from emulator.azure.tenant import Tenant
from emulator.azure.values import now, random_key

ACCOUNT = "Microsoft.Storage/storageAccounts"
CONTAINER = f"{ACCOUNT}/blobServices/containers"
QUEUE = f"{ACCOUNT}/queueServices/queues"
_NAME = re.compile(r"[a-z0-9]{3,24}")
_CONTAINER_NAME = re.compile(r"(?!.*--)[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]|\$root|\$web|\$logs")
_KEY_BYTES = 64
_ENDPOINTS = ("blob", "queue", "table", "file", "dfs", "web")
_SERVICES: dict[str, Json] = {
    "blobServices": {"cors": {"corsRules": []}, "deleteRetentionPolicy": {"enabled": False}},
    "fileServices": {"cors": {"corsRules": []}, "shareDeleteRetentionPolicy": {"enabled": True, "days": 7}},
    "queueServices": {"cors": {"corsRules": []}},
    "tableServices": {"cors": {"corsRules": []}},
}


def _complete_account(change: Change) -> None:
    own, name = change.properties, change.id.name
    _check_name(change)
    previous = change.previous.properties if change.previous else {}
    own["creationTime"] = previous.get("creationTime", now())
    own["keyCreationTime"] = previous.get("keyCreationTime", {"key1": now(), "key2": now()})
    own["primaryEndpoints"] = {each: f"https://{name}.{each}.core.windows.net/" for each in _ENDPOINTS}
    own |= {"primaryLocation": change.location, "statusOfPrimary": "available"}
    if change.body["sku"]["name"].upper().split("_")[1] in ("GRS", "RAGRS", "GZRS", "RAGZRS"):
        own |= {"secondaryLocation": "paired", "statusOfSecondary": "available"}
    change.body["sku"]["tier"] = change.body["sku"]["name"].split("_")[0]
    _complete_encryption(change)
    _complete_firewall(own)
    own.setdefault("privateEndpointConnections", [])
    own["minimumTlsVersion"] = own.get("minimumTlsVersion") or "TLS1_0"
    if change.previous is None:
        change.private["keys"] = [random_key(_KEY_BYTES), random_key(_KEY_BYTES)]


def _check_name(change: Change) -> None:
    name = change.id.name
    if not _NAME.fullmatch(name):
        message = f"{name} is not a valid storage account name: 3 to 24 lowercase letters and numbers."
        raise RefusedError(400, "AccountNameInvalid", message)
    if any(each.name == name and each.key != change.id.key for each in change.tenant.store.of_type(ACCOUNT)):
        raise RefusedError(409, "StorageAccountAlreadyTaken", f"The storage account named {name} is already taken.")


def _complete_encryption(change: Change) -> None:
    encryption = change.properties.setdefault("encryption", {})
    encryption.setdefault("keySource", "Microsoft.Storage")
    services = encryption.setdefault("services", {})
    for each in ("blob", "file"):
        services[each] = {**services.get(each, {}), "enabled": True, "keyType": "Account", "lastEnabledTime": now()}
    key = encryption.get("keyvaultproperties")
    if key and encryption["keySource"].lower() == "microsoft.keyvault":
        require_key_access(change, f"{key['keyvaulturi'].rstrip('/')}/keys/{key['keyname']}")
        key.setdefault("currentVersionedKeyIdentifier", "")


def _complete_firewall(properties: Json) -> None:
    rules = properties.setdefault("networkAcls", {"bypass": "AzureServices", "defaultAction": "Allow"})
    for each in rules.setdefault("ipRules", []):
        each["action"] = "Allow"
    for each in rules.setdefault("virtualNetworkRules", []):
        each |= {"action": "Allow", "state": "Succeeded"}


def _list_keys(_tenant: Tenant, account: Resource, _body: Any) -> Answer:
    keys = [
        {"keyName": f"key{number}", "value": value, "permissions": "FULL"}
        for number, value in enumerate(account.private["keys"], start=1)
    ]
    return Answer(body={"keys": keys})


def _regenerate_key(tenant: Tenant, account: Resource, body: Any) -> Answer:
    number = int(body["keyName"].removeprefix("key"))
    account.private["keys"][number - 1] = random_key(_KEY_BYTES)
    return _list_keys(tenant, account, body)


def _complete_container(change: Change) -> None:
    own = change.properties
    if not _CONTAINER_NAME.fullmatch(change.id.name):
        raise RefusedError(400, "ContainerNameInvalid", f"The container name '{change.id.name}' is not valid.")
    own |= {
        "leaseStatus": "Unlocked",
        "leaseState": "Available",
        "lastModifiedTime": now(),
        "hasImmutabilityPolicy": False,
        "hasLegalHold": False,
        "immutableStorageWithVersioning": own.get("immutableStorageWithVersioning"),
    }
    own.setdefault("publicAccess", "None")
    own.setdefault("defaultEncryptionScope", "$account-encryption-key")
    own.setdefault("denyEncryptionScopeOverride", False)


def _complete_rules(change: Change) -> None:
    change.properties["lastModifiedTime"] = now()


def _complete_service(change: Change) -> None:
    # A PUT of a service changes only the properties that it has.
    if change.previous:
        change.body["properties"] = {**change.previous.properties, **(change.sent.get("properties") or {})}


def _initial_service(properties: Json) -> Callable[[ResourceId], Json]:
    return lambda _id: {"properties": copy.deepcopy(properties)}


register(
    ResourceType(
        type=ACCOUNT,
        complete=_complete_account,
        actions={"listkeys": _list_keys, "regeneratekey": _regenerate_key},
        created=200,
    ),
    *(
        ResourceType(
            type=f"{ACCOUNT}/{service}",
            complete=_complete_service,
            created=200,
            has_state=False,
            initial=_initial_service(properties),
        )
        for service, properties in _SERVICES.items()
    ),
    ResourceType(type=CONTAINER, complete=_complete_container, has_state=False),
    ResourceType(type=QUEUE, created=200, deleted_status=204, has_state=False),
    ResourceType(type=f"{ACCOUNT}/managementPolicies", complete=_complete_rules, created=200, has_state=False),
)
