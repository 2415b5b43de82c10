"""Azure Resource Manager: resources by PUT, PATCH, GET and DELETE, and the checks that are the same for all types.

- A parent and a resource group must exist (`ParentResourceNotFound`, `ResourceGroupNotFound`), as must every resource
  that a request refers to (`LinkedInvalidPropertyId`, in the network service `InvalidResourceReference`).
- A resource in use is not deleted, nor one that a lock covers (see `locks`).
- Errors: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
"""

import copy
from collections.abc import Callable

from emulator.azure import locks
from emulator.azure.authorization import ACTIONS, authorize
from emulator.azure.http_messages import Answer, Json, RefusedError, Request, gap
from emulator.azure.identifiers import ResourceId, references
from emulator.azure.managed_identities import fill_identity
from emulator.azure.principals import Principal
from emulator.azure.resource_types import Change, ResourceType, resource_type_of
from emulator.azure.store import Resource, merged
from emulator.azure.tenant import Tenant


def answer(tenant: Tenant, principal: Principal, request: Request) -> Answer:
    """Answers for a resource, a list of resources or an action on a resource."""
    id_ = ResourceId.parse(request.path)
    if request.method == "POST":
        acted = _act(tenant, principal, request)
        if acted is None:
            raise gap(f"POST {request.path}")
        return acted
    if id_ is None:
        read = _act(tenant, principal, request) if request.method == "GET" else None
        return read or _listed(tenant, principal, request)
    resource_type = resource_type_of(id_.type)
    if resource_type is None or request.method not in ACTIONS:
        raise gap(f"'{id_.type}' ({request.method} {request.path})")
    authorize(tenant, principal, f"{id_.type}/{ACTIONS[request.method]}", id_.text)
    answers: dict[str, Callable[[], Answer]] = {
        "GET": lambda: Answer(body=shown(tenant, found(tenant, resource_type, id_))),
        "HEAD": lambda: Answer(204 if tenant.store.get(id_.text) else 404),
        "PUT": lambda: _put(tenant, principal, resource_type, id_, request.body or {}),
        "PATCH": lambda: _patch(tenant, principal, resource_type, id_, request.body or {}),
        "DELETE": lambda: _delete(tenant, resource_type, id_),
    }
    return answers[request.method]()


def shown(tenant: Tenant, resource: Resource) -> Json:
    """What a response says of a resource."""
    body = copy.deepcopy(resource.body)
    resource_type = resource_type_of(resource.type)
    if resource_type is not None:
        resource_type.view(tenant, resource, body)
    state = tenant.operations.state_of(resource.id)
    if state and "provisioningState" in body.get("properties", {}):
        body["properties"]["provisioningState"] = state
    return body


def found(tenant: Tenant, resource_type: ResourceType, id_: ResourceId) -> Resource:
    """The resource; one that the service has by itself is created on the first request."""
    resource = tenant.store.get(id_.text)
    if resource is None and resource_type.initial is not None:
        tenant.existing(id_.parent)
        resource = tenant.store.put(
            Resource(id_.text, resource_type.type, id_.name, resource_type.initial(id_), managed=True)
        )
    return resource or tenant.existing(id_.text)


def store(tenant: Tenant, principal: Principal, id_: ResourceId, body: Json) -> Resource:
    """Creates or replaces a resource without checking a request; also for resources that services create themselves."""
    resource_type = resource_type_of(id_.type)
    if resource_type is None:
        raise ValueError(f"{id_.type} has no resource type")
    previous = tenant.store.get(id_.text)
    return _store(Change(tenant, principal, id_, copy.deepcopy(body), previous, body), resource_type)


def _put(tenant: Tenant, principal: Principal, resource_type: ResourceType, id_: ResourceId, body: Json) -> Answer:
    previous = found(tenant, resource_type, id_) if resource_type.initial else tenant.store.get(id_.text)
    if previous is None:
        _check_parents(tenant, resource_type, id_)
    elif _same_location(previous, body) is False:
        raise RefusedError(
            409,
            "InvalidResourceLocation",
            f"The resource '{id_.name}' already exists in location '{previous.body['location']}'.",
        )
    return _stored(Change(tenant, principal, id_, copy.deepcopy(body), previous, body), resource_type)


def _patch(tenant: Tenant, principal: Principal, resource_type: ResourceType, id_: ResourceId, body: Json) -> Answer:
    previous = found(tenant, resource_type, id_)
    changed = merged(previous.body, body)
    if "tags" in body:
        # The services replace all tags: azurerm sends only those that stay
        # (https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/keyvault/key_vault_resource.go).
        changed["tags"] = copy.deepcopy(body["tags"])
    return _stored(Change(tenant, principal, id_, changed, previous, body), resource_type)


def _stored(change: Change, resource_type: ResourceType) -> Answer:
    locks.refuse_write(change.tenant, change.id)
    _check_references(change)
    resource = _store(change, resource_type)
    status = resource_type.updated if change.previous else resource_type.created
    headers = {}
    if resource_type.long_running:
        headers = change.tenant.operations.start(resource.id, "Updating" if change.previous else "Creating")
    return Answer(status, shown(change.tenant, resource), headers)


def _store(change: Change, resource_type: ResourceType) -> Resource:
    previous = change.previous
    if resource_type.has_state:
        change.properties["provisioningState"] = "Succeeded"
    fill_identity(change)
    resource_type.complete(change)
    resource = Resource(change.id.text, resource_type.type, change.id.name, change.body)
    if previous:
        resource.id, resource.name = previous.id, previous.name
        resource.created, resource.managed = previous.created, previous.managed
        resource.existing, resource.private = previous.existing, previous.private
    resource.private |= change.private
    return change.tenant.store.put(resource)


def _delete(tenant: Tenant, resource_type: ResourceType, id_: ResourceId) -> Answer:
    resource = tenant.store.get(id_.text)
    if resource is None:
        return Answer(204)
    locks.refuse_deletion(tenant, resource.id)
    resource_type.refuse_deletion(tenant, resource)
    if resource_type.in_use:
        users = tenant.store.users(resource.id)
        if users:
            message = f"{id_.type} {id_.name} cannot be deleted because it is in use by {users[0].id}."
            raise RefusedError(400, resource_type.in_use, message)
    tenant.store.remove(resource.id)
    resource_type.deleted(tenant, resource)
    if resource_type.long_running and resource_type.deleted_status == 200:
        return Answer(202, headers=tenant.operations.start(resource.id, "Deleting"))
    return Answer(resource_type.deleted_status)


def _act(tenant: Tenant, principal: Principal, request: Request) -> Answer | None:
    """The answer of an action of a resource's type, or of one of its reads; None if the type has none of that name."""
    resource_path, _, name = request.path.rpartition("/")
    id_ = ResourceId.parse(resource_path)
    resource_type = resource_type_of(id_.type) if id_ else None
    if id_ is None or resource_type is None:
        return None
    act = (resource_type.actions if request.method == "POST" else resource_type.reads).get(name.lower())
    if act is None:
        return None
    authorize(tenant, principal, f"{id_.type}/{name}/{'action' if request.method == 'POST' else 'read'}", id_.text)
    return act(tenant, found(tenant, resource_type, id_), request.body or {})


def _listed(tenant: Tenant, principal: Principal, request: Request) -> Answer:
    """The members of a collection: a type in its parent, in a resource group or in the subscription."""
    if request.method != "GET":
        raise gap(f"{request.method} {request.path}")
    item = ResourceId.parse(request.path + "/name")
    if item is None or resource_type_of(item.type) is None:
        raise gap(f"GET {request.path}")
    authorize(tenant, principal, f"{item.type}/read", item.parent)
    if item.is_child:
        tenant.existing(item.parent)
        members = tenant.store.directly_in(request.path)
    else:
        members = tenant.store.of_type(item.type, item.parent)
    return Answer(body={"value": [shown(tenant, each) for each in members]})


def _check_parents(tenant: Tenant, resource_type: ResourceType, id_: ResourceId) -> None:
    group = id_.resource_group
    if group and tenant.store.get(group) is None:
        name = group.rsplit("/", 1)[1]
        raise RefusedError(404, "ResourceGroupNotFound", f"Resource group '{name}' could not be found.")
    owner = ResourceId.parse(id_.parent)
    if owner is None or _exists(tenant, owner):
        return
    code = "ParentResourceNotFound" if id_.is_child else "ResourceNotFound"
    raise RefusedError(
        404,
        code,
        f"Failed to perform 'write' on resource(s) of type '{id_.type}', because the parent resource '{owner.text}' "
        "could not be found.",
    )


def _check_references(change: Change) -> None:
    """Every resource of this tenant that the request names must exist, except those that it creates."""
    network = change.id.type.lower().startswith("microsoft.network/")
    for reference in references(change.sent):
        id_ = ResourceId.parse(reference)
        if id_ is None or id_.key == change.id.key or id_.key.startswith(change.id.key + "/"):
            continue
        if resource_type_of(id_.type) is None or _exists(change.tenant, id_):
            continue
        code = "InvalidResourceReference" if network else "LinkedInvalidPropertyId"
        raise RefusedError(400, code, f"Resource {reference} referenced by resource {change.id.text} was not found.")


def _exists(tenant: Tenant, id_: ResourceId) -> bool:
    resource_type = resource_type_of(id_.type)
    if resource_type is None:
        return tenant.store.get(id_.text) is not None
    if resource_type.initial:
        found(tenant, resource_type, id_)
    return resource_type.exists(tenant, id_)


def _same_location(previous: Resource, body: Json) -> bool | None:
    was, is_ = (str(each.get("location") or "").replace(" ", "").lower() for each in (previous.body, body))
    return was == is_ if was and is_ else None
