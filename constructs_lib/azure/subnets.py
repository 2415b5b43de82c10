"""The subnets of a deployment and their inbound rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.subnet import SubnetDelegation, SubnetDelegationServiceDelegation

from constructs_lib.azure.network_security_group import ANY, GATEWAY_MANAGER, INTERNET, VIRTUAL_NETWORK, SecurityRule

WEB_PORTS = ("80", "443")
# Azure manages application gateways over these ports, and refuses a subnet that blocks them
# (https://learn.microsoft.com/azure/application-gateway/configuration-infrastructure#network-security-groups).
GATEWAY_MANAGER_PORTS = "65200-65535"
MYSQL_PORT = "3306"
# TLS ports of Azure Managed Redis and Azure Cache for Redis.
REDIS_PORTS = ("10000", "6380")
# HTTPS and the native protocol over TLS (https://clickhouse.com/docs/en/guides/sre/network-ports).
CLICKHOUSE_PORTS = ("8443", "9440")

KEY_VAULT = "Microsoft.KeyVault"
STORAGE = "Microsoft.Storage"
MYSQL = "Microsoft.DBforMySQL/flexibleServers"
JOIN_SUBNET = "Microsoft.Network/virtualNetworks/subnets/join/action"

# Network security groups apply to private endpoints only if the subnet enables it
# (https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy).
_FOR_ENDPOINTS: Mapping[str, Any] = {"private_endpoint_network_policies": "NetworkSecurityGroupEnabled"}


@dataclass(frozen=True)
class SubnetSpec:
    """A subnet and its inbound rules; `arguments` are further ones of the subnet resource."""

    id: str
    cidr: str
    allowed: Sequence[SecurityRule]
    group: str | None = None
    first_priority: int | None = None
    closed_to_network: bool = True
    arguments: Mapping[str, Any] = field(default_factory=dict)


def public_subnet(cidr: str, allowed_ip_ranges: Sequence[str], first_priority: int | None = None) -> SubnetSpec:
    """The subnet of the application gateway, and of nothing else."""
    # Azure's default rules for load balancers and the virtual network stay: the gateway's probes and its private
    # address require them.
    return SubnetSpec(
        "public",
        cidr,
        [
            SecurityRule("allow-web", list(allowed_ip_ranges) or [INTERNET], WEB_PORTS),
            SecurityRule("allow-gateway-manager", [GATEWAY_MANAGER], [GATEWAY_MANAGER_PORTS]),
        ],
        # The official module's name. Here the group also exists without allowed ranges.
        group="allowlist-nsg",
        first_priority=first_priority,
        closed_to_network=False,
        arguments={"service_endpoints": [KEY_VAULT]},
    )


def private_subnet(cidr: str, cluster_cidr: str) -> SubnetSpec:
    """The subnet of private endpoints: storage account, ClickHouse."""
    # Clients in the virtual network and in peered networks load artifacts from the storage account over 443.
    return SubnetSpec(
        "private",
        cidr,
        [
            SecurityRule("allow-https", [VIRTUAL_NETWORK], ["443"]),
            SecurityRule("allow-clickhouse", [cluster_cidr], CLICKHOUSE_PORTS),
        ],
        arguments=_FOR_ENDPOINTS,
    )


def kubernetes_subnet(cidr: str, gateway_cidr: str | None) -> SubnetSpec:
    """The subnet of nodes and pods."""
    # The gateway connects to pods on their own ports.
    gateway = [SecurityRule("allow-gateway", [gateway_cidr], [ANY])] if gateway_cidr else []
    return SubnetSpec(
        "kubernetes",
        cidr,
        [SecurityRule("allow-cluster", [cidr], [ANY], ANY), *gateway],
        arguments={"service_endpoints": [KEY_VAULT, STORAGE]},
    )


def database_subnet(cidr: str, cluster_cidr: str) -> SubnetSpec:
    """The subnet of MySQL flexible servers, to which Azure requires it to be delegated."""
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
            # For logs and backups; Azure adds this endpoint automatically.
            "service_endpoints": [STORAGE],
            # Azure refuses another delegation, even one with another name, while a server is in the subnet.
            "lifecycle": TerraformResourceLifecycle(ignore_changes=["delegation"]),
        },
    )


def redis_subnet(cidr: str, cluster_cidr: str) -> SubnetSpec:
    """The subnet of the private endpoint of Redis."""
    return SubnetSpec(
        "redis", cidr, [SecurityRule("allow-redis", [cluster_cidr], REDIS_PORTS)], arguments=_FOR_ENDPOINTS
    )


def private_link_subnet(cidr: str) -> SubnetSpec:
    """The subnet of the gateway's private link, through which other networks reach the gateway."""
    # Nothing listens here: private link takes its source addresses (NAT) from this subnet. Azure requires that network
    # policies for private link services are off
    # (https://learn.microsoft.com/azure/application-gateway/private-link-configure).
    return SubnetSpec(
        "private_link",
        cidr,
        [],
        closed_to_network=False,
        arguments={
            "private_link_service_network_policies_enabled": False,
            # When private link is turned off, the gateway is updated before the subnet is deleted: Azure does not
            # delete a subnet in use.
            "lifecycle": TerraformResourceLifecycle(create_before_destroy=True),
        },
    )
