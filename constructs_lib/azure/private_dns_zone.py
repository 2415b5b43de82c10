"""Names that resolve inside a virtual network alone."""

from cdktf_cdktf_provider_azurerm.private_dns_zone import PrivateDnsZone as AzurermPrivateDnsZone
from cdktf_cdktf_provider_azurerm.private_dns_zone_virtual_network_link import PrivateDnsZoneVirtualNetworkLink
from constructs import Construct

from constructs_lib.azure.resource_id import name_from_id
from constructs_lib.azure.resource_scope import ResourceScope


class PrivateDnsZone(Construct):
    """Private DNS zone `name`, resolved in the virtual network `network_id`; `link_name` names the tie between them.

    A resource group has one zone of a name, and a network is tied to one zone of a name.

    Attributes: `zone_id`, `zone_name`; `link`, for whatever must not start before the zone's names resolve.
    """

    def __init__(
        self, scope: Construct, id_: str, *, name: str, link_name: str, resource_scope: ResourceScope, network_id: str
    ) -> None:
        super().__init__(scope, id_)
        zone = AzurermPrivateDnsZone(
            self,
            "zone",
            name=name,
            resource_group_name=resource_scope.resource_group_name,
            tags=dict(resource_scope.tags),
        )
        self.zone_name = name_from_id(zone.id)
        self.link = PrivateDnsZoneVirtualNetworkLink(
            self,
            "link",
            name=link_name,
            resource_group_name=resource_scope.resource_group_name,
            private_dns_zone_name=self.zone_name,
            virtual_network_id=network_id,
            tags=dict(resource_scope.tags),
        )
        self.zone_id = zone.id
