"""Azure's own protection against deletion, whatever the rights of who tries."""

from cdktf_cdktf_provider_azurerm.management_lock import ManagementLock
from constructs import Construct


def lock(scope: Construct, id_: str, *, name: str, resource_id: str) -> None:
    """Refuses the deletion of a resource, and of all that is in it, by anybody, until the lock itself is removed.

    To lock and unlock takes rights on `Microsoft.Authorization/locks`: an owner has them, a contributor does not.
    """
    ManagementLock(
        scope,
        id_,
        name=name,
        scope=resource_id,
        lock_level="CanNotDelete",
        notes="deletion_protection is on: switch it off and apply, and Terraform removes this lock",
    )
