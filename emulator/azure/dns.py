"""DNS zones, private DNS zones and their records (Microsoft.Network).

- A private zone with links to networks is not deleted (`CannotDeleteResource`).
- A network is linked to one private zone per name (`Conflict`).
- A CNAME cannot be beside other records of its name, nor at the zone's apex.
- Sources: https://learn.microsoft.com/rest/api/dns/, https://learn.microsoft.com/rest/api/dns/privatedns/.
"""

from emulator.azure.http_messages import Json, RefusedError
from emulator.azure.resource_types import Change, ResourceType, register
from emulator.azure.store import Resource
from emulator.azure.tenant import Tenant

ZONE = "Microsoft.Network/dnsZones"
PRIVATE_ZONE = "Microsoft.Network/privateDnsZones"
LINK = f"{PRIVATE_ZONE}/virtualNetworkLinks"
_RECORDS = ("A", "AAAA", "CNAME", "MX", "PTR", "SOA", "SRV", "TXT")


def _complete_zone(change: Change) -> None:
    change.properties.pop("provisioningState")
    change.properties.update(
        maxNumberOfRecordSets=10000,
        numberOfRecordSets=2,
        zoneType="Public",
        nameServers=[f"ns{number}-01.azure-dns.{domain}." for number, domain in _NAME_SERVERS],
    )
    _put_soa(change, ZONE, "azuredns-hostmaster.microsoft.com", "ns1-01.azure-dns.com.")


_NAME_SERVERS = ((1, "com"), (2, "net"), (3, "org"), (4, "info"))


def _complete_private_zone(change: Change) -> None:
    change.properties.update(
        maxNumberOfRecordSets=25000,
        numberOfRecordSets=1,
        maxNumberOfVirtualNetworkLinks=1000,
        maxNumberOfVirtualNetworkLinksWithRegistration=100,
        numberOfVirtualNetworkLinks=len(_links(change.tenant, change.id.text)),
        numberOfVirtualNetworkLinksWithRegistration=0,
    )
    _put_soa(change, PRIVATE_ZONE, "azureprivatedns-host.microsoft.com", "azureprivatedns.net")


def _put_soa(change: Change, zone_type: str, email: str, host: str) -> None:
    id_ = f"{change.id.text}/SOA/@"
    if change.tenant.store.get(id_):
        return
    record: Json = {
        "email": email,
        "host": host,
        "expireTime": 2419200,
        "minimumTtl": 10,
        "refreshTime": 3600,
        "retryTime": 300,
        "serialNumber": 1,
    }
    key = "soaRecord" if zone_type == PRIVATE_ZONE else "SOARecord"
    properties: Json = {"ttl": 3600, "fqdn": f"{change.id.name}.", "isAutoRegistered": False, key: record}
    body: Json = {"properties": properties}
    change.tenant.store.put(Resource(id_, f"{zone_type}/SOA", "@", body, managed=True))


def _links(tenant: Tenant, zone: str) -> list[Resource]:
    return tenant.store.directly_in(f"{zone}/virtualNetworkLinks")


def _refuse_linked(tenant: Tenant, zone: Resource) -> None:
    links = _links(tenant, zone.id)
    if links:
        message = "Can not delete resource before nested resources are deleted."
        raise RefusedError(409, "CannotDeleteResource", f"{message} Nested resources: {[each.id for each in links]}")


def _complete_link(change: Change) -> None:
    own = change.properties
    own["virtualNetworkLinkState"] = "Completed"
    zone = change.id.parent.rsplit("/", 1)[1].lower()
    if zone.startswith("privatelink."):
        own.setdefault("resolutionPolicy", "Default")
    network = own["virtualNetwork"]["id"].lower()
    for each in change.tenant.store.of_type(LINK):
        linked = each.properties["virtualNetwork"]["id"].lower()
        if each.key != change.id.key and linked == network and each.id.split("/")[-3].lower() == zone:
            message = "A virtual network cannot be linked to multiple zones with overlapping namespaces."
            raise RefusedError(409, "Conflict", f"{message} You tried to link '{zone}', which is linked by {each.id}.")


def _complete_record(change: Change) -> None:
    own = change.properties
    zone, type_ = change.id.parent.rsplit("/", 1)[1], change.id.type.rsplit("/", 1)[1]
    _check_cname(change, type_.upper())
    name = zone if change.id.name == "@" else f"{change.id.name}.{zone}"
    own["fqdn"] = f"{name}."
    if change.id.type.lower().startswith(PRIVATE_ZONE.lower()):
        # azurerm sends aRecords, older clients ARecords.
        for key in [key for key in own if key.endswith(("Record", "Records"))]:
            own[key[0].lower() + key[1:]] = own.pop(key)
        own.setdefault("isAutoRegistered", False)


def _check_cname(change: Change, type_: str) -> None:
    for each in change.tenant.store.within(change.id.parent):
        other = each.type.rsplit("/", 1)[1].upper()
        beside = each.name.lower() == change.id.name.lower() and each.key != change.id.key
        if beside and other in _RECORDS and "CNAME" in (type_, other):
            message = f"The record set '{change.id.name}' of type {type_} conflicts with one of type {other}."
            raise RefusedError(400, "BadRequest", message)


register(
    ResourceType(type=ZONE, complete=_complete_zone),
    ResourceType(type=PRIVATE_ZONE, complete=_complete_private_zone, refuse_deletion=_refuse_linked, long_running=True),
    ResourceType(type=LINK, complete=_complete_link, long_running=True),
    *(
        ResourceType(type=f"{zone}/{record}", complete=_complete_record, has_state=zone == ZONE)
        for zone in (ZONE, PRIVATE_ZONE)
        for record in _RECORDS
    ),
)
