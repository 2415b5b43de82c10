"""Azure's own protection against deletion, whatever the rights of who tries."""

from collections.abc import Iterable

from cdktf import TerraformResource
from cdktf_cdktf_provider_azurerm.management_lock import ManagementLock
from constructs import Construct


def create_lock(
    scope: Construct, id_: str, *, name: str, resource_id: str, contents: Iterable[TerraformResource] = ()
) -> ManagementLock:
    """Refuses the deletion of a resource, and of all that is in it, by anybody, until the lock itself is removed.

    `contents` are what Terraform keeps in the resource, and role assignments on it: see `unlock_before`. To lock and
    unlock takes rights on `Microsoft.Authorization/locks`: an owner has them, a contributor does not.
    """
    management_lock = ManagementLock(
        scope,
        id_,
        name=name,
        scope=resource_id,
        lock_level="CanNotDelete",
        notes="deletion_protection is on: switch it off and apply, and Terraform removes this lock",
    )
    unlock_before(management_lock, contents)
    return management_lock


def unlock_before(management_lock: ManagementLock | None, contents: Iterable[TerraformResource]) -> None:
    """Makes the lock, if there is one, depend on `contents`, which Azure deletes only once the lock is removed.

    An apply that destroys both then removes the lock first. Without the dependency it removes them side by side, and
    Azure may answer `ScopeLocked`.
    """
    if management_lock is not None:
        addresses = [f"{resource.terraform_resource_type}.{resource.friendly_unique_id}" for resource in contents]
        management_lock.depends_on = [*(management_lock.depends_on or []), *addresses] or None
