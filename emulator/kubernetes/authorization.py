"""Who may do what: members of `system:masters` everything, others only ask about themselves.

Roles and bindings are stored and not evaluated. Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/
"""

from emulator.kubernetes.authentication import ANONYMOUS
from emulator.kubernetes.errors import ApiError
from emulator.kubernetes.objects import Object
from emulator.kubernetes.requests import Request

_OWN_REVIEWS = ("SelfSubjectAccessReview", "SelfSubjectReview", "SelfSubjectRulesReview")
# Paths that describe the API, each with the number of its parts.
_DISCOVERY = {"api": 2, "apis": 3, "openapi": 6}


def authorize(request: Request) -> None:
    """Raise the answer for a user without rights."""
    user, resource = request.caller.user, request.resource
    if user.is_master:
        return
    if resource is None:
        parts = request.path.strip("/").split("/")
        if user != ANONYMOUS and parts[0] in _DISCOVERY and len(parts) <= _DISCOVERY[parts[0]]:
            return
        told = f'forbidden: User "{user.name}" cannot {request.method.lower()} path "{request.path}"'
        raise ApiError(403, "Forbidden", told, {})
    if resource.kind in _OWN_REVIEWS:
        return
    plural = f"{resource.plural}/{request.subresource}" if request.subresource else resource.plural
    where = f'in the namespace "{request.namespace}"' if request.namespace else "at the cluster scope"
    why = f'User "{user.name}" cannot {request.verb} resource "{plural}" in API group "{resource.group}" {where}'
    what = f'{resource.qualified} "{request.name}"' if request.name else resource.qualified
    details: Object = {"name": request.name} if request.name else {}
    if resource.group:
        details["group"] = resource.group
    raise ApiError(403, "Forbidden", f"{what} is forbidden: {why}", {**details, "kind": resource.plural})
