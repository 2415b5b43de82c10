"""Frontend IP addresses of an Application Gateway."""

from ipaddress import IPv4Address, IPv4Network

from cdktf import Fn, Token
from cdktf_cdktf_provider_azurerm.application_gateway import ApplicationGatewayFrontendIpConfiguration

PUBLIC, PRIVATE = "public", "private"
# Azure reserves the first four addresses of a subnet, and the last
# (https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq#are-there-any-restrictions-on-using-ip-addresses-within-these-subnets).
RESERVED_AT_START = 4


def upper_address(subnet_cidr: str) -> str:
    """The last usable address of a subnet. Azure assigns the gateway's instances addresses from the start
    (https://learn.microsoft.com/azure/application-gateway/configuration-frontend-ip).
    """
    if Token.is_unresolved(subnet_cidr):
        return Token.as_string(Fn.cidrhost(subnet_cidr, -2))
    return str(IPv4Network(subnet_cidr)[-2])


def check_address(address: str, subnet_cidr: str) -> None:
    """Raises `ValueError` unless `address` is a usable address of the subnet."""
    if Token.is_unresolved(address) or Token.is_unresolved(subnet_cidr):
        return
    subnet = IPv4Network(subnet_cidr)
    first, last = subnet[RESERVED_AT_START], subnet[-2]
    if not first <= IPv4Address(address) <= last:
        raise ValueError(f"private_ip_address must be {first} to {last} in {subnet_cidr}, got {address}")


def frontend_ip_configurations(
    *,
    public_ip_id: str,
    subnet_id: str,
    private_ip_address: str | None,
    private_link_frontend: str | None,
    link_name: str,
) -> list[ApplicationGatewayFrontendIpConfiguration]:
    """The public frontend, which gateway v2 requires, and the private one if `private_ip_address` is given.

    `private_link_frontend` is the frontend that private endpoints reach, through the configuration `link_name`.
    """
    public = ApplicationGatewayFrontendIpConfiguration(
        name=PUBLIC,
        public_ip_address_id=public_ip_id,
        private_link_configuration_name=link_name if private_link_frontend == PUBLIC else None,
    )
    if private_ip_address is None:
        return [public]
    private = ApplicationGatewayFrontendIpConfiguration(
        name=PRIVATE,
        subnet_id=subnet_id,
        private_ip_address=private_ip_address,
        private_ip_address_allocation="Static",
        private_link_configuration_name=link_name if private_link_frontend == PRIVATE else None,
    )
    return [public, private]
