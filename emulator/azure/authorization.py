"""Role assignments, and what a role allows.

- An assignment of the same role to the same principal at the same scope is refused (`RoleAssignmentExists`,
  https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---unable-to-assign-a-role).
- Only an owner assigns roles and changes locks; a contributor writes all else; a reader reads
  (https://learn.microsoft.com/azure/role-based-access-control/built-in-roles).
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from emulator.azure.http_messages import Json, RefusedError
from emulator.azure.principals import Principal
from emulator.azure.resource_types import Change, ResourceType, register
from emulator.azure.role_definitions import role_name
from emulator.azure.values import now

if TYPE_CHECKING:
    from emulator.azure.store import Resource
    from emulator.azure.tenant import Tenant

ASSIGNMENT = "Microsoft.Authorization/roleAssignments"
# The action of a request on a resource, by its method.
ACTIONS = {"GET": "read", "HEAD": "read", "PUT": "write", "PATCH": "write", "DELETE": "delete"}
_READS_EVERYTHING = {"Owner", "Contributor", "Reader"}


def authorize(tenant: "Tenant", principal: Principal, action: str, scope: str) -> None:
    """Raises `RefusedError` unless the principal may do `action` (`<type>/read`, `/write`, `/delete`) at the scope."""
    roles = roles_at(tenant, principal.object_ids, scope) | {principal.role}
    writes_authorization = action.lower().startswith("microsoft.authorization/") and not action.endswith("/read")
    if (
        "Owner" in roles
        or ("Contributor" in roles and not writes_authorization)
        or (action.endswith("/read") and roles & _READS_EVERYTHING)
    ):
        return
    raise RefusedError(
        403,
        "AuthorizationFailed",
        f"The client '{principal.client_id}' with object id '{principal.object_id}' does not have authorization to "
        f"perform action '{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, "
        "please refresh your credentials.",
    )


def roles_at(tenant: "Tenant", object_ids: Iterable[str], scope: str) -> set[str]:
    """The names of the roles assigned to any of the object ids at the scope or around it."""
    return {
        str(role_name(each.properties["roleDefinitionId"]))
        for each in tenant.store.of_type(ASSIGNMENT)
        if each.properties["principalId"] in object_ids
        and f"{scope.lower().rstrip('/')}/".startswith(each.properties["scope"].lower() + "/")
    }


def assignments_at(tenant: "Tenant", scope: str) -> list["Resource"]:
    """The assignments at a scope, around it and in it, as Azure lists them."""
    at = scope.lower().rstrip("/") + "/"
    return [
        each
        for each in tenant.store.of_type(ASSIGNMENT)
        if (own := each.properties["scope"].lower() + "/").startswith(at) or at.startswith(own)
    ]


def _complete_assignment(change: Change) -> None:
    own = change.properties
    own["scope"] = change.id.parent
    if role_name(own["roleDefinitionId"]) is None:
        message = f"The specified role definition '{own['roleDefinitionId']}' was not found."
        raise RefusedError(404, "RoleDefinitionDoesNotExist", message)
    for each in change.tenant.store.of_type(ASSIGNMENT):
        if each.key != change.id.key and _identity(each.properties) == _identity(own):
            raise RefusedError(
                409,
                "RoleAssignmentExists",
                "The role assignment already exists. The ID of the conflicting role assignment is "
                f"{each.name.replace('-', '')}.",
            )
    if change.previous and _identity(change.previous.properties) != _identity(own):
        raise RefusedError(
            400, "RoleAssignmentUpdateNotPermitted", "Tenant ID, scope, principal and role cannot change."
        )
    moment = now()
    own.setdefault("principalType", "ServicePrincipal")
    own |= {"createdOn": moment, "updatedOn": moment, "createdBy": change.principal.object_id}
    own |= {"updatedBy": change.principal.object_id, "condition": own.get("condition")}
    own["conditionVersion"] = own.get("conditionVersion")


def _identity(properties: Json) -> tuple[str, str, str | None]:
    return (
        str(properties["scope"]).lower(),
        str(properties["principalId"]).lower(),
        role_name(properties["roleDefinitionId"]),
    )


register(ResourceType(type=ASSIGNMENT, complete=_complete_assignment, has_state=False))
