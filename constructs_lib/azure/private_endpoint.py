"""Private endpoints: an Azure service, such as a storage account, at an address of the virtual network."""

from collections.abc import Sequence

from cdktf_cdktf_provider_azurerm.private_endpoint import PrivateEndpoint as AzurePrivateEndpoint
from cdktf_cdktf_provider_azurerm.private_endpoint import (
    PrivateEndpointPrivateDnsZoneGroup,
    PrivateEndpointPrivateServiceConnection,
)
from constructs import Construct

from constructs_lib.azure.private_dns_zone import PrivateDnsZone
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.framework import Component


class PrivateEndpoint(Component):
    """Private endpoint `name` in `subnet_id` to `resource_id`, with its private DNS zone `dns_zone_name`.

    Inside the virtual network `network_id`, the resource's host name resolves to the endpoint.

    Args:
        subresource_names: One of `blob`, `queue`, `vault`, `redisCache`, `redisEnterprise`; each has its own zone name
            (https://learn.microsoft.com/azure/private-link/private-endpoint-dns).
        dns_zone: An existing zone, or that of another endpoint of the same kind (`other.dns_zone`), because a virtual
            network can have only one zone of a name; omitted: the zone is created.

    Attributes:
        dns_zone: The zone, for further endpoints of the same kind.
        endpoint_id: The id of the endpoint.
        private_ip_address: Its address in the subnet.

    Example:
        PrivateEndpoint(
            stack, "endpoint", name="wandb-vault", resource_scope=group.resource_scope,
            subnet_id=network.endpoint_subnet_id, network_id=network.network_id, resource_id=vault.vault_id,
            subresource_names=["vault"], dns_zone_name="privatelink.vaultcore.azure.net",
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_scope: ResourceScope,
        subnet_id: str,
        network_id: str,
        resource_id: str,
        subresource_names: Sequence[str],
        dns_zone_name: str,
        dns_zone: PrivateDnsZone | None = None,
    ) -> None:
        super().__init__(scope, id_)
        zone = dns_zone or PrivateDnsZone(
            self, "dns", name=dns_zone_name, link_name=name, resource_scope=resource_scope, network_id=network_id
        )
        endpoint = AzurePrivateEndpoint(
            self,
            "endpoint",
            name=name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            subnet_id=subnet_id,
            private_service_connection=PrivateEndpointPrivateServiceConnection(
                name=name,
                private_connection_resource_id=resource_id,
                subresource_names=list(subresource_names),
                is_manual_connection=False,
            ),
            private_dns_zone_group=PrivateEndpointPrivateDnsZoneGroup(
                name="default", private_dns_zone_ids=[zone.zone_id]
            ),
            tags=dict(resource_scope.tags),
        )
        self.dns_zone = zone
        self.endpoint_id = endpoint.id
        self.private_ip_address = endpoint.private_service_connection.private_ip_address
