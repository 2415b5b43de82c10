"""NAT gateways that are made once: moto does not know a request that is sent again.

A client whose answer was lost repeats CreateNatGateway with the same token. moto then finds the address taken, and the
gateway of the first request stays behind, unknown to Terraform. Of a gateway that is refused, moto keeps the network
interface.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses.nat_gateways import NatGateways

from emulator.moto_patches import part, wrap


@wrap(NatGateways, "create_nat_gateway")
def create_nat_gateway(original: Any, self: NatGateways) -> ActionResult:
    token = self._get_param("ClientToken")
    for gateway in self.ec2_backend.describe_nat_gateways(None, None):
        if token and getattr(gateway, "client_token", None) == token:
            return ActionResult({"NatGateway": gateway})
    interfaces = self.ec2_backend.enis
    there = set(interfaces)
    try:
        result: ActionResult = original(self)
    except Exception:
        for id_ in interfaces.keys() - there:
            del interfaces[id_]
        raise
    part(result, "NatGateway").client_token = token
    return result
