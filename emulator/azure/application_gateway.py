"""Application gateways and web application firewall policies (Microsoft.Network).

- Each part of a gateway gets an id of its own.
- A rule refers to parts that exist (`InvalidResourceReference`), and rules with SKU v2 have different priorities
  (`ApplicationGatewayRequestRoutingRulePriorityMustBeUnique`).
- A policy in use by a gateway is not deleted.
- Sources: https://learn.microsoft.com/rest/api/application-gateway/ and
  https://learn.microsoft.com/azure/application-gateway/configuration-request-routing-rules.
"""

from typing import Any

from emulator.azure.http_messages import Answer, Json, RefusedError
from emulator.azure.identifiers import references
from emulator.azure.resource_types import Change, ResourceType, register

GATEWAY = "Microsoft.Network/applicationGateways"
POLICY = "Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies"


def _complete_gateway(change: Change) -> None:
    own = change.properties
    parts = _parts(own)
    for collection, part in parts:
        _complete_part(change.id.text, collection, part)
    _check_parts(change, {part["id"].lower() for _, part in parts})
    _check_priorities(own)
    for setting in own.get("backendHttpSettingsCollection") or []:
        setting["properties"].setdefault("requestTimeout", 30)
        setting["properties"].setdefault("pickHostNameFromBackendAddress", False)
    own["operationalState"] = "Running"
    own["defaultPredefinedSslPolicy"] = "AppGwSslPolicy20220101"
    own.setdefault("privateLinkConfigurations", [])


def _parts(properties: Json) -> list[tuple[str, Json]]:
    """Collection and part, of each named part of a gateway."""
    return [
        (collection, part)
        for collection, value in properties.items()
        if isinstance(value, list)
        for part in value
        if isinstance(part, dict) and "name" in part
    ]


def _complete_part(owner: str, collection: str, part: Json) -> None:
    part["id"] = f"{owner}/{collection}/{part['name']}"
    part.setdefault("properties", {})["provisioningState"] = "Succeeded"
    if collection == "privateLinkConfigurations":
        for each in part["properties"].get("ipConfigurations") or []:
            _complete_part(part["id"], "ipConfigurations", each)


def _check_parts(change: Change, ids: set[str]) -> None:
    for reference in references(_without_ids(change.properties)):
        if reference.lower().startswith(change.id.key + "/") and reference.lower() not in ids:
            message = f"Resource {reference} referenced by resource {change.id.text} was not found."
            raise RefusedError(400, "InvalidResourceReference", message)


def _without_ids(properties: Json) -> Json:
    return {
        key: [
            {name: inner for name, inner in each.items() if name != "id"} if isinstance(each, dict) else each
            for each in value
        ]
        for key, value in properties.items()
        if isinstance(value, list) and key != "privateLinkConfigurations"
    }


def _check_priorities(properties: Json) -> None:
    rules = properties.get("requestRoutingRules") or []
    priorities = [each["properties"].get("priority") for each in rules]
    if len(set(priorities)) != len(priorities):
        code = "ApplicationGatewayRequestRoutingRulePriorityMustBeUnique"
        raise RefusedError(400, code, "Request routing rules must have unique priorities.")


def _complete_policy(change: Change) -> None:
    own = change.properties
    own["resourceState"] = "Enabled"
    own.setdefault("customRules", [])
    own.setdefault("policySettings", {})
    managed = own.setdefault("managedRules", {})
    managed.setdefault("exclusions", [])
    for each in managed.get("managedRuleSets") or []:
        each.setdefault("ruleGroupOverrides", [])


def _start_or_stop(*_arguments: Any) -> Answer:
    return Answer()


register(
    ResourceType(
        type=GATEWAY,
        complete=_complete_gateway,
        in_use="ApplicationGatewayInUse",
        actions={"start": _start_or_stop, "stop": _start_or_stop},
        long_running=True,
    ),
    ResourceType(
        type=POLICY,
        complete=_complete_policy,
        in_use="ApplicationGatewayFirewallPolicyInUse",
        long_running=True,
    ),
)
