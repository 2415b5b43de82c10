"""The resources of an emulator's tenant that a new one does not have, as {"service/kind": [ids]}.

It leaves out what was there at the start, and what Azure makes and deletes with another resource (a private endpoint's
network interface, a zone's SOA record, the resource group of a cluster's nodes).
"""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from emulator.inventory import Inventory
from emulator.loopback import open_local

if TYPE_CHECKING:
    from emulator.azure.tenant import Tenant

_DELETED_VAULT = "keyvault/deletedVaults"
# What Azure retains after a destroy: a vault with purge protection until its retention ends.
LEFT_BEHIND = (_DELETED_VAULT,)
RESOURCES_PATH = "/_emulator/resources"


def inventory(endpoint: str, _status: dict[str, Any], _regions: Iterable[str] | None = None) -> Inventory:
    """The inventory of the emulator at `endpoint`."""
    with open_local(endpoint + RESOURCES_PATH) as answer:
        found: Inventory = json.load(answer)
        return found


def listed(tenant: "Tenant") -> Inventory:
    """The inventory, within the emulator."""
    found: Inventory = {}
    for each in tenant.store.all():
        if not each.existing and not each.managed:
            found.setdefault(_kind(each.type), []).append(each.id)
    for vault in tenant.vaults.values():
        found.setdefault("keyvault/secrets", []).extend(f"{vault.uri}/secrets/{name}" for name in vault.secrets.items)
        found.setdefault("keyvault/keys", []).extend(f"{vault.uri}/keys/{name}" for name in vault.keys.items)
    found[_DELETED_VAULT] = [resource.id for resource, _ in tenant.deleted_vaults.values()]
    return {kind: sorted(ids) for kind, ids in sorted(found.items()) if ids}


def _kind(type_: str) -> str:
    namespace, _, rest = type_.partition("/")
    return f"{namespace.partition('.')[2].lower()}/{rest}"
