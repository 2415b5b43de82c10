"""Role assignments."""

from collections.abc import Sequence

from cdktf import TerraformResource, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.key_vault_access_policy import KeyVaultAccessPolicyA
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from constructs import Construct

# How long to wait until a new role assignment takes effect: usually one minute, at most ten
# (https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-changes-are-not-being-detected);
# If an apply was too early, run it again.
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
    """Assigns the built-in `role` on `resource_id` and everything in it to the principal with the object id given.

    - `principal_type`: `ServicePrincipal` (also for managed identities), `User` or `Group`. `None`: Azure looks it up,
      which fails for a principal that was just created.
    - `ignore_principal_changes`: the first principal keeps the role when `principal_id` changes.

    Roles take effect some time after the assignment: see `wait_for_roles`.
    """
    return RoleAssignment(
        scope,
        id_,
        scope=resource_id,
        role_definition_name=role,
        principal_id=principal_id,
        # With a type, Azure does not look up the principal, so a new identity need not be replicated in Entra ID yet
        # (https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---assigning-a-role-to-a-new-principal-sometimes-fails).
        principal_type=principal_type,
        lifecycle=TerraformResourceLifecycle(ignore_changes=["principal_id"]) if ignore_principal_changes else None,
    )


def wait_for_roles(
    scope: Construct, id_: str, *, value: str, roles: Sequence[RoleAssignment | KeyVaultAccessPolicyA]
) -> str:
    """Returns `value` as a reference that is known once `roles` have had time to take effect.

    Requires the provider hashicorp/time. A new role assignment makes Terraform wait again.
    """
    wait = TerraformResource(scope, id_, terraform_resource_type="time_sleep")
    wait.add_override("create_duration", f"{ROLE_PROPAGATION_SECONDS}s")
    wait.add_override("triggers", {"value": value} | {role.node.id: role.id for role in roles})
    return wait.get_string_attribute("triggers.value")
