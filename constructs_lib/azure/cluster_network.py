"""The networking of a cluster, in the form that AKS takes."""

from ipaddress import IPv4Network

from cdktf import Fn, Token
from cdktf_cdktf_provider_azurerm.kubernetes_cluster import KubernetesClusterNetworkProfile

# Where services get their addresses, if nobody says otherwise: the first that lies beside the network. (The first of
# them is also what AKS would take.)
SERVICE_CIDRS = ("10.0.0.0/16", "172.20.0.0/16")
# AKS wants a range smaller than this, and DNS on an address of it that is not the first
# (https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning).
WIDEST_PREFIX = 13
DNS_HOST = 10


def network_profile(
    *, network_cidr: str | None = None, service_cidr: str | None = None
) -> KubernetesClusterNetworkProfile:
    """Azure CNI: pods have addresses of the network, so that the gateway reaches them, and network policies.

    Addresses of services are in `service_cidr`, which must not be used in the network or what is connected to it;
    omitted: 10.0.0.0/16, or 172.20.0.0/16 where that lies in the network. Raises `ValueError` when they overlap, and
    when there is no `service_cidr` and `network_cidr` is not known when the stack is synthesized.
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


def _default_service_cidr(network_cidr: str | None) -> str:
    if network_cidr is None or Token.is_unresolved(network_cidr):
        raise ValueError(
            "Cluster: service_cidr is missing; without it network_cidr must be known when the stack is synthesized; "
            'set it to a range that nothing in the network uses, such as "172.20.0.0/16"'
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
