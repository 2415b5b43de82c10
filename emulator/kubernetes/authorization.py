"""Who may do what: members of `system:masters` everything, others what their roles allow, and ask about themselves."""

from emulator.kubernetes.api import Api
from emulator.kubernetes.authentication import ANONYMOUS, User
from emulator.kubernetes.errors import ApiError
from emulator.kubernetes.objects import Object
from emulator.kubernetes.rbac import Access, allows
from emulator.kubernetes.requests import Request

_OWN_REVIEWS = ("SelfSubjectAccessReview", "SelfSubjectReview", "SelfSubjectRulesReview")
_VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
# Paths that describe the API, each with the number of its parts.
_DISCOVERY = {"api": 2, "apis": 3, "openapi": 6}


def authorize(request: Request, api: Api) -> None:
    """Raise the answer for a user without rights."""
    user, resource = request.caller.user, request.resource
    if user.is_master:
        return
    if resource is None:
        parts = request.path.strip("/").split("/")
        if user != ANONYMOUS and parts[0] in _DISCOVERY and len(parts) <= _DISCOVERY[parts[0]]:
            return
        if parts[0] == "apis" and len(parts) > 3:
            in_namespace = parts[3] == "namespaces" and len(parts) > 5
            namespace, rest = (parts[4], parts[5:]) if in_namespace else ("", parts[3:])
            verb = _VERBS.get(request.method) or ("get" if len(rest) > 1 else "list")
            raise _forbidden(user, verb, parts[1], "/".join([rest[0], *rest[2:]]), namespace, "".join(rest[1:2]))
        if allows(api, user, Access(request.method.lower(), path=request.path)):
            return
        told = f'forbidden: User "{user.name}" cannot {request.method.lower()} path "{request.path}"'
        raise ApiError(403, "Forbidden", told, {})
    if resource.kind in _OWN_REVIEWS:
        return
    plural = f"{resource.plural}/{request.subresource}" if request.subresource else resource.plural
    if allows(api, user, Access(request.verb, resource.group, plural, request.namespace, request.name)):
        return
    raise _forbidden(user, request.verb, resource.group, plural, request.namespace, request.name)


def _forbidden(user: User, verb: str, group: str, resource: str, namespace: str, name: str) -> ApiError:
    where = f'in the namespace "{namespace}"' if namespace else "at the cluster scope"
    why = f'User "{user.name}" cannot {verb} resource "{resource}" in API group "{group}" {where}'
    plural = resource.partition("/")[0]
    qualified = f"{plural}.{group}" if group else plural
    details: Object = {**({"name": name} if name else {}), **({"group": group} if group else {}), "kind": plural}
    what = f'{qualified} "{name}"' if name else qualified
    return ApiError(403, "Forbidden", f"{what} is forbidden: {why}", details)
