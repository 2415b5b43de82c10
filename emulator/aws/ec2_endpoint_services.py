"""The allowed principals of a VPC endpoint service, with permission ids and filters.

moto supports neither. `aws_vpc_endpoint_service_allowed_principal` filters by its principal and stores the id.
"""

import hashlib
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses.vpc_service_configuration import VPCEndpointServiceConfiguration

from emulator.aws.moto_patches import part, wrap


@wrap(VPCEndpointServiceConfiguration, "describe_vpc_endpoint_service_permissions")
def describe_vpc_endpoint_service_permissions(_original: Any, self: VPCEndpointServiceConfiguration) -> ActionResult:
    service_id = self._get_param("ServiceId")
    wanted = self._filters_from_querystring().get("principal")
    principals = self.ec2_backend.describe_vpc_endpoint_service_permissions(service_id)
    found = [each for each in sorted(principals) if not wanted or each in wanted]
    return ActionResult({"AllowedPrincipals": [_permission(service_id, each) for each in found]})


@wrap(VPCEndpointServiceConfiguration, "modify_vpc_endpoint_service_permissions")
def modify_vpc_endpoint_service_permissions(original: Any, self: VPCEndpointServiceConfiguration) -> ActionResult:
    result: ActionResult = original(self)
    service_id, added = self._get_param("ServiceId"), self._get_param("AddAllowedPrincipals", [])
    permissions = [_permission(service_id, each) for each in added]
    return ActionResult({"AddedPrincipals": permissions, "ReturnValue": part(result, "ReturnValue")})


def _permission(service_id: str, principal: str) -> dict[str, Any]:
    digest = hashlib.sha256(f"{service_id} {principal}".encode()).hexdigest()
    return {
        "Principal": principal,
        "PrincipalType": "Account" if principal.endswith(":root") else "Role",
        "ServiceId": service_id,
        "ServicePermissionId": f"vpce-svc-perm-{digest[:17]}",
        "Tags": [],
    }
