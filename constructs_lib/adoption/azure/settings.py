"""The settings of a deployment of the official Azure module, read from its state."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from ..reading import KEPT, host_settings, needed, server
from ..state import AdoptionError, OfficialDeployment, Resource
from ..tfvars import Setting
from .official import (
    ALLOWED_RULE,
    CLUSTER,
    GATEWAY,
    GROUP,
    NETWORK,
    NODE_SUBNET,
    PRIVATE_SUBNET,
    host_name,
    nodes_share_subnet,
)
from .settings_cluster import cluster
from .settings_data import data_stores


def read_settings(official: OfficialDeployment) -> list[Setting]:
    """All settings that the state knows, in the order of the deployment file.

    Raises `AdoptionError` when the deployment cannot be taken over.
    """
    group = needed(official, GROUP, "resource group")
    control_plane = needed(official, CLUSTER, "AKS cluster")
    return [
        Setting("namespace", group.attributes["name"]),
        Setting("location", group.attributes["location"]),
        Setting("subscription_id", str(group.attributes["id"]).split("/")[2]),
        Setting("tags", group.get("tags", {})),
        *_names(official),
        *_ingress(official),
        *_network(official),
        *data_stores(official),
        *cluster(official, control_plane, group.get("tags", {})),
        *server(official),
    ]


def _names(official: OfficialDeployment) -> Iterator[Setting]:
    host = host_name(official)
    if host is not None:
        yield from host_settings(host)
    if str(official.outputs.get("url") or "").startswith("http://"):
        yield Setting("ssl", False)


def _ingress(official: OfficialDeployment) -> Iterator[Setting]:
    """Who reaches the gateway."""
    ranges = [cidr for rule in official.all(ALLOWED_RULE) for cidr in rule.get("source_address_prefixes", [])]
    if ranges:
        yield Setting("allowed_ip_ranges", sorted(ranges))
    gateway = needed(official, GATEWAY, "application gateway")
    if gateway.get("private_link_configuration"):
        yield Setting("create_private_link", None, "The private link of the gateway stays as it is, outside Terraform.")
    if official.one("module.identity.azurerm_user_assigned_identity.otel[0]"):
        yield Setting("azuremonitor", True)
    if official.one("module.clickhouse[0].azurerm_private_endpoint.clickhouse"):
        comment = "The private endpoint of ClickHouse stays as it is, outside Terraform."
        yield Setting("clickhouse_private_endpoint_service_name", None, comment)


def _network(official: OfficialDeployment) -> Iterator[Setting]:
    network = needed(official, f"{NETWORK}azurerm_virtual_network.default", "virtual network")
    whole = network.attributes["address_space"][0]
    yield Setting("network_cidr", whole)
    for tier in ("public", "redis", "database"):
        if subnet := official.one(f"{NETWORK}azurerm_subnet.{tier}"):
            yield Setting(f"network_{tier}_subnet_cidr", _range(subnet))
    private = needed(official, PRIVATE_SUBNET, "private subnet")
    if nodes_share_subnet(official):
        yield Setting("network_kubernetes_subnet_cidr", _range(private), f"{KEPT}the nodes stay in this subnet.")
        comment = "Of a new subnet for private endpoints, because the nodes have the old one."
        yield Setting("network_private_subnet_cidr", _free_range(official, whole, _range(private)), comment)
    else:
        yield Setting("network_private_subnet_cidr", _range(private))
        yield Setting("network_kubernetes_subnet_cidr", _range(needed(official, NODE_SUBNET, "subnet of the nodes")))


def _range(subnet: Resource) -> str:
    return str(subnet.attributes["address_prefixes"][0])


def _free_range(official: OfficialDeployment, whole: str, like: str) -> str:
    """The first range of the network, as large as `like`, that no subnet has."""
    taken = [IPv4Network(_range(subnet)) for subnet in official.all(f"{NETWORK}azurerm_subnet.*")]
    for candidate in IPv4Network(whole).subnets(new_prefix=IPv4Network(like).prefixlen):
        if not any(candidate.overlaps(each) for each in taken):
            return str(candidate)
    raise AdoptionError(f"has no free range in {whole} for a subnet of private endpoints; add a range to the network")
