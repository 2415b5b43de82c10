"""Permissions of a role on a resource, as an inline policy of the role."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from constructs_lib.aws.identity import ServiceAccountRole
from constructs_lib.aws.policies import Statement, policy_document
from constructs_lib.framework import id_in, is_new_grant, require_receiver

# The role of this library, or one of your own.
Role = ServiceAccountRole | IamRole


def grant(resource: Construct, role: Role, access: str, statements: Sequence[Statement]) -> None:
    """Adds the inline policy `<path of resource>_<access>` to `role`; a second call changes nothing."""
    require_receiver(resource, role, "ServiceAccountRole.from_existing")
    if not is_new_grant(resource, role, access):
        return
    name = f"{id_in(role, resource)}_{access}"
    role_name = role.role_name if isinstance(role, ServiceAccountRole) else role.name
    policy = IamRolePolicy(role, name, name=name, role=role_name, policy=policy_document(*statements))
    if isinstance(role, ServiceAccountRole):
        role.dependencies.append(policy)
