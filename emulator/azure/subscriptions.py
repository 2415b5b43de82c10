"""Subscriptions: their resource providers and locations, resource groups, and lists of what is in them.

- A resource group is deleted with everything in it, unless something is locked.
- Sources: https://learn.microsoft.com/rest/api/resources/.
"""

import copy
import re

from emulator.azure import locks
from emulator.azure.authorization import ACTIONS, authorize
from emulator.azure.http_messages import Answer, Json, RefusedError, Request
from emulator.azure.identifiers import ResourceId
from emulator.azure.offers import PLACES, SUBSCRIPTIONS, UNREGISTERED
from emulator.azure.principals import TENANT_ID, Principal
from emulator.azure.resource_providers import NAMESPACES
from emulator.azure.resource_types import resource_type_of
from emulator.azure.store import Resource
from emulator.azure.tenant import Tenant

GROUP = "Microsoft.Resources/resourceGroups"
LOCATIONS = (
    *("centralus", "eastus", "eastus2", "germanywestcentral", "northeurope", "southcentralus", "swedencentral"),
    *("uksouth", "westeurope", "westus", "westus2", "westus3"),
)
METADATA: Json = {
    "name": "AzureCloud",
    "portal": "https://portal.azure.com",
    "resourceManager": "https://management.azure.com/",
    "microsoftGraphResourceId": "https://graph.microsoft.com/",
    "authentication": {
        "loginEndpoint": "https://login.microsoftonline.com/",
        "audiences": ["https://management.core.windows.net/", "https://management.azure.com/"],
        "tenant": "common",
        "identityProvider": "AAD",
    },
    "suffixes": {"keyVaultDns": "vault.azure.net", "storage": "core.windows.net"},
}
_TYPE_FILTER = re.compile(r"resourceType eq '([^']+)'", re.IGNORECASE)
_NAME_FILTER = re.compile(r"\bname eq '([^']+)'", re.IGNORECASE)


def check_subscription(request: Request) -> None:
    """Raises `RefusedError` if the login does not see the subscription of the request."""
    match request.segments:
        case [_, id_, *_] if SUBSCRIPTIONS.get(id_, "") is None:
            raise RefusedError(404, "SubscriptionNotFound", f"The subscription '{id_}' could not be found.")


def answer_subscription(tenant: Tenant, principal: Principal, request: Request) -> Answer | None:
    """The answer for a path that is no typed resource; None for a typed resource."""
    match [segment.lower() for segment in request.segments]:
        case ["subscriptions", _]:
            return Answer(body=_subscription(request.segments[1]))
        case ["subscriptions", _, "locations"]:
            return Answer(body={"value": [{"name": name, "displayName": name} for name in LOCATIONS]})
        case ["subscriptions", _, "providers"]:
            return Answer(body={"value": [_provider(request, name) for name in NAMESPACES]})
        case ["subscriptions", _, "providers", _] | ["subscriptions", _, "providers", _, "register"]:
            return Answer(body=_provider(request, request.segments[3]))
        case ["subscriptions", _, "resourcegroups"]:
            groups = tenant.store.of_type(GROUP, f"/subscriptions/{request.segments[1]}")
            return Answer(body={"value": [each.body for each in groups]})
        case ["subscriptions", _, "resourcegroups", _]:
            authorize(tenant, principal, f"{GROUP}/{ACTIONS[request.method]}", request.path)
            return _answer_group(tenant, request)
        case ["subscriptions", _, "resources"] | ["subscriptions", _, "resourcegroups", _, "resources"]:
            return Answer(body={"value": _resources(tenant, request)})
    return None


def _subscription(id_: str) -> Json:
    return {
        "id": f"/subscriptions/{id_}",
        "subscriptionId": id_,
        "displayName": "Emulator",
        "state": SUBSCRIPTIONS.get(id_, "Enabled"),
        "tenantId": TENANT_ID,
    }


def _provider(request: Request, namespace: str) -> Json:
    return {
        "id": f"/subscriptions/{request.segments[1]}/providers/{namespace}",
        "namespace": namespace,
        "registrationState": "NotRegistered" if namespace in UNREGISTERED else "Registered",
        "registrationPolicy": "RegistrationRequired",
        "resourceTypes": [
            {"resourceType": type_.partition("/")[2], "locations": places}
            for type_, places in PLACES.items()
            if type_.startswith(f"{namespace}/")
        ],
    }


def _answer_group(tenant: Tenant, request: Request) -> Answer:
    group = tenant.store.get(request.path)
    name = request.segments[3]
    if request.method in ("PUT", "PATCH"):
        body = copy.deepcopy(request.body or {})
        if group and request.method == "PATCH":
            body = {**group.body, **body}
        if group and body["location"] != group.body["location"]:
            raise RefusedError(
                409, "InvalidResourceGroupLocation", f"The resource group '{name}' already exists elsewhere."
            )
        body["properties"] = {"provisioningState": "Succeeded"}
        created = Resource(group.id if group else request.path, GROUP, group.name if group else name, body)
        tenant.store.put(created)
        return Answer(200 if group else 201, created.body)
    if group is None:
        raise RefusedError(404, "ResourceGroupNotFound", f"Resource group '{name}' could not be found.")
    if request.method == "DELETE":
        locks.refuse_deletion(tenant, group.id)
        for each in list(tenant.store.within(group.id)):
            kind = resource_type_of(each.type)
            if kind and tenant.store.get(each.id):
                tenant.store.remove(each.id)
                kind.deleted(tenant, each)
        tenant.store.remove(group.id)
        return Answer(202, headers=tenant.operations.start(group.id + "/providers/Microsoft.Resources", "Deleting"))
    return Answer(body=group.body) if request.method == "GET" else Answer(204)


def _resources(tenant: Tenant, request: Request) -> list[Json]:
    """Top-level resources, with the filters by type and name that azurerm sends."""
    scope = request.path.rsplit("/", 1)[0]
    type_ = _TYPE_FILTER.search(request.query.get("$filter", ""))
    name = _NAME_FILTER.search(request.query.get("$filter", ""))
    return [
        {key: each.body.get(key) for key in ("id", "name", "type", "location", "tags")}
        for each in tenant.store.within(scope)
        if _is_top_level(each)
        and (type_ is None or each.is_a(type_[1]))
        and (name is None or each.name.lower() == name[1].lower())
    ]


def _is_top_level(resource: Resource) -> bool:
    id_ = ResourceId.parse(resource.id)
    own = id_ is not None and not id_.is_child and not resource.type.startswith("Microsoft.Authorization/")
    return own and not resource.managed
