"""The networking of a cluster, in the form that AKS takes."""

from ipaddress import IPv4Network

from cdktf import Token
from cdktf_cdktf_provider_azurerm.kubernetes_cluster import KubernetesClusterNetworkProfile

# Where services get their addresses, if nobody says otherwise: the first that lies beside the network. (The first of
# them is also what AKS would take.)
SERVICE_CIDRS = ("10.0.0.0/16", "172.20.0.0/16")
# AKS wants a range smaller than this, and DNS on an address of it that is not the first
# (https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning).
WIDEST_PREFIX = 13
DNS_HOST = 10


def network_profile(*, network_cidr: str, service_cidr: str | None = None) -> KubernetesClusterNetworkProfile:
    """Azure CNI: pods have addresses of the network, so that the gateway reaches them, and network policies.

    Addresses of services are in `service_cidr`, which must not be used in the network or what is connected to it;
    omitted: 10.0.0.0/16, or 172.20.0.0/16 where that lies in the network. Raises `ValueError` when they overlap.
    """
    services = IPv4Network(service_cidr or _beside(network_cidr))
    _check(services, network_cidr)
    return KubernetesClusterNetworkProfile(
        network_plugin="azure",
        network_policy="azure",
        load_balancer_sku="standard",
        outbound_type="loadBalancer",
        service_cidr=str(services),
        dns_service_ip=str(services[DNS_HOST]),
    )


def _beside(network_cidr: str) -> str:
    if Token.is_unresolved(network_cidr):
        return SERVICE_CIDRS[0]
    network = IPv4Network(network_cidr)
    return next(cidr for cidr in SERVICE_CIDRS if not IPv4Network(cidr).overlaps(network))


def _check(services: IPv4Network, network_cidr: str) -> None:
    if not WIDEST_PREFIX <= services.prefixlen <= 28:
        raise ValueError(f"service_cidr must be /{WIDEST_PREFIX} to /28, got {services}")
    if not Token.is_unresolved(network_cidr) and services.overlaps(IPv4Network(network_cidr)):
        raise ValueError(f"service_cidr must not overlap the network {network_cidr}, got {services}")
