"""Virtual network with a subnet and inbound rules for each part of a deployment."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cdktf_cdktf_provider_azurerm.subnet import Subnet
from cdktf_cdktf_provider_azurerm.virtual_network import VirtualNetwork
from constructs import Construct

from constructs_lib.azure.network_security_group import NetworkSecurityGroup
from constructs_lib.azure.resource_id import name_from_id
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.subnets import (
    SubnetSpec,
    database_subnet,
    kubernetes_subnet,
    private_link_subnet,
    private_subnet,
    public_subnet,
    redis_subnet,
)
from constructs_lib.framework import Component, require_known

# The ids of subnets that a network can be without, and the argument that creates the subnet.
SUBNET_ARGUMENTS = {
    "gateway_subnet_id": "public_subnet_cidr",
    "endpoint_subnet_id": "private_subnet_cidr",
    "cluster_subnet_id": "cluster_subnet_cidr",
    "database_subnet_id": "database_subnet_cidr",
}


class Network(Component):
    """Virtual network `<name>-vpc` with the range `cidr`, and a subnet with a network security group per part.

    | subnet | for | inbound traffic |
    |---|---|---|
    | public | the application gateway | `allowed_ip_ranges` on 80 and 443; the virtual network |
    | private | private endpoints | the virtual network on 443, the cluster on ClickHouse's ports |
    | kubernetes | nodes and pods | the gateway, the cluster itself |
    | database | MySQL flexible servers (delegated) | the cluster on 3306, the servers themselves |
    | redis | the private endpoint of Redis | the cluster on Redis's TLS ports |
    | private link | the gateway's private link | the virtual network |

    Service endpoints let the firewalls of Key Vault and Storage allow the cluster's subnet, and that of Key Vault the
    gateway's subnet.

    Args:
        cluster_subnet_cidr: The range of nodes and pods.
        public_subnet_cidr, private_subnet_cidr, database_subnet_cidr: Omitted: no such subnet.
        redis_subnet_cidr, private_link_subnet_cidr: Omitted: no such subnet.
        allowed_ip_ranges: Who reaches the gateway. Empty: the internet.
        adopted_names: Whole names of subnets that were taken over, by their construct id. Empty: none.
        gateway_rules_priority: The first priority in the public subnet's group; omitted: 100.

    Attributes:
        network_id, network_name: Of the virtual network.
        gateway_subnet_id, endpoint_subnet_id, cluster_subnet_id, database_subnet_id: Known once the subnet's rules
            exist. Reading the id of a subnet that was omitted raises `AttributeError`.
        redis_subnet_id, private_link_subnet_id: The same; `None` if the range was omitted.

    Raises:
        ValueError: The list `allowed_ip_ranges` or the map `adopted_names` is unknown until apply.

    Example:
        network = Network(
            stack, "network", name="wandb", resource_scope=group.resource_scope, cidr="10.10.0.0/16",
            cluster_subnet_cidr="10.10.0.0/20", public_subnet_cidr="10.10.16.0/24", private_subnet_cidr="10.10.17.0/24",
            database_subnet_cidr="10.10.18.0/24", redis_subnet_cidr="10.10.19.0/24",
            allowed_ip_ranges=["203.0.113.0/24"],
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_scope: ResourceScope,
        cidr: str,
        cluster_subnet_cidr: str,
        public_subnet_cidr: str | None = None,
        private_subnet_cidr: str | None = None,
        database_subnet_cidr: str | None = None,
        redis_subnet_cidr: str | None = None,
        private_link_subnet_cidr: str | None = None,
        allowed_ip_ranges: Sequence[str] = (),
        adopted_names: Mapping[str, str] | None = None,
        gateway_rules_priority: int | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, allowed_ip_ranges=allowed_ip_ranges, adopted_names=adopted_names)
        self._name = name
        self._resource_scope = resource_scope
        self._adopted_names = adopted_names or {}
        self._network = VirtualNetwork(
            self,
            "virtual_network",
            name=f"{name}-vpc",
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            address_space=[cidr],
            tags=dict(resource_scope.tags),
        )
        self.network_id = self._network.id
        self.network_name = self._network.name
        if public_subnet_cidr:
            self.gateway_subnet_id = self._create(
                public_subnet(public_subnet_cidr, allowed_ip_ranges, gateway_rules_priority)
            )
        if private_subnet_cidr:
            self.endpoint_subnet_id = self._create(private_subnet(private_subnet_cidr, cluster_subnet_cidr))
        self.cluster_subnet_id = self._create(kubernetes_subnet(cluster_subnet_cidr, public_subnet_cidr))
        if database_subnet_cidr:
            self.database_subnet_id = self._create(database_subnet(database_subnet_cidr, cluster_subnet_cidr))
        self.redis_subnet_id = (
            self._create(redis_subnet(redis_subnet_cidr, cluster_subnet_cidr)) if redis_subnet_cidr else None
        )
        self.private_link_subnet_id = (
            self._create(private_link_subnet(private_link_subnet_cidr)) if private_link_subnet_cidr else None
        )

    @staticmethod
    def from_existing(
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_group_name: str,
        subnet_names: Mapping[str, str],
    ) -> "Network":
        """The existing virtual network `name` and those of its subnets that other constructs use.

        The keys of `subnet_names` are `gateway`, `endpoint`, `cluster`, `database`, `redis` and `private_link`. An
        attribute whose key is omitted raises an `AttributeError` that names the key; `redis_subnet_id` and
        `private_link_subnet_id` are then `None`.
        """
        from constructs_lib.azure.existing_network import ExistingNetwork

        return ExistingNetwork(
            scope, id_, name=name, resource_group_name=resource_group_name, subnet_names=subnet_names
        )

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Python calls this for an attribute that was not set.
            key = name.removesuffix("_subnet_id")
            if name in SUBNET_ARGUMENTS:
                # Without `obj`, Python does not suggest another attribute, which would be another kind of subnet.
                raise AttributeError(
                    f"{name} needs a subnet: give {SUBNET_ARGUMENTS[name]} to Network, or "
                    f'subnet_names={{"{key}": "<name>"}} to Network.from_existing',
                    name=name,
                )
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)

    def _create(self, spec: SubnetSpec) -> str:
        label = spec.id.replace("_", "-")
        subnet = Subnet(
            self,
            spec.id,
            name=self._adopted_names.get(spec.id) or f"{self._name}-{label}",
            resource_group_name=self._resource_scope.resource_group_name,
            virtual_network_name=name_from_id(self._network.id),
            address_prefixes=[spec.cidr],
            **spec.arguments,
        )
        firewall = NetworkSecurityGroup(
            self,
            f"{spec.id}_rules",
            name=f"{self._name}-{spec.group or f'{label}-nsg'}",
            resource_scope=self._resource_scope,
            subnet_id=subnet.id,
            allowed=spec.allowed,
            closed_to_network=spec.closed_to_network,
            first_priority=spec.first_priority,
        )
        return firewall.subnet_id
