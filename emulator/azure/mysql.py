"""MySQL flexible servers, their databases and configurations (Microsoft.DBforMySQL).

- A server in a network needs a subnet delegated to it and a private DNS zone that ends in
  `.mysql.database.azure.com` (`SubnetNotDelegated`, `InvalidPrivateDnsZone`).
- A customer-managed key needs an identity with a right to it.
- High availability needs a General Purpose or Memory Optimized SKU (`HaNotSupportedForBurstable`).
- A version is not lowered.
- Every server has all configurations; a PUT changes one.
- Sources: https://learn.microsoft.com/rest/api/mysql/flexibleserver/ and
  https://learn.microsoft.com/azure/mysql/flexible-server/concepts-networking-vnet.
"""

from typing import Any

from emulator.azure.http_messages import Answer, Json, RefusedError
from emulator.azure.identifiers import ResourceId, last
from emulator.azure.key_vault import require_key_access
from emulator.azure.resource_types import Change, ResourceType, register
from emulator.azure.store import Resource
from emulator.azure.tenant import Tenant
from emulator.azure.values import now

SERVER = "Microsoft.DBforMySQL/flexibleServers"
_ONLY_AT_CREATION = ("createMode", "sourceServerResourceId", "restorePointInTime")


def _complete_server(change: Change) -> None:
    own, name = change.properties, change.id.name
    if own.pop("administratorLoginPassword", None):
        change.private["has_password"] = True
    _check_network(change)
    _check_version(change)
    if own.get("dataEncryption", {}).get("primaryKeyURI"):
        require_key_access(change, own["dataEncryption"]["primaryKeyURI"])
    own |= {
        "fullyQualifiedDomainName": f"{name}.mysql.database.azure.com",
        "state": "Ready",
        "replicationRole": own.get("replicationRole") or "None",
        "replicaCapacity": 10,
        "fullVersion": own.get("version", ""),
    }
    own.setdefault("availabilityZone", "1")
    defaults: Json = {"iops": 600, "logOnDisk": "Disabled", "storageSku": "Premium_LRS"}
    defaults |= {"autoGrow": "Enabled", "autoIoScaling": "Disabled"}
    own["storage"] = {**defaults, **(own.get("storage") or {})}
    backup = own.setdefault("backup", {})
    backup.setdefault("backupIntervalHours", 24)
    backup["earliestRestoreDate"] = now()
    _complete_availability(change)
    window = {"customWindow": "Disabled", "dayOfWeek": 0, "startHour": 0, "startMinute": 0}
    own.setdefault("maintenanceWindow", window)
    for each in _ONLY_AT_CREATION:
        own.pop(each, None)


def _check_network(change: Change) -> None:
    network = change.properties.get("network") or {}
    subnet_id, zone_id = network.get("delegatedSubnetResourceId"), network.get("privateDnsZoneResourceId")
    if not subnet_id:
        return
    network["publicNetworkAccess"] = "Disabled"
    subnet = change.tenant.existing(subnet_id, "LinkedInvalidPropertyId", 400)
    delegations = [each["properties"]["serviceName"].lower() for each in subnet.properties.get("delegations") or []]
    if SERVER.lower() not in delegations:
        raise RefusedError(400, "SubnetNotDelegated", f"The subnet '{subnet_id}' is not delegated to {SERVER}.")
    if zone_id and not last(zone_id).lower().endswith(".mysql.database.azure.com"):
        message = f"The private DNS zone '{last(zone_id)}' must end with .mysql.database.azure.com."
        raise RefusedError(400, "InvalidPrivateDnsZone", message)


def _check_version(change: Change) -> None:
    was = change.previous.properties.get("version") if change.previous else None
    is_ = change.properties.get("version")
    if was and is_ and _numbers(is_) < _numbers(was):
        raise RefusedError(400, "InvalidParameterValue", f"The version cannot be changed from {was} to {is_}.")


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _complete_availability(change: Change) -> None:
    availability = change.properties.setdefault("highAvailability", {"mode": "Disabled"})
    enabled = availability.get("mode", "Disabled") != "Disabled"
    if enabled and change.body["sku"]["tier"] == "Burstable":
        message = "High availability is not supported for the Burstable tier."
        raise RefusedError(400, "HaNotSupportedForBurstable", message)
    availability["state"] = "Healthy" if enabled else "NotEnabled"
    if enabled and not availability.get("standbyAvailabilityZone"):
        own_zone = change.properties["availabilityZone"]
        elsewhere = "2" if own_zone == "1" else "1"
        availability["standbyAvailabilityZone"] = own_zone if availability["mode"] == "SameZone" else elsewhere


def _initial_configuration(_id: ResourceId) -> Json:
    return {"properties": {"value": "default", "source": "system-default", "defaultValue": "default"}}


def _complete_configuration(change: Change) -> None:
    own = change.properties
    own["source"] = "user-override" if change.sent.get("properties", {}).get("source") is None else own["source"]
    facts = {"description": "", "defaultValue": "default", "dataType": "String", "allowedValues": ""}
    own |= {**facts, "isReadOnly": "False", "isConfigPendingRestart": "False", "isDynamicConfig": "True"}


def _update_configurations(tenant: Tenant, server: Resource, body: Any) -> Answer:
    for each in body.get("value") or []:
        id_ = f"{server.id}/configurations/{each['name']}"
        properties = {"source": "user-override", "defaultValue": "default", **each.get("properties", {})}
        tenant.store.put(Resource(id_, f"{SERVER}/configurations", each["name"], {"properties": properties}))
    return Answer(202, {"value": []}, tenant.operations.start(server.id, "Updating"))


def _restart(tenant: Tenant, server: Resource, _body: Any) -> Answer:
    return Answer(202, headers=tenant.operations.start(server.id, "Updating"))


register(
    ResourceType(
        type=SERVER,
        complete=_complete_server,
        actions={
            **dict.fromkeys(("restart", "start", "stop", "failover"), _restart),
            "updateconfigurations": _update_configurations,
        },
        long_running=True,
        has_state=False,
    ),
    ResourceType(type=f"{SERVER}/databases", long_running=True, has_state=False),
    ResourceType(type=f"{SERVER}/firewallRules", long_running=True, has_state=False),
    ResourceType(
        type=f"{SERVER}/configurations",
        complete=_complete_configuration,
        long_running=True,
        has_state=False,
        initial=_initial_configuration,
    ),
)
