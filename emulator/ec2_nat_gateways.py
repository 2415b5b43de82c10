"""NAT gateways that are made once: moto does not know a request that is sent again.

A client whose answer was lost repeats CreateNatGateway with the same token. moto then finds the address taken, and the
gateway of the first request stays behind, unknown to Terraform.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses.nat_gateways import NatGateways

from emulator.patching import part, wrap


@wrap(NatGateways, "create_nat_gateway")
def create_nat_gateway(original: Any, self: NatGateways) -> ActionResult:
    token = self._get_param("ClientToken")
    for gateway in self.ec2_backend.describe_nat_gateways(None, None):
        if token and getattr(gateway, "client_token", None) == token:
            return ActionResult({"NatGateway": gateway})
    result: ActionResult = original(self)
    part(result, "NatGateway").client_token = token
    return result
