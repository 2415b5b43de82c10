"""An existing virtual network in place of the library's own."""

from collections.abc import Mapping

from cdktf_cdktf_provider_azurerm.data_azurerm_subnet import DataAzurermSubnet
from cdktf_cdktf_provider_azurerm.data_azurerm_virtual_network import DataAzurermVirtualNetwork
from constructs import Construct

from constructs_lib.azure.network import Network
from constructs_lib.framework import Component

SUBNETS = ("gateway", "endpoint", "cluster", "database", "redis", "private_link")


class ExistingNetwork(Network):
    """The virtual network `name`, read in every plan, and the given subnets; see `Network.from_existing`."""

    def __init__(
        self, scope: Construct, id_: str, *, name: str, resource_group_name: str, subnet_names: Mapping[str, str]
    ) -> None:
        Component.__init__(self, scope, id_)
        if unknown := sorted(subnet_names.keys() - set(SUBNETS)):
            raise ValueError(f"subnet_names must have keys of {', '.join(SUBNETS)}, got {', '.join(unknown)}")
        network = DataAzurermVirtualNetwork(self, "network", name=name, resource_group_name=resource_group_name)
        self.network_id, self.network_name = network.id, network.name
        self.redis_subnet_id = self.private_link_subnet_id = None
        for key, subnet_name in subnet_names.items():
            subnet = DataAzurermSubnet(
                self,
                key,
                name=subnet_name,
                virtual_network_name=network.name,
                resource_group_name=resource_group_name,
            )
            setattr(self, f"{key}_subnet_id", subnet.id)
