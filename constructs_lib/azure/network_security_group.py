"""What comes into a subnet: network security groups, which Azure calls the firewall of a subnet."""

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
from constructs_lib.framework import element_id, require_known

# Service tags (https://learn.microsoft.com/azure/virtual-network/service-tags-overview).
INTERNET = "Internet"
VIRTUAL_NETWORK = "VirtualNetwork"
GATEWAY_MANAGER = "GatewayManager"
LOAD_BALANCER = "AzureLoadBalancer"

ANY = "*"

# Priorities that one may give, the smaller number first; Azure's own rules come after all of them
# (https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview).
_FIRST_PRIORITY = 100
_PRIORITY_STEP = 10
_LAST_PRIORITY = 4096


@dataclass(frozen=True)
class SecurityRule:
    """Who may come in where: `sources` are address ranges or one service tag, `ports` numbers or ranges such as `1-9`.

    Each may be known only when Terraform runs; `sources` then are ranges. `protocol` is `Tcp`, `Udp` or `*`.
    """

    name: str
    sources: Sequence[str]
    ports: Sequence[str]
    protocol: str = "Tcp"


class NetworkSecurityGroup(Construct):
    """Network security group `name` with the rules `allowed`, on the subnet `subnet_id`.

    Without it Azure lets nobody in from outside the virtual network, and everybody from inside it and from networks
    peered with it; with `closed_to_network` those have to be among `allowed` too. Azure's load balancers, and so their
    probes, come in always, and everything goes out.

    Attribute: `subnet_id`, the subnet again, known only once the rules hold there.
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
                priority=_FIRST_PRIORITY + _PRIORITY_STEP * position,
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
            # A group without its rules lets in what they forbid, and keeps out what an application gateway is refused
            # without.
            depends_on=rules,
        )
        self.subnet_id = association.subnet_id

    def _deny_network(self) -> list[NetworkSecurityRule]:
        # The tag of the network holds the host's address too, from which load balancers probe: Azure's own rule that
        # lets them in would come too late
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
    # Only the singular argument takes a tag or the star. A list known at apply only has ranges, by its description.
    if len(values) != 1 or Token.is_unresolved(list(values)):
        return {plural: list(values)}
    return {singular: values[0]}
