"""Virtual networks, subnets and public IP addresses (Microsoft.Network).

- A network contains its subnets: a PUT of the network replaces them, except that one in use stays (`InUseSubnet...`).
- Subnets lie in the network and do not overlap (`NetcfgInvalidSubnet`, `NetcfgSubnetRangesOverlap`).
- A subnet or address in use is not deleted, nor a network with such a subnet.
- Sources: https://learn.microsoft.com/rest/api/virtualnetwork/ and
  https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet.
"""

import hashlib
import ipaddress
from typing import Any

from emulator.azure.http_messages import Json, RefusedError
from emulator.azure.identifiers import ResourceId
from emulator.azure.resource_manager import store
from emulator.azure.resource_types import Change, ResourceType, register
from emulator.azure.store import Resource
from emulator.azure.tenant import Tenant

NETWORK = "Microsoft.Network/virtualNetworks"
SUBNET = f"{NETWORK}/subnets"
ADDRESS = "Microsoft.Network/publicIPAddresses"
PRIVATE_ENDPOINT = "Microsoft.Network/privateEndpoints"
SUBNET_IN_USE = "InUseSubnetCannotBeDeleted"
_RESERVED_ADDRESSES = 4  # The first addresses of a subnet belong to Azure.

# What a service may do in a subnet delegated to it, whatever the request says
# (https://learn.microsoft.com/azure/virtual-network/subnet-delegation-overview).
_DELEGATED_ACTIONS = {
    "microsoft.dbformysql/flexibleservers": ["Microsoft.Network/virtualNetworks/subnets/join/action"],
}


def prefixes(properties: Json) -> list[str]:
    """The address ranges of a subnet, which has either of two properties."""
    return list(properties.get("addressPrefixes") or [properties["addressPrefix"]])


def address_in(tenant: Tenant, subnet_id: str, user: str) -> str:
    """A private address in a subnet, the same for the same user."""
    subnet = tenant.existing(subnet_id, "InvalidResourceReference", 400)
    network = ipaddress.ip_network(prefixes(subnet.properties)[0])
    usable = network.num_addresses - _RESERVED_ADDRESSES - 1
    offset = int(hashlib.sha256(user.lower().encode()).hexdigest(), 16) % usable
    return str(network[_RESERVED_ADDRESSES + offset])


def _complete_network(change: Change) -> None:
    own = change.properties
    sent = own.pop("subnets", None)
    if sent is not None and (change.previous is None or "subnets" in (change.sent.get("properties") or {})):
        _replace_subnets(change, sent)
    own.setdefault("enableDdosProtection", False)
    own.setdefault("privateEndpointVNetPolicies", "Disabled")


def _replace_subnets(change: Change, subnets: list[Json]) -> None:
    collection = f"{change.id.text}/subnets"
    names = {each["name"].lower() for each in subnets}
    for each in change.tenant.store.directly_in(collection):
        if each.name.lower() not in names:
            _refuse_use(change.tenant, each)
            change.tenant.store.remove(each.id)
    for subnet in subnets:
        store_part(change, f"{collection}/{subnet['name']}", {"properties": subnet["properties"]})


def store_part(change: Change, id_: str, body: Json) -> None:
    """Stores a resource that was sent as a part of another one."""
    parsed = ResourceId.parse(id_)
    assert parsed is not None
    store(change.tenant, change.principal, parsed, body)


def _refuse_use(tenant: Tenant, subnet: Resource) -> None:
    users = subnet_users(tenant, subnet)
    if users:
        message = f"Subnet {subnet.name} is in use by {users[0].id} and cannot be deleted."
        raise RefusedError(400, SUBNET_IN_USE, message)


def _refuse_network_use(tenant: Tenant, network: Resource) -> None:
    for subnet in tenant.store.directly_in(f"{network.id}/subnets"):
        _refuse_use(tenant, subnet)


def subnet_users(tenant: Tenant, subnet: Resource) -> list[Resource]:
    """What is in the subnet. A firewall rule of a vault or storage account that names it does not keep it."""
    return [each for each in tenant.store.users(subnet.id) if not each.type.startswith(_ONLY_NAMES_SUBNETS)]


_ONLY_NAMES_SUBNETS = ("Microsoft.KeyVault/", "Microsoft.Storage/", "Microsoft.Authorization/")


def _view_network(tenant: Tenant, network: Resource, body: Json) -> None:
    body["properties"]["subnets"] = [
        _with_endpoints(tenant, each) for each in tenant.store.directly_in(f"{network.id}/subnets")
    ]


def _view_subnet(tenant: Tenant, subnet: Resource, body: Json) -> None:
    body["properties"] = _with_endpoints(tenant, subnet)["properties"]


def _with_endpoints(tenant: Tenant, subnet: Resource) -> Json:
    endpoints = [
        {"id": each.id}
        for each in tenant.store.of_type(PRIVATE_ENDPOINT)
        if each.properties["subnet"]["id"].lower() == subnet.key
    ]
    extra: Json = {"privateEndpoints": endpoints} if endpoints else {}
    return {**subnet.body, "properties": {**subnet.properties, **extra}}


def _complete_subnet(change: Change) -> None:
    own = change.properties
    _check_ranges(change, prefixes(own))
    for endpoint in own.get("serviceEndpoints") or []:
        endpoint["provisioningState"] = "Succeeded"
        endpoint.setdefault("locations", ["*"])
    for delegation in own.get("delegations") or []:
        delegation["id"] = f"{change.id.text}/delegations/{delegation['name']}"
        service = delegation["properties"]["serviceName"]
        delegation["properties"]["actions"] = _DELEGATED_ACTIONS.get(
            service.lower(), delegation["properties"].get("actions", [])
        )
        delegation["properties"]["provisioningState"] = "Succeeded"
    own.setdefault("privateEndpointNetworkPolicies", "Disabled")
    own.setdefault("privateLinkServiceNetworkPolicies", "Enabled")
    if len(own.get("addressPrefixes") or []) == 1:
        own["addressPrefix"] = own["addressPrefixes"][0]


def _check_ranges(change: Change, ranges: list[str]) -> None:
    store = change.tenant.store
    network = store.get(change.id.parent)
    outer = network.properties["addressSpace"]["addressPrefixes"] if network else ranges
    for each in map(ipaddress.ip_network, ranges):
        if not any(_inside(each, ipaddress.ip_network(around)) for around in outer):
            message = f"Subnet '{change.id.name}' is not valid because its IP address range is outside the IP address"
            raise RefusedError(400, "NetcfgInvalidSubnet", f"{message} range of virtual network '{change.id.parent}'.")
        for other in store.directly_in(f"{change.id.parent}/subnets"):
            taken = map(ipaddress.ip_network, prefixes(other.properties))
            if other.key != change.id.key and any(each.overlaps(one) for one in taken):
                message = f"Subnet '{change.id.name}' is not valid because its IP address range overlaps with that of"
                raise RefusedError(400, "NetcfgSubnetRangesOverlap", f"{message} an existing subnet ({other.name}).")


def _inside(inner: Any, outer: Any) -> bool:
    return inner.version == outer.version and bool(inner.subnet_of(outer))


def _complete_address(change: Change) -> None:
    own = change.properties
    number = int(hashlib.sha256(change.id.key.encode()).hexdigest()[:4], 16)
    own["ipAddress"] = f"20.50.{number >> 8}.{number & 255}"
    own.setdefault("idleTimeoutInMinutes", 4)
    own.setdefault("ipTags", [])
    own.setdefault("ddosSettings", {"protectionMode": "VirtualNetworkInherited"})
    label = (own.get("dnsSettings") or {}).get("domainNameLabel")
    if label:
        own["dnsSettings"]["fqdn"] = f"{label}.{change.location}.cloudapp.azure.com"
    change.body.setdefault("sku", {}).setdefault("tier", "Regional")


register(
    ResourceType(
        type=NETWORK,
        complete=_complete_network,
        view=_view_network,
        refuse_deletion=_refuse_network_use,
        long_running=True,
    ),
    ResourceType(
        type=SUBNET,
        complete=_complete_subnet,
        view=_view_subnet,
        refuse_deletion=_refuse_use,
        long_running=True,
    ),
    ResourceType(type=ADDRESS, complete=_complete_address, in_use="PublicIPAddressCannotBeDeleted", long_running=True),
)
