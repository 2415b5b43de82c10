"""The subnets of a deployment: what each is for, and who may come in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.subnet import SubnetDelegation, SubnetDelegationServiceDelegation

from constructs_lib.azure.network_security_group import ANY, GATEWAY_MANAGER, INTERNET, VIRTUAL_NETWORK, SecurityRule

WEB_PORTS = ("80", "443")
# Over which Azure watches and configures an application gateway; it refuses a subnet that keeps them out
# (https://learn.microsoft.com/azure/application-gateway/configuration-infrastructure#network-security-groups).
GATEWAY_MANAGER_PORTS = "65200-65535"
MYSQL_PORT = "3306"
# Azure Managed Redis and Azure Cache for Redis, both with TLS.
REDIS_PORTS = ("10000", "6380")
# HTTPS and the native protocol over TLS (https://clickhouse.com/docs/en/guides/sre/network-ports).
CLICKHOUSE_PORTS = ("8443", "9440")

KEY_VAULT = "Microsoft.KeyVault"
STORAGE = "Microsoft.Storage"
MYSQL = "Microsoft.DBforMySQL/flexibleServers"
JOIN_SUBNET = "Microsoft.Network/virtualNetworks/subnets/join/action"

# Security groups do not act on private endpoints unless the subnet says so
# (https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy).
_FOR_ENDPOINTS: Mapping[str, Any] = {"private_endpoint_network_policies": "NetworkSecurityGroupEnabled"}


@dataclass(frozen=True)
class SubnetSpec:
    """A subnet and who may come in; `arguments` are those of this subnet alone."""

    id: str
    cidr: str
    allowed: Sequence[SecurityRule]
    group: str | None = None
    closed_to_network: bool = True
    arguments: Mapping[str, Any] = field(default_factory=dict)


def public_subnet(cidr: str, allowed_ip_ranges: Sequence[str]) -> SubnetSpec:
    """The application gateway, which only it may be in."""
    # Azure's own rule for load balancers and its rule for the network stand: the gateway's probes and its private
    # address need them.
    return SubnetSpec(
        "public",
        cidr,
        [
            SecurityRule("allow-web", list(allowed_ip_ranges) or [INTERNET], WEB_PORTS),
            SecurityRule("allow-gateway-manager", [GATEWAY_MANAGER], [GATEWAY_MANAGER_PORTS]),
        ],
        # The official module's name, although this one is there without a list too.
        group="allowlist-nsg",
        closed_to_network=False,
        arguments={"service_endpoints": [KEY_VAULT]},
    )


def private_subnet(cidr: str, cluster_cidr: str) -> SubnetSpec:
    """Private endpoints: the storage account, ClickHouse."""
    # Whoever works in the network, a peered one included, loads artifacts from the storage account over 443.
    return SubnetSpec(
        "private",
        cidr,
        [
            SecurityRule("allow-https", [VIRTUAL_NETWORK], ["443"]),
            SecurityRule("allow-clickhouse", [cluster_cidr], CLICKHOUSE_PORTS),
        ],
        arguments=_FOR_ENDPOINTS,
    )


def kubernetes_subnet(cidr: str, gateway_cidr: str) -> SubnetSpec:
    """Nodes and pods."""
    # Nodes and pods share the subnet; the gateway reaches pods on whatever port they listen on.
    return SubnetSpec(
        "kubernetes",
        cidr,
        [SecurityRule("allow-cluster", [cidr], [ANY], ANY), SecurityRule("allow-gateway", [gateway_cidr], [ANY])],
        arguments={"service_endpoints": [KEY_VAULT, STORAGE]},
    )


def database_subnet(cidr: str, cluster_cidr: str) -> SubnetSpec:
    """MySQL flexible servers, to which Azure wants the subnet delegated."""
    delegation = SubnetDelegationServiceDelegation(name=MYSQL, actions=[JOIN_SUBNET])
    return SubnetSpec(
        "database",
        cidr,
        # A server and its standby replicate to each other.
        [
            SecurityRule("allow-mysql", [cluster_cidr], [MYSQL_PORT]),
            SecurityRule("allow-replication", [cidr], [ANY], ANY),
        ],
        arguments={
            "delegation": [SubnetDelegation(name="mysql", service_delegation=delegation)],
            # Servers keep their logs and backups in Storage, and Azure adds this endpoint by itself.
            "service_endpoints": [STORAGE],
        },
    )


def redis_subnet(cidr: str, cluster_cidr: str) -> SubnetSpec:
    """The private endpoint of Redis."""
    return SubnetSpec(
        "redis", cidr, [SecurityRule("allow-redis", [cluster_cidr], REDIS_PORTS)], arguments=_FOR_ENDPOINTS
    )


def private_link_subnet(cidr: str) -> SubnetSpec:
    """The gateway's own private link, by which other networks reach it."""
    # Nothing listens here: the gateway's private link takes its own source addresses from this subnet, which Azure
    # allows only where network policies for such services are off
    # (https://learn.microsoft.com/azure/application-gateway/private-link-configure).
    return SubnetSpec(
        "private_link",
        cidr,
        [],
        closed_to_network=False,
        arguments={
            "private_link_service_network_policies_enabled": False,
            # When private link is switched off, the gateway leaves the subnet before it is deleted: Azure deletes no
            # subnet in use.
            "lifecycle": TerraformResourceLifecycle(create_before_destroy=True),
        },
    )
