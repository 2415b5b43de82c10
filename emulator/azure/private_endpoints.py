"""Private endpoints and their DNS zone groups (Microsoft.Network).

- An endpoint makes a network interface in its subnet, which goes with it.
- A connection that its maker approves is `Approved`; a manual one stays `Pending`.
- A zone group writes an A record into each of its private DNS zones.
- Sources: https://learn.microsoft.com/rest/api/virtualnetwork/private-endpoints and
  https://learn.microsoft.com/azure/private-link/private-endpoint-overview.
"""

from emulator.azure.http_messages import Json
from emulator.azure.identifiers import derived_guid, last
from emulator.azure.network import PRIVATE_ENDPOINT, address_in
from emulator.azure.resource_types import Change, ResourceType, register
from emulator.azure.store import Resource
from emulator.azure.tenant import Tenant

INTERFACE = "Microsoft.Network/networkInterfaces"
ZONE_GROUP = f"{PRIVATE_ENDPOINT}/privateDnsZoneGroups"
_APPROVAL = {"privateLinkServiceConnections": "Approved", "manualPrivateLinkServiceConnections": "Pending"}


def _complete_endpoint(change: Change) -> None:
    own = change.properties
    interface = _put_interface(change)
    own["networkInterfaces"] = [{"id": interface}]
    own["customDnsConfigs"] = []
    own.setdefault("ipConfigurations", [])
    for collection, status in _APPROVAL.items():
        own[collection] = own.get(collection) or []
        for each in own[collection]:
            each["id"] = f"{change.id.text}/{collection}/{each['name']}"
            state = {"status": status, "description": "", "actionsRequired": "None"}
            each["properties"] |= {"provisioningState": "Succeeded", "privateLinkServiceConnectionState": state}


def _put_interface(change: Change) -> str:
    own = change.properties
    name = own.get("customNetworkInterfaceName") or f"{change.id.name}.nic.{derived_guid(change.id.text)}"
    id_ = f"{change.id.resource_group}/providers/{INTERFACE}/{name}"
    subnet = own["subnet"]["id"]
    configuration: Json = {
        "name": "privateEndpointIpConfig",
        "id": f"{id_}/ipConfigurations/privateEndpointIpConfig",
        "properties": {
            "privateIPAddress": address_in(change.tenant, subnet, change.id.text),
            "privateIPAllocationMethod": "Dynamic",
            "primary": True,
            "subnet": {"id": subnet},
            "provisioningState": "Succeeded",
        },
    }
    properties: Json = {
        "provisioningState": "Succeeded",
        "privateEndpoint": {"id": change.id.text},
        "ipConfigurations": [configuration],
    }
    body: Json = {"location": change.body.get("location"), "properties": properties}
    change.tenant.store.put(Resource(id_, INTERFACE, name, body, managed=True))
    return id_


def _deleted(tenant: Tenant, endpoint: Resource) -> None:
    for each in endpoint.properties["networkInterfaces"]:
        tenant.store.remove(each["id"])


def _complete_zone_group(change: Change) -> None:
    endpoint = change.tenant.existing(change.id.parent)
    subnet = endpoint.properties["subnet"]["id"]
    for each in change.properties.get("privateDnsZoneConfigs") or []:
        zone = last(each["properties"]["privateDnsZoneId"])
        each["properties"]["recordSets"] = [
            {
                "recordType": "A",
                "recordSetName": endpoint.name,
                "fqdn": f"{endpoint.name}.{zone}",
                "ttl": 10,
                "provisioningState": "Succeeded",
                "ipAddresses": [address_in(change.tenant, subnet, endpoint.id)],
            }
        ]


register(
    ResourceType(type=PRIVATE_ENDPOINT, complete=_complete_endpoint, deleted=_deleted, long_running=True),
    ResourceType(type=ZONE_GROUP, complete=_complete_zone_group, long_running=True),
    ResourceType(type=INTERFACE),
)
