"""Azure Managed Redis and Azure Cache for Redis (Microsoft.Cache).

- A cache's name is unique in Azure (`NameNotAvailable`); a Premium cache keeps its tier
  (`InvalidRequestBody`).
- Keys are read with `listKeys`, where key access is enabled, and changed with `regenerateKey`.
- Sources: https://learn.microsoft.com/rest/api/redis/ and https://learn.microsoft.com/azure/redis/overview.
"""

from typing import Any

from emulator.azure.http_messages import Answer, RefusedError
from emulator.azure.resource_types import Change, ResourceType, register
from emulator.azure.store import Resource
from emulator.azure.tenant import Tenant
from emulator.azure.values import random_key

CACHE = "Microsoft.Cache/redis"
MANAGED = "Microsoft.Cache/redisEnterprise"
DATABASE = f"{MANAGED}/databases"
_KEYS = ("primaryKey", "secondaryKey")
_KEY_BYTES = 32
_CLUSTER_PORT = 10000


def _check_name(change: Change) -> None:
    same = [each for each in change.tenant.store.of_type(change.id.type) if each.name.lower() == change.id.name.lower()]
    if any(each.key != change.id.key for each in same):
        raise RefusedError(400, "NameNotAvailable", f"The name '{change.id.name}' is not available.")


def _complete_managed(change: Change) -> None:
    _check_name(change)
    own = change.properties
    own |= {
        "hostName": f"{change.id.name}.{change.location}.redis.azure.net",
        "resourceState": "Running",
        "redisVersion": "7.4",
        "redundancyMode": "ZR",
    }
    own.setdefault("minimumTlsVersion", "1.2")
    own.setdefault("encryption", {})
    own.setdefault("privateEndpointConnections", [])
    change.body["kind"] = "v2"


def _complete_database(change: Change) -> None:
    own = change.properties
    own |= {"resourceState": "Running", "redisVersion": "7.4"}
    own.setdefault("port", _CLUSTER_PORT)
    own.setdefault("modules", [])
    own.setdefault("persistence", {"aofEnabled": False, "rdbEnabled": False})
    own.setdefault("deferUpgrade", "NotDeferred")
    own.setdefault("accessKeysAuthentication", "Disabled")
    _make_keys(change)


def _complete_cache(change: Change) -> None:
    _check_name(change)
    own = change.properties
    own |= {
        "hostName": f"{change.id.name}.redis.cache.windows.net",
        "port": 6379,
        "sslPort": 6380,
        "linkedServers": [],
        "instances": [{"sslPort": 15000, "isMaster": True, "isPrimary": True}],
        "redisVersion": "6.0.14",
    }
    limits = {"maxclients": "1000", "maxmemory-reserved": "299", "maxfragmentationmemory-reserved": "299"}
    own["redisConfiguration"] = {**limits, "maxmemory-delta": "299", **(own.get("redisConfiguration") or {})}
    own.setdefault("updateChannel", "Stable")
    own.setdefault("disableAccessKeyAuthentication", False)
    own.setdefault("zonalAllocationPolicy", "Automatic")
    own.setdefault("privateEndpointConnections", [])
    if own["sku"]["name"] == "Premium":
        own.setdefault("replicasPerMaster", 1)
    if change.previous and change.previous.properties["sku"]["name"] == "Premium" and own["sku"]["name"] != "Premium":
        raise RefusedError(400, "InvalidRequestBody", "A Premium cache cannot be scaled to another tier.")
    for each in ("subnetId", "staticIP"):
        if own.get(each) is None:
            own.pop(each, None)
    _make_keys(change)


def _make_keys(change: Change) -> None:
    if change.previous is None:
        change.private.update({each: random_key(_KEY_BYTES) for each in _KEYS})


def _list_keys(_tenant: Tenant, resource: Resource, _body: Any) -> Answer:
    if resource.is_a(DATABASE) and resource.properties["accessKeysAuthentication"] != "Enabled":
        raise RefusedError(400, "BadRequest", "Access keys authentication is disabled for this database.")
    return Answer(body={each: resource.private[each] for each in _KEYS})


def _regenerate_key(tenant: Tenant, resource: Resource, body: Any) -> Answer:
    resource.private[f"{body['keyType'].lower()}Key"] = random_key(_KEY_BYTES)
    return _list_keys(tenant, resource, body)


_ACTIONS = {"listkeys": _list_keys, "regeneratekey": _regenerate_key}

register(
    ResourceType(type=MANAGED, complete=_complete_managed, long_running=True),
    ResourceType(type=DATABASE, complete=_complete_database, actions=_ACTIONS, long_running=True),
    ResourceType(type=CACHE, complete=_complete_cache, actions=_ACTIONS, long_running=True),
    ResourceType(type=f"{CACHE}/firewallRules", has_state=False),
    ResourceType(type=f"{CACHE}/patchSchedules", has_state=False),
)
