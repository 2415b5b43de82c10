"""A private endpoint to ClickHouse Cloud."""

from cdktf_cdktf_provider_azurerm.private_dns_a_record import PrivateDnsARecord
from cdktf_cdktf_provider_azurerm.private_endpoint import PrivateEndpoint, PrivateEndpointPrivateServiceConnection
from constructs import Construct

from constructs_lib.azure.private_dns_zone import PrivateDnsZone
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.framework import Component

# https://clickhouse.com/docs/cloud/security/azure-privatelink
ZONE_SUFFIX = "privatelink.azure.clickhouse.cloud"
RECORD_TTL_SECONDS = 300


class ClickHouseEndpoint(Component):
    """Private endpoint in `subnet_id` to the ClickHouse Cloud service with the private link alias `service_alias`.

    Inside the virtual network `network_id`, all names in `<region>.privatelink.azure.clickhouse.cloud` resolve to the
    endpoint; a network can have only one per region. The alias gives no access: also add the endpoint to the service in
    ClickHouse Cloud.

    Args:
        region: Azure's name of the service's region, such as `westus3`.

    Attributes:
        endpoint_id: The id to enter in ClickHouse Cloud.

    Example:
        ClickHouseEndpoint(
            stack, "clickhouse", name="wandb", resource_scope=group.resource_scope,
            subnet_id=network.endpoint_subnet_id, network_id=network.network_id,
            service_alias="production-westus3.0a1b.westus3.azure.privatelinkservice", region="westus3",
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
        service_alias: str,
        region: str,
    ) -> None:
        super().__init__(scope, id_)
        endpoint = PrivateEndpoint(
            self,
            "endpoint",
            name=f"{name}-clickhouse-pe",
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            subnet_id=subnet_id,
            custom_network_interface_name=f"{name}-clickhouse-nic",
            private_service_connection=PrivateEndpointPrivateServiceConnection(
                name=f"{name}-clickhouse-pl",
                private_connection_resource_alias=service_alias,
                # The owner of the service approves the connection.
                is_manual_connection=True,
                request_message="W&B Server",
            ),
            tags=dict(resource_scope.tags),
        )
        zone = PrivateDnsZone(
            self,
            "dns",
            name=f"{region}.{ZONE_SUFFIX}",
            link_name=f"{name}-clickhouse",
            resource_scope=resource_scope,
            network_id=network_id,
        )
        PrivateDnsARecord(
            self,
            "every_service",
            name="*",
            resource_group_name=resource_scope.resource_group_name,
            zone_name=zone.zone_name,
            ttl=RECORD_TTL_SECONDS,
            records=[endpoint.private_service_connection.private_ip_address],
            tags=dict(resource_scope.tags),
        )
        self.endpoint_id = endpoint.id
