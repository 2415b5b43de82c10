"""Network interfaces that are deleted with their NAT gateway or instance.

moto keeps the interfaces of deleted NAT gateways and terminated instances, so the account is not empty after a destroy.
"""

from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.instances import Instance, InstanceState
from moto.ec2.models.nat_gateways import NatGateway

from emulator.aws.moto_patches import wrap

_MADE_WITH_THE_INSTANCE = "Primary network interface"


@wrap(EC2Backend, "delete_nat_gateway")
def delete_nat_gateway(original: Any, self: EC2Backend, nat_gateway_id: str) -> NatGateway:
    gateway: NatGateway = original(self, nat_gateway_id)
    self.enis.pop(gateway._eni.id, None)
    return gateway


@wrap(Instance, "terminate")
def terminate(original: Any, self: Instance) -> InstanceState:
    for interface in self.nics.values():
        if interface.description == _MADE_WITH_THE_INSTANCE:
            interface.delete_on_termination = True
    state: InstanceState = original(self)
    return state
