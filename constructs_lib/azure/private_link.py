"""Private link of the gateway, for private endpoints in other networks, subscriptions and tenants."""

from cdktf import Token
from cdktf_cdktf_provider_azurerm.application_gateway import (
    ApplicationGatewayPrivateLinkConfiguration,
    ApplicationGatewayPrivateLinkConfigurationIpConfiguration,
)
from constructs import Construct

from constructs_lib.azure.roles import grant

# Azure concatenates the names of gateway and configuration
# (https://learn.microsoft.com/azure/application-gateway/private-link-configure).
NAMES_LENGTH = 70
# The narrowest built-in role that may approve a private endpoint on a gateway.
APPROVER_ROLE = "Network Contributor"


def private_link_configuration(
    *, gateway_name: str, name: str, subnet_id: str
) -> ApplicationGatewayPrivateLinkConfiguration:
    """A private link configuration with one source address in `subnet_id`, for up to 64,000 concurrent connections.

    The subnet must not be the gateway's, and its network policies for private link services must be off.
    """
    names = f"{gateway_name}{name}"
    if not Token.is_unresolved(names) and len(names) > NAMES_LENGTH:
        raise ValueError(
            f"gateway name and private link name must have at most {NAMES_LENGTH} characters together, got "
            f"{len(names)} in {gateway_name} and {name}"
        )
    address = ApplicationGatewayPrivateLinkConfigurationIpConfiguration(
        name="primary",
        subnet_id=subnet_id,
        # The only method that Azure allows here.
        private_ip_address_allocation="Dynamic",
        primary=True,
    )
    return ApplicationGatewayPrivateLinkConfiguration(name=name, ip_configuration=[address])


def grant_approval(scope: Construct, id_: str, *, principal_id: str, gateway_id: str) -> None:
    """Lets `principal_id` approve private endpoint connections to the gateway; Azure approves none automatically."""
    grant(scope, id_, role=APPROVER_ROLE, principal_id=principal_id, resource_id=gateway_id)
