"""Resources that exist before a deployment: an administrator's DNS zone, vault or storage account."""

from emulator.azure.http_messages import Json
from emulator.azure.identifiers import ResourceId, last, resource_group_of
from emulator.azure.key_vault import VAULT
from emulator.azure.principals import OWNER
from emulator.azure.resource_manager import store
from emulator.azure.resource_types import resource_type_of
from emulator.azure.storage import ACCOUNT
from emulator.azure.store import Resource
from emulator.azure.subscriptions import GROUP
from emulator.azure.tenant import Tenant

_LOCATION = "westeurope"
_SMALLEST: dict[str, Json] = {
    ACCOUNT.lower(): {"kind": "StorageV2", "sku": {"name": "Standard_LRS"}},
    VAULT.lower(): {"properties": {"enableRbacAuthorization": True, "enablePurgeProtection": True}},
}


def put_existing(tenant: Tenant, id_: str) -> None:
    """Creates the resource, its parents and its resource group, with the minimal body of its type."""
    parsed = ResourceId.parse(id_)
    if parsed is None or resource_type_of(parsed.type) is None:
        raise ValueError(f"{id_} is not the id of a resource type of the emulator")
    group = resource_group_of(id_)
    if group and tenant.store.get(group) is None:
        properties = {"location": _LOCATION, "properties": {"provisioningState": "Succeeded"}}
        tenant.store.put(Resource(group, GROUP, last(group), properties, existing=True))
    parent = ResourceId.parse(parsed.parent)
    if parent is not None and tenant.store.get(parent.text) is None:
        put_existing(tenant, parent.text)
    smallest = {"location": _LOCATION, **_SMALLEST.get(parsed.type.lower(), {})}
    store(tenant, tenant.principals.get(OWNER.client_id) or OWNER, parsed, smallest).existing = True
