"""Idempotent creation of NAT gateways.

A client that lost the response repeats CreateNatGateway with the same client token. moto then fails because the address
is in use, and the gateway of the first request remains, unknown to Terraform. When moto refuses a gateway, it also
keeps the network interface.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses.nat_gateways import NatGateways

from emulator.aws.moto_patches import part, wrap


@wrap(NatGateways, "create_nat_gateway")
def create_nat_gateway(original: Any, self: NatGateways) -> ActionResult:
    token = self._get_param("ClientToken")
    for gateway in self.ec2_backend.describe_nat_gateways(None, None):
        if token and getattr(gateway, "client_token", None) == token:
            return ActionResult({"NatGateway": gateway})
    interfaces = self.ec2_backend.enis
    before = set(interfaces)
    try:
        result: ActionResult = original(self)
    except Exception:
        for id_ in interfaces.keys() - before:
            del interfaces[id_]
        raise
    part(result, "NatGateway").client_token = token
    return result
