"""Network rules of a storage account."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network

from cdktf import Token
from cdktf_cdktf_provider_azurerm.storage_account import StorageAccountNetworkRules

# Azure's longest prefix; smaller ranges are written as single addresses
# (https://learn.microsoft.com/azure/storage/common/storage-network-security-limitations).
LONGEST_PREFIX = 30
# RFC 1918 ranges, which Azure refuses here (same page).
PRIVATE_NETWORKS = (IPv4Network("10.0.0.0/8"), IPv4Network("172.16.0.0/12"), IPv4Network("192.168.0.0/16"))

TRUSTED = ["AzureServices"]
# An account open to all needs no bypass, but azurerm reads "Allow" with `TRUSTED` back as no rules, which every plan
# would set again (`flattenAccountNetworkRules` in
# https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/storage/storage_account_resource.go).
EVERY_BYPASS = [*TRUSTED, "Logging", "Metrics"]


def network_rules(allowed_ip_ranges: Sequence[str], subnet_ids: Sequence[str]) -> StorageAccountNetworkRules:
    """Allows only `allowed_ip_ranges` (public IPv4) and `subnet_ids`; any address if both are empty.

    Trusted Azure services, such as Event Grid, are always allowed. Raises `ValueError` for a range that is not IPv4 or
    not public, which Azure refuses.
    """
    closed = bool(allowed_ip_ranges or subnet_ids)
    return StorageAccountNetworkRules(
        default_action="Deny" if closed else "Allow",
        bypass=TRUSTED if closed else EVERY_BYPASS,
        # Also set if empty: an omitted argument would keep its old value.
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
        raise ValueError(f"allowed_ip_ranges must be public, got {cidr}; for the virtual network, use subnet_ids")
    if network.prefixlen > LONGEST_PREFIX:
        yield from (str(address) for address in network)
    else:
        yield str(network)
