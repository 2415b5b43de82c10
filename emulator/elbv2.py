"""Load balancers that keep their promises.

moto deletes a load balancer whose deletion protection is on.
"""

from typing import Any

from moto.elbv2.exceptions import ELBClientError
from moto.elbv2.models import ELBv2Backend

from emulator.patching import wrap


@wrap(ELBv2Backend, "delete_load_balancer")
def delete_load_balancer(original: Any, self: ELBv2Backend, arn: str) -> None:
    balancer = self.load_balancers.get(arn)
    if balancer and str(balancer.attrs.get("deletion_protection.enabled")).lower() == "true":
        message = f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled"
        raise ELBClientError("OperationNotPermitted", message)
    original(self, arn)
