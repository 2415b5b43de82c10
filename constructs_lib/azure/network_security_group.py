"""Network security groups: the inbound rules of a subnet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cdktf import Token
from cdktf_cdktf_provider_azurerm.network_security_group import NetworkSecurityGroup as AzurermNetworkSecurityGroup
from cdktf_cdktf_provider_azurerm.network_security_rule import NetworkSecurityRule
from cdktf_cdktf_provider_azurerm.subnet_network_security_group_association import (
    SubnetNetworkSecurityGroupAssociation,
)
from constructs import Construct

from constructs_lib.azure.resource_id import name_from_id
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.framework import Component, element_id, require_known

# Service tags (https://learn.microsoft.com/azure/virtual-network/service-tags-overview).
INTERNET = "Internet"
VIRTUAL_NETWORK = "VirtualNetwork"
GATEWAY_MANAGER = "GatewayManager"
LOAD_BALANCER = "AzureLoadBalancer"

ANY = "*"

# Allowed priorities, the smallest evaluated first; Azure's default rules come last
# (https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview).
_FIRST_PRIORITY = 100
_PRIORITY_STEP = 10
_LAST_PRIORITY = 4096


@dataclass(frozen=True)
class SecurityRule:
    """An inbound rule: `sources` are address ranges or one service tag, `ports` numbers or ranges such as `1-9`.

    Both may be unknown at synthesis; `sources` must then be ranges. `protocol` is `Tcp`, `Udp` or `*`.
    """

    name: str
    sources: Sequence[str]
    ports: Sequence[str]
    protocol: str = "Tcp"


class NetworkSecurityGroup(Component):
    """Network security group `name` with the inbound rules `allowed`, associated with the subnet `subnet_id`.

    Traffic from Azure's load balancers, such as probes, and all outbound traffic is always allowed.

    Args:
        closed_to_network: Denies traffic from the virtual network and from peered networks, which Azure's default rules
            allow, except for `allowed`.
        first_priority: The priority of the first rule, for a group that was taken over with rules; omitted: 100.

    Attributes:
        subnet_id: The same id, known once the rules are in effect.

    Raises:
        ValueError: `closed_to_network` is unknown until apply.

    Example:
        NetworkSecurityGroup(
            stack, "rules", name="wandb-batch", resource_scope=group.resource_scope,
            subnet_id=network.endpoint_subnet_id, closed_to_network=True,
            allowed=[SecurityRule("allow-https", ["10.10.0.0/20"], ["443"])],
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_scope: ResourceScope,
        subnet_id: str,
        allowed: Sequence[SecurityRule],
        closed_to_network: bool,
        first_priority: int | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, closed_to_network=closed_to_network)
        self._group = AzurermNetworkSecurityGroup(
            self,
            "group",
            name=name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            tags=dict(resource_scope.tags),
        )
        rules = [
            self._create_rule(
                rule,
                element_id(rule.name, position),
                access="Allow",
                priority=(first_priority or _FIRST_PRIORITY) + _PRIORITY_STEP * position,
            )
            for position, rule in enumerate(allowed)
        ]
        if closed_to_network:
            rules += self._deny_network()
        association = SubnetNetworkSecurityGroupAssociation(
            self,
            "association",
            subnet_id=subnet_id,
            network_security_group_id=self._group.id,
            # Without its rules, the group would allow traffic that they deny, and Azure would refuse an application
            # gateway.
            depends_on=rules,
        )
        self.subnet_id = association.subnet_id

    def _deny_network(self) -> list[NetworkSecurityRule]:
        # The tag VirtualNetwork includes the host's address, from which load balancers probe. Azure's default rule
        # for load balancers has a lower priority than the deny rule
        # (https://learn.microsoft.com/azure/virtual-network/service-tags-overview#available-service-tags).
        probes = SecurityRule("allow-load-balancer", [LOAD_BALANCER], [ANY], ANY)
        network = SecurityRule("deny-network", [VIRTUAL_NETWORK], [ANY], ANY)
        return [
            self._create_rule(probes, probes.name, access="Allow", priority=_LAST_PRIORITY - 1),
            self._create_rule(network, network.name, access="Deny", priority=_LAST_PRIORITY),
        ]

    def _create_rule(self, rule: SecurityRule, id_: str, *, access: str, priority: int) -> NetworkSecurityRule:
        return NetworkSecurityRule(
            self,
            id_.replace("-", "_"),
            name=rule.name,
            resource_group_name=self._group.resource_group_name,
            network_security_group_name=name_from_id(self._group.id),
            priority=priority,
            direction="Inbound",
            access=access,
            protocol=rule.protocol,
            source_port_range=ANY,
            destination_address_prefix=ANY,
            **_one_or_more("source_address_prefix", "source_address_prefixes", rule.sources),
            **_one_or_more("destination_port_range", "destination_port_ranges", rule.ports),
        )


def _one_or_more(singular: str, plural: str, values: Sequence[str]) -> dict[str, Any]:
    # Only the singular argument accepts a tag or `*`. A list that is unknown at synthesis has only ranges.
    if len(values) != 1 or Token.is_unresolved(list(values)):
        return {plural: list(values)}
    return {singular: values[0]}
