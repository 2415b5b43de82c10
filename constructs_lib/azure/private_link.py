"""The gateway as the far end of private endpoints in other networks, subscriptions and tenants."""

from cdktf import Token
from cdktf_cdktf_provider_azurerm.application_gateway import (
    ApplicationGatewayPrivateLinkConfiguration,
    ApplicationGatewayPrivateLinkConfigurationIpConfiguration,
)
from constructs import Construct

from constructs_lib.azure.roles import grant

# Azure puts gateway and configuration name together
# (https://learn.microsoft.com/azure/application-gateway/private-link-configure).
NAMES_LENGTH = 70
# The narrowest built-in role that may approve a private endpoint on a gateway.
APPROVER_ROLE = "Network Contributor"


def private_link_configuration(
    *, gateway_name: str, name: str, subnet_id: str
) -> ApplicationGatewayPrivateLinkConfiguration:
    """Where private endpoints come out: an address in `subnet_id`, which is not the gateway's own subnet and has the
    policies of private link services switched off. Good for 64,000 connections at a time.
    """
    names = f"{gateway_name}{name}"
    if not Token.is_unresolved(names) and len(names) > NAMES_LENGTH:
        raise ValueError(
            f"gateway name and private link name must have {NAMES_LENGTH} characters together at most, got "
            f"{len(names)} in {gateway_name} and {name}"
        )
    address = ApplicationGatewayPrivateLinkConfigurationIpConfiguration(
        name="primary",
        subnet_id=subnet_id,
        # Azure takes no other here.
        private_ip_address_allocation="Dynamic",
        primary=True,
    )
    return ApplicationGatewayPrivateLinkConfiguration(name=name, ip_configuration=[address])


def grant_approval(scope: Construct, id_: str, *, principal_id: str, gateway_id: str) -> None:
    """Lets somebody approve the private endpoints that ask for the gateway: Azure approves none by itself."""
    grant(scope, id_, role=APPROVER_ROLE, principal_id=principal_id, resource_id=gateway_id)
