"""Azure management locks against deletion."""

from collections.abc import Iterable

from cdktf import TerraformResource, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.management_lock import ManagementLock
from constructs import Construct


def create_lock(
    scope: Construct, id_: str, *, name: str, resource_id: str, contents: Iterable[TerraformResource] = ()
) -> ManagementLock:
    """Prevents the deletion of a resource and of everything in it, for every principal, until the lock is removed.

    `contents` are Terraform's resources in it and role assignments on it: see `unlock_before`. Locks require
    permissions on `Microsoft.Authorization/locks`, which the role Owner has and Contributor has not.
    """
    management_lock = ManagementLock(
        scope,
        id_,
        name=name,
        scope=resource_id,
        lock_level="CanNotDelete",
        notes="deletion_protection is on: switch it off and apply, and Terraform removes this lock",
        # Azure cannot change them: other notes would replace the lock, and an adopted lock has its own.
        lifecycle=TerraformResourceLifecycle(ignore_changes=["notes"]),
    )
    unlock_before(management_lock, contents)
    return management_lock


def unlock_before(management_lock: ManagementLock | None, contents: Iterable[TerraformResource]) -> None:
    """Makes the lock, if there is one, depend on `contents`, so that Terraform removes the lock before it deletes them.

    Without the dependency, Terraform deletes them in parallel, and Azure may refuse with `ScopeLocked`.
    """
    if management_lock is not None:
        addresses = [f"{resource.terraform_resource_type}.{resource.friendly_unique_id}" for resource in contents]
        management_lock.depends_on = [*(management_lock.depends_on or []), *addresses] or None
