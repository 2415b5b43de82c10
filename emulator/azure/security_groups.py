"""Network security groups and their rules (Microsoft.Network).

- Two rules of one direction cannot have the same priority (`SecurityRuleConflict`).
- A PUT of the group replaces its rules. A group in use by a subnet is not deleted.
- Sources: https://learn.microsoft.com/rest/api/virtualnetwork/network-security-groups and
  https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview.
"""

from emulator.azure.http_messages import Json, RefusedError
from emulator.azure.network import store_part
from emulator.azure.resource_types import Change, ResourceType, register
from emulator.azure.store import Resource
from emulator.azure.tenant import Tenant

GROUP = "Microsoft.Network/networkSecurityGroups"
RULE = f"{GROUP}/securityRules"
_LISTS = ("destinationAddressPrefixes", "destinationPortRanges", "sourceAddressPrefixes", "sourcePortRanges")
_PRIORITIES = range(100, 4097)


def _complete_group(change: Change) -> None:
    rules = change.properties.pop("securityRules", None)
    if rules is None or (change.previous and "securityRules" not in (change.sent.get("properties") or {})):
        return
    collection = f"{change.id.text}/securityRules"
    names = {each["name"].lower() for each in rules}
    for each in change.tenant.store.directly_in(collection):
        if each.name.lower() not in names:
            change.tenant.store.remove(each.id)
    for rule in rules:
        store_part(change, f"{collection}/{rule['name']}", {"properties": rule["properties"]})


def _view_group(tenant: Tenant, group: Resource, body: Json) -> None:
    body["properties"]["securityRules"] = [each.body for each in tenant.store.directly_in(f"{group.id}/securityRules")]
    body["properties"]["defaultSecurityRules"] = []


def _complete_rule(change: Change) -> None:
    own = change.properties
    if own.get("priority") not in _PRIORITIES:
        message = f"Security rule has invalid Priority. Value provided: {own.get('priority')}. Allowed: 100 to 4096."
        raise RefusedError(400, "SecurityRuleInvalidPriority", message)
    for each in _LISTS:
        own.setdefault(each, [])
    for other in change.tenant.store.directly_in(change.id.parent + "/securityRules"):
        same = all(other.properties.get(key) == own.get(key) for key in ("priority", "direction"))
        if other.key != change.id.key and same:
            message = f"Security rule {change.id.name} conflicts with rule {other.name}. Rules cannot have the same"
            raise RefusedError(400, "SecurityRuleConflict", f"{message} Priority and Direction.")


register(
    ResourceType(
        type=GROUP,
        complete=_complete_group,
        view=_view_group,
        in_use="InUseNetworkSecurityGroupCannotBeDeleted",
        long_running=True,
    ),
    ResourceType(type=RULE, complete=_complete_rule, long_running=True),
)
