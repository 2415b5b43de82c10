"""Network and subnets: within the network, without overlap, large enough."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import TYPE_CHECKING

from ...fields.ip_ranges import PART_BITS, overlapping_ranges
from ...rules import Findings, rule

if TYPE_CHECKING:
    from ..inputs import AzureInputs

# https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq: subnets of /2 to /29, of which Azure
# reserves five addresses.
PREFIX_NARROWEST = 29
RESERVED_ADDRESSES = 5
# The longest prefix of each tier. Gateway: one address for each of up to 10 instances, twice that during an upgrade,
# and the private address (https://learn.microsoft.com/azure/application-gateway/configuration-infrastructure).
# Database: a server and its standby, twice during maintenance
# (https://learn.microsoft.com/azure/mysql/flexible-server/concepts-networking-vnet).
TIERS = {
    "network_public_subnet_cidr": 26,
    "network_private_subnet_cidr": PREFIX_NARROWEST,
    "network_redis_subnet_cidr": PREFIX_NARROWEST,
    "network_database_subnet_cidr": PREFIX_NARROWEST,
    "network_private_link_subnet_cidr": PREFIX_NARROWEST,
    "network_kubernetes_subnet_cidr": 27,
}
DIVIDED_PREFIX = TIERS["network_public_subnet_cidr"] - PART_BITS
# Ranges that AKS reserves (https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning).
RESERVED_BY_AKS = ("169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24")
# Services: smaller than /12, and large enough for the DNS service, which has the tenth address (same page).
SERVICE_PREFIXES = (13, 28)
# A tenth more nodes during an upgrade, as configured for the node pool.
SURGE = 10


def _is_created(settings: AzureInputs, name: str) -> bool:
    options = {
        "network_redis_subnet_cidr": settings.creates_cache,
        "network_private_link_subnet_cidr": settings.create_private_link,
    }
    return options.get(name, True)


def _tiers(settings: AzureInputs) -> Iterator[tuple[str, str]]:
    """The tiers of subnets that are created, or whose input is set."""
    for name in TIERS:
        given = name in settings.model_fields_set
        if given or (_is_created(settings, name) and has_default_subnets(settings)):
            yield name, getattr(settings, name)


def has_default_subnets(settings: AzureInputs) -> bool:
    """Whether the network is large enough for the default subnets."""
    return IPv4Network(settings.network_cidr).prefixlen <= DIVIDED_PREFIX


def small_network_has_explicit_subnets(settings: AzureInputs) -> Findings:
    """Default subnets are parts of the network: half for the cluster, a 32nd for each other."""
    missing = [name for name in TIERS if _is_created(settings, name) and name not in settings.model_fields_set]
    prefix = IPv4Network(settings.network_cidr).prefixlen
    if prefix <= PREFIX_NARROWEST and missing and not has_default_subnets(settings):
        yield (
            "network_cidr",
            f"is a /{prefix}, too small for the default subnets; write a /{DIVIDED_PREFIX} or wider, or set "
            f"{', '.join(missing)}",
        )


def network_range_is_allowed(settings: AzureInputs) -> Findings:
    """The network's range is not reserved on the internet, by Azure or by AKS."""
    network = IPv4Network(settings.network_cidr)
    if network.prefixlen > PREFIX_NARROWEST:
        yield (
            "network_cidr",
            f"is a /{network.prefixlen}; a virtual network has a range of /{PREFIX_NARROWEST} or wider",
        )
    elif network.is_loopback or network.is_multicast or network.is_reserved or network.prefixlen < 2:
        yield "network_cidr", f'"{network}" is a reserved range; write a private range such as "10.10.0.0/16"'
    else:
        for reserved in RESERVED_BY_AKS:
            if network.overlaps(IPv4Network(reserved)):
                yield "network_cidr", f'"{network}" overlaps {reserved}, which AKS reserves; choose another range'


def subnets_are_inside_network(settings: AzureInputs) -> Findings:
    """Each subnet's range is within the network's range."""
    network = IPv4Network(settings.network_cidr)
    for name, cidr in _tiers(settings):
        if not IPv4Network(cidr).subnet_of(network):
            yield name, f"{cidr} is outside network_cidr {network}; choose a range inside it"


def subnets_do_not_overlap(settings: AzureInputs) -> Findings:
    """No two subnets share addresses."""
    yield from overlapping_ranges(_tiers(settings))


def subnets_are_large_enough(settings: AzureInputs) -> Findings:
    """Each subnet has enough addresses for its resources."""
    for name, cidr in _tiers(settings):
        if IPv4Network(cidr).prefixlen > TIERS[name]:
            yield name, f"{cidr} is too small; write a /{TIERS[name]} or wider"


def cluster_subnet_fits_nodes_and_pods(settings: AzureInputs) -> Findings:
    """Each node reserves one address for itself and one per possible pod when it is created."""
    subnet = IPv4Network(settings.network_kubernetes_subnet_cidr)
    pools = [settings.max_nodes, *(pool.max_nodes for pool in settings.kubernetes_extra_node_pools)]
    nodes, surge = sum(pools), sum(-(-most // SURGE) for most in pools)
    wanted = (nodes + surge) * (settings.node_max_pods + 1) + RESERVED_ADDRESSES
    is_wide_enough = subnet.prefixlen <= TIERS["network_kubernetes_subnet_cidr"]
    if "network_kubernetes_subnet_cidr" in dict(_tiers(settings)) and is_wide_enough and subnet.num_addresses < wanted:
        yield (
            "network_kubernetes_subnet_cidr",
            f"{subnet} has {subnet.num_addresses} addresses, but {nodes} nodes, {surge} more during an "
            f"upgrade, and {settings.node_max_pods} pods on each need {wanted}; widen it or lower "
            "kubernetes_max_node_per_az or node_max_pods",
        )


def service_range_is_separate(settings: AzureInputs) -> Findings:
    """The service range is used only inside the cluster and must not overlap the network."""
    if settings.kubernetes_service_cidr is None:
        return
    services = IPv4Network(settings.kubernetes_service_cidr)
    widest, narrowest = SERVICE_PREFIXES
    if not widest <= services.prefixlen <= narrowest:
        yield (
            "kubernetes_service_cidr",
            f"{services} has a size that AKS does not allow; write a /{widest} to /{narrowest}",
        )
    reserved = next((each for each in RESERVED_BY_AKS if services.overlaps(IPv4Network(each))), None)
    if reserved:
        yield "kubernetes_service_cidr", f'"{services}" overlaps {reserved}, which AKS reserves; choose another range'
    if services.overlaps(IPv4Network(settings.network_cidr)):
        yield (
            "kubernetes_service_cidr",
            f"{services} overlaps network_cidr {settings.network_cidr}; choose a range outside it",
        )


_WHICH = ("create_redis", "create_private_link", *TIERS)
RULES = (
    rule(network_range_is_allowed, "network_cidr"),
    rule(small_network_has_explicit_subnets, "network_cidr", *_WHICH),
    rule(subnets_are_inside_network, "network_cidr", *_WHICH),
    rule(subnets_do_not_overlap, "network_cidr", *_WHICH),
    rule(subnets_are_large_enough, "network_cidr", *_WHICH),
    rule(
        cluster_subnet_fits_nodes_and_pods,
        "network_cidr",
        "network_kubernetes_subnet_cidr",
        "size",
        "location",
        "node_max_pods",
        "kubernetes_max_node_per_az",
        "kubernetes_extra_node_pools",
        "node_pool_zones",
        "node_pool_num_zones",
    ),
    rule(service_range_is_separate, "kubernetes_service_cidr", "network_cidr"),
)
