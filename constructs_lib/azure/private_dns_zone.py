"""Private DNS zones, which resolve only inside a virtual network."""

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.private_dns_zone import PrivateDnsZone as AzurermPrivateDnsZone
from cdktf_cdktf_provider_azurerm.private_dns_zone_virtual_network_link import PrivateDnsZoneVirtualNetworkLink
from constructs import Construct

from constructs_lib.azure.resource_id import name_from_id
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.framework import Component


class PrivateDnsZone(Component):
    """Private DNS zone `name`, linked to the virtual network `network_id` by the link `link_name`.

    Zone names are unique per resource group, and per virtual network among its linked zones.

    Attributes:
        zone_id, zone_name: Of the zone.
        link: For resources that depend on the zone's names.

    Example:
        PrivateDnsZone(
            stack, "zone", name="internal.example.com", link_name="wandb", resource_scope=group.resource_scope,
            network_id=network.network_id,
        )
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
        self.link: ITerraformDependable = PrivateDnsZoneVirtualNetworkLink(
            self,
            "link",
            name=link_name,
            resource_group_name=resource_scope.resource_group_name,
            private_dns_zone_name=self.zone_name,
            virtual_network_id=network_id,
            tags=dict(resource_scope.tags),
        )
        self.zone_id = zone.id

    @staticmethod
    def from_existing(scope: Construct, id_: str, *, name: str, resource_group_name: str) -> "PrivateDnsZone":
        """The existing zone `name`, which must be linked to the network of the clients that resolve its names."""
        return _ExistingZone(scope, id_, name, resource_group_name)


class _ExistingZone(PrivateDnsZone):
    def __init__(self, scope: Construct, id_: str, name: str, resource_group_name: str) -> None:
        # Imported here, because most stacks create their own.
        from cdktf_cdktf_provider_azurerm.data_azurerm_private_dns_zone import DataAzurermPrivateDnsZone

        Component.__init__(self, scope, id_)
        found = DataAzurermPrivateDnsZone(self, "zone", name=name, resource_group_name=resource_group_name)
        self.zone_name, self.zone_id, self.link = found.name, found.id, found
