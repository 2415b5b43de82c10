"""Who may do what: Azure's role assignments."""

from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from constructs import Construct


def grant(
    scope: Construct,
    id_: str,
    *,
    role: str,
    principal_id: str,
    resource_id: str,
    principal_type: str | None = "ServicePrincipal",
) -> RoleAssignment:
    """Gives the built-in `role` on `resource_id`, and on what is in it, to the principal with the object id given.

    `principal_type` is `ServicePrincipal`, which managed identities are too, `User` or `Group`; `None` leaves it to
    Entra ID to find out, which fails for a principal that was made a moment ago. Roles take effect some time after
    they are assigned.
    """
    return RoleAssignment(
        scope,
        id_,
        scope=resource_id,
        role_definition_name=role,
        principal_id=principal_id,
        # Where the type is given, Azure does not look the principal up, and a new identity need not have reached every
        # copy of the directory
        # (https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---assigning-a-role-to-a-new-principal-sometimes-fails).
        principal_type=principal_type,
    )
