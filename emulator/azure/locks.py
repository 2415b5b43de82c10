"""Management locks.

`CanNotDelete` and `ReadOnly` cover a scope and everything in it: nothing there can be deleted, and with `ReadOnly`
nothing changed (https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources). The deletion of a
resource group is refused if anything in it is locked.
"""

from typing import TYPE_CHECKING

from emulator.azure.http_messages import RefusedError
from emulator.azure.identifiers import ResourceId
from emulator.azure.resource_types import ResourceType, register

if TYPE_CHECKING:
    from emulator.azure.tenant import Tenant

LOCK = "Microsoft.Authorization/locks"


def refuse_deletion(tenant: "Tenant", id_: str) -> None:
    own = id_.lower()
    for lock in tenant.store.of_type(LOCK):
        scope = _scope(lock.id)
        covers = own == scope or own.startswith(scope + "/") or scope.startswith(own + "/")
        if covers and lock.key != own:
            raise _refused(id_, "delete", lock.id)


def refuse_write(tenant: "Tenant", id_: ResourceId) -> None:
    if id_.type.lower() == LOCK.lower():
        return
    for lock in tenant.store.of_type(LOCK):
        if lock.properties.get("level") == "ReadOnly" and (id_.key + "/").startswith(_scope(lock.id) + "/"):
            raise _refused(id_.text, "write", lock.id)


def _scope(lock_id: str) -> str:
    id_ = ResourceId.parse(lock_id)
    return id_.parent.lower() if id_ else ""


def _refused(id_: str, operation: str, lock_id: str) -> RefusedError:
    return RefusedError(
        409,
        "ScopeLocked",
        f"The scope '{id_}' cannot perform {operation} operation because following scope(s) are locked: "
        f"'{_scope(lock_id)}'. Please remove the lock and try again.",
    )


register(ResourceType(type=LOCK, has_state=False))
