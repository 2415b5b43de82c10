"""Roles of an identity on a resource, next to the resource."""

from collections.abc import Mapping

from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity
from constructs import Construct

from constructs_lib.azure.identity import WorkloadIdentity
from constructs_lib.azure.roles import grant
from constructs_lib.framework import id_in, is_new_grant, require_receiver

# The identity of this library, or one of your own.
Identity = WorkloadIdentity | UserAssignedIdentity


def grant_roles(
    resource: Construct, identity: Identity, *, resource_id: str, roles: Mapping[str, str]
) -> list[RoleAssignment]:
    """Assigns `roles` on `resource_id` to `identity`; the keys end the construct ids. A second call changes nothing."""
    require_receiver(resource, identity, "WorkloadIdentity.from_existing")
    # No construct has a child of its own with this prefix.
    prefix = f"grant_{id_in(resource, identity)}"
    return [
        grant(resource, f"{prefix}_{key}", role=role, principal_id=identity.principal_id, resource_id=resource_id)
        for key, role in roles.items()
        if is_new_grant(resource, identity, key)
    ]
