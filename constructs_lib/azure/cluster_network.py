"""The network profile of an AKS cluster, and the addresses that reach its API."""

from collections.abc import Sequence
from ipaddress import IPv4Network

from cdktf import Fn, Token
from cdktf_cdktf_provider_azurerm.kubernetes_cluster import (
    KubernetesClusterApiServerAccessProfile,
    KubernetesClusterNetworkProfile,
)

# Default service ranges: the first that does not overlap the network is used. 10.0.0.0/16 is also AKS's default.
SERVICE_CIDRS = ("10.0.0.0/16", "172.20.0.0/16")
# The shortest prefix of a service range, and the host number of DNS in it, which must not be the first
# (https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning).
WIDEST_PREFIX = 13
DNS_HOST = 10


def network_profile(
    *, network_cidr: str | None = None, service_cidr: str | None = None
) -> KubernetesClusterNetworkProfile:
    """Azure CNI with network policies. Pods have addresses of the virtual network, so that the gateway reaches them.

    `service_cidr` must not be used in the network or in connected networks; omitted: 10.0.0.0/16, or 172.20.0.0/16 if
    that overlaps `network_cidr`. Raises `ValueError` if the ranges overlap, or if `service_cidr` is omitted and
    `network_cidr` is unknown at synthesis.
    """
    services = service_cidr or _default_service_cidr(network_cidr)
    if Token.is_unresolved(services):
        dns_service_ip = Token.as_string(Fn.cidrhost(services, DNS_HOST))
    else:
        _check(IPv4Network(services), network_cidr)
        dns_service_ip = str(IPv4Network(services)[DNS_HOST])
    return KubernetesClusterNetworkProfile(
        network_plugin="azure",
        network_policy="azure",
        load_balancer_sku="standard",
        outbound_type="loadBalancer",
        service_cidr=services,
        dns_service_ip=dns_service_ip,
    )


def api_server_access(ranges: Sequence[str]) -> KubernetesClusterApiServerAccessProfile | None:
    """Only `ranges` reach the API server; empty: any address."""
    return KubernetesClusterApiServerAccessProfile(authorized_ip_ranges=list(ranges)) if ranges else None


def _default_service_cidr(network_cidr: str | None) -> str:
    if network_cidr is None or Token.is_unresolved(network_cidr):
        raise ValueError(
            "Cluster: requires service_cidr, or a network_cidr that is known when the stack is synthesized; "
            'set service_cidr to a range that is not used in the network, such as "172.20.0.0/16"'
        )
    network = IPv4Network(network_cidr)
    return next(cidr for cidr in SERVICE_CIDRS if not IPv4Network(cidr).overlaps(network))


def _check(services: IPv4Network, network_cidr: str | None) -> None:
    if not WIDEST_PREFIX <= services.prefixlen <= 28:
        raise ValueError(f"service_cidr must be /{WIDEST_PREFIX} to /28, got {services}")
    if network_cidr is None or Token.is_unresolved(network_cidr):
        return
    if services.overlaps(IPv4Network(network_cidr)):
        raise ValueError(f"service_cidr must not overlap the network {network_cidr}, got {services}")
