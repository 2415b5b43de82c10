"""Who reaches a storage account over the network, in the form that Azure takes."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network

from cdktf import Token
from cdktf_cdktf_provider_azurerm.storage_account import StorageAccountNetworkRules

# The longest prefix that Azure takes; what is smaller is given address by address
# (https://learn.microsoft.com/azure/storage/common/storage-network-security-limitations).
LONGEST_PREFIX = 30
# RFC 1918, which Azure refuses here (same page).
PRIVATE_NETWORKS = (IPv4Network("10.0.0.0/8"), IPv4Network("172.16.0.0/12"), IPv4Network("192.168.0.0/16"))

TRUSTED = ["AzureServices"]
# An open account needs no bypass. But azurerm reads "Allow" with `TRUSTED` back as no rules at all, so that every plan
# would set them again (`flattenAccountNetworkRules` in
# https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/storage/storage_account_resource.go).
EVERY_BYPASS = [*TRUSTED, "Logging", "Metrics"]


def network_rules(allowed_ip_ranges: Sequence[str], subnet_ids: Sequence[str]) -> StorageAccountNetworkRules:
    """Lets `allowed_ip_ranges` (public IPv4) and `subnet_ids` in and nobody else; everybody when both are empty.

    Event Grid and other services of Azure that the account trusts get in either way. Raises `ValueError` for an
    address that is not IPv4, or not a public one: Azure refuses those.
    """
    closed = bool(allowed_ip_ranges or subnet_ids)
    return StorageAccountNetworkRules(
        default_action="Deny" if closed else "Allow",
        bypass=TRUSTED if closed else EVERY_BYPASS,
        # Empty lists are set too: what is left out keeps the value it had.
        ip_rules=[rule for cidr in allowed_ip_ranges for rule in _ip_rules(cidr)],
        virtual_network_subnet_ids=list(subnet_ids),
    )


def _ip_rules(cidr: str) -> Iterator[str]:
    if Token.is_unresolved(cidr):
        yield cidr
        return
    try:
        network = IPv4Network(cidr)
    except ValueError as error:
        raise ValueError(f"allowed_ip_ranges must be IPv4 ranges such as 203.0.113.0/24, got {cidr}") from error
    if any(network.subnet_of(private) for private in PRIVATE_NETWORKS):
        raise ValueError(f"allowed_ip_ranges must be public, and {cidr} is not: inside the network, give subnet_ids")
    if network.prefixlen > LONGEST_PREFIX:
        yield from (str(address) for address in network)
    else:
        yield str(network)
