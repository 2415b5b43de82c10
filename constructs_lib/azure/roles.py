"""Who may do what: Azure's role assignments."""

from collections.abc import Sequence

from cdktf import TerraformResource, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from constructs import Construct

# How long Azure is given to know a new role everywhere. Mostly it takes a minute, ten at the most
# (https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-changes-are-not-being-detected);
# an apply that came too early is simply run again.
ROLE_PROPAGATION_SECONDS = 120


def grant(
    scope: Construct,
    id_: str,
    *,
    role: str,
    principal_id: str,
    resource_id: str,
    principal_type: str | None = "ServicePrincipal",
    ignore_principal_changes: bool = False,
) -> RoleAssignment:
    """Gives the built-in `role` on `resource_id`, and on what is in it, to the principal with the object id given.

    `principal_type` is `ServicePrincipal`, which managed identities are too, `User` or `Group`; `None` leaves it to
    Entra ID to find out, which fails for a principal that was made a moment ago. Who has the role first keeps it with
    `keep`, whatever `principal_id` says later. Roles take effect some time after they are assigned.
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
        lifecycle=TerraformResourceLifecycle(ignore_changes=["principal_id"]) if ignore_principal_changes else None,
    )


def wait_for_roles(scope: Construct, id_: str, *, value: str, roles: Sequence[RoleAssignment]) -> str:
    """`value` again, for whoever uses it with `roles`: known only once these have had time to take effect.

    Needs the provider hashicorp/time. A new role makes Terraform wait again; `value` stays what it was.
    """
    wait = TerraformResource(scope, id_, terraform_resource_type="time_sleep")
    wait.add_override("create_duration", f"{ROLE_PROPAGATION_SECONDS}s")
    wait.add_override("triggers", {"value": value} | {role.node.id: role.id for role in roles})
    return wait.get_string_attribute("triggers.value")
