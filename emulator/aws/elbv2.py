"""Deletion protection and PrivateLink settings of load balancers.

moto deletes a load balancer despite its deletion protection. It does not store whether the security groups of a network
load balancer also apply to PrivateLink traffic, so the AWS provider would plan to set that again in every run.
"""

from typing import Any, cast

from moto.core.responses import ActionResult
from moto.elbv2.exceptions import ELBClientError
from moto.elbv2.models import ELBv2Backend
from moto.elbv2.responses import ELBV2Response

from emulator.aws.moto_patches import wrap

# The name in botocore's service model, by which moto looks up attributes of responses.
_ENFORCED = "enforce_security_group_inbound_rules_on_private_link_traffic"
_ENFORCED_PARAMETER = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"


@wrap(ELBv2Backend, "delete_load_balancer")
def delete_load_balancer(original: Any, self: ELBv2Backend, arn: str) -> None:
    balancer = self.load_balancers.get(arn)
    if balancer and str(balancer.attrs.get("deletion_protection.enabled")).lower() == "true":
        message = f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled"
        raise ELBClientError("OperationNotPermitted", message)
    original(self, arn)


@wrap(ELBV2Response, "set_security_groups")
def set_security_groups(original: Any, self: ELBV2Response) -> ActionResult:
    result: ActionResult = original(self)
    balancer = self.elbv2_backend.load_balancers[self._get_param("LoadBalancerArn")]
    if balancer.type == "network":
        enforced = self._get_param(_ENFORCED_PARAMETER) or getattr(balancer, _ENFORCED, "on")
        setattr(balancer, _ENFORCED, enforced)
        cast(dict[str, Any], result.result)[_ENFORCED_PARAMETER] = enforced
    return result
