"""Names that resolve inside a virtual network alone."""

from cdktf_cdktf_provider_azurerm.private_dns_zone import PrivateDnsZone
from cdktf_cdktf_provider_azurerm.private_dns_zone_virtual_network_link import PrivateDnsZoneVirtualNetworkLink
from constructs import Construct

from constructs_lib.azure.place import Place
from constructs_lib.azure.resource_id import name_from_id


class PrivateZone(Construct):
    """Private DNS zone `name`, resolved in the virtual network `network_id`; `link_name` names the tie between them.

    A resource group has one zone of a name, and a network is tied to one zone of a name.

    Attributes: `zone_id`, `zone_name`; `link`, for whatever must not start before the zone's names resolve.
    """

    def __init__(self, scope: Construct, id_: str, *, name: str, link_name: str, place: Place, network_id: str) -> None:
        super().__init__(scope, id_)
        zone = PrivateDnsZone(
            self, "zone", name=name, resource_group_name=place.resource_group_name, tags=dict(place.tags)
        )
        self.zone_name = name_from_id(zone.id)
        self.link = PrivateDnsZoneVirtualNetworkLink(
            self,
            "link",
            name=link_name,
            resource_group_name=place.resource_group_name,
            private_dns_zone_name=self.zone_name,
            virtual_network_id=network_id,
            tags=dict(place.tags),
        )
        self.zone_id = zone.id
