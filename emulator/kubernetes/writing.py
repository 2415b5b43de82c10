"""Create, update and patch objects, as each request and each controller does.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

from emulator.kubernetes import admission, custom_resources, decoding, defaults, generations, validation
from emulator.kubernetes.api import Api, new_metadata
from emulator.kubernetes.errors import (
    already_exists,
    bad_request,
    forbidden,
    invalid,
    invalid_value,
    modified,
    not_found,
)
from emulator.kubernetes.managed_fields import UPDATE, Manager, note_update
from emulator.kubernetes.objects import Object, is_deleted, random_suffix
from emulator.kubernetes.requests import Caller
from emulator.kubernetes.resources import BY_NAME, Resource
from emulator.kubernetes.validation.structure import custom_causes

_NAMESPACES = BY_NAME["namespaces"]
# What an update cannot change.
_KEPT = ("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "managedFields")
Change = Callable[[Object], Object]


def create(api: Api, resource: Resource, namespace: str, body: Object, caller: Caller) -> Object:
    """Create an object; returns it as stored."""
    item = _decoded(api, resource, body, caller)
    _check_namespace(item, resource, namespace)
    metadata = item["metadata"]
    with api.store.lock:
        if not metadata.get("name") and metadata.get("generateName"):
            metadata["name"] = metadata["generateName"] + random_suffix()
        _require_namespace(api, resource, namespace, metadata.get("name", ""))
        if metadata.get("name") and api.store.get(resource.storage, (namespace, metadata["name"])):
            raise already_exists(resource, metadata["name"])
        new_metadata(item, resource, namespace)
        if resource.has_status:
            item.pop("status", None)
        _complete(api, resource, item, None)
        if not metadata.get("managedFields"):
            _own(api, resource, item, caller)
        admission.admit(api, resource, item, None, caller)
        _validate(api, resource, item, None)
        generations.count(resource.qualified, None, item, is_custom=_is_custom(api, resource))
        if caller.dry_run:
            return item
        return api.store.put(resource.storage, item)


def update(
    api: Api,
    resource: Resource,
    namespace: str,
    name: str,
    change: Change,
    caller: Caller,
    *,
    subresource: str = "",
    keeps_managers: bool = False,
    managed_as: str = "",
) -> Object:
    """Replace an object by what `change` makes of a copy of it.

    With `keeps_managers`, `change` has set the managers of its fields; `managed_as` is the subresource that its manager
    is known by, if the change is one of the whole object.
    """
    with api.store.lock:
        before = api.store.get(resource.storage, (namespace, name))
        if before is None:
            raise not_found(resource, name)
        after = _decoded(api, resource, change(deepcopy(before)), caller)
        _check_same(resource, name, namespace, before, after, is_custom=_is_custom(api, resource))
        managers = after["metadata"].get("managedFields")
        _keep(resource, before, after, subresource)
        if keeps_managers and managers:
            after["metadata"]["managedFields"] = managers
        _complete(api, resource, after, before)
        if not keeps_managers:
            # Before the admission: nobody owns what the server adds from its own state.
            manager = _manager(resource, caller, subresource or managed_as)
            note_update(before, after, api.registry.schema(resource), manager)
        if not subresource:
            admission.admit(api, resource, after, before, caller)
            _validate(api, resource, after, before)
        generations.count(resource.qualified, before, after, is_custom=_is_custom(api, resource))
        if caller.dry_run:
            return after
        return _store(api, resource, before, after)


def _own(api: Api, resource: Resource, item: Object, caller: Caller) -> None:
    """The creator owns what it sent and its defaults, not what the server adds from its own state."""
    sent = {name: value for name, value in item.items() if name != "status" or not resource.has_status}
    if resource.qualified == "namespaces":
        sent["spec"] = {name: value for name, value in item["spec"].items() if name != "finalizers"}
    note_update(None, sent, api.registry.schema(resource), _manager(resource, caller))


def _store(api: Api, resource: Resource, before: Object, after: Object) -> Object:
    if is_deleted(after) and not after["metadata"].get("finalizers") and _may_go(resource, after):
        api.store.remove(resource.storage, (after["metadata"].get("namespace", ""), after["metadata"]["name"]))
        return after
    if _without_times(before) == _without_times(after):
        return before
    return api.store.put(resource.storage, after)


def _may_go(resource: Resource, item: Object) -> bool:
    """Pods and namespaces have more to do than their finalizers."""
    if resource.qualified == "pods":
        return not item["metadata"].get("deletionGracePeriodSeconds")
    return resource.qualified != "namespaces" or not item["spec"].get("finalizers")


def _without_times(item: Object) -> Object:
    entries = [{**entry, "time": ""} for entry in item["metadata"].get("managedFields") or []]
    metadata = {**item["metadata"], "managedFields": entries, "resourceVersion": ""}
    return {**item, "metadata": metadata}


def _decoded(api: Api, resource: Resource, body: Object, caller: Caller) -> Object:
    api_version, kind = body.get("apiVersion") or resource.api_version, body.get("kind") or resource.kind
    if (api_version, kind) != (resource.api_version, resource.kind):
        told = f"converting ({api_version.rpartition('/')[2]}.{kind}) to "
        told += f"({resource.group.partition('.')[0] or 'core'}.{resource.kind}): unknown conversion"
        raise bad_request(
            f'{kind} in version "{api_version.rpartition("/")[2]}" cannot be handled as a {resource.kind}: {told}'
        )
    schema = api.registry.schema(resource)
    if _is_custom(api, resource):
        # Wrong types are told by the validation.
        item, unknown = decoding.pruned(resource, schema, body, caller.field_validation)
    else:
        item, unknown = decoding.checked(resource, schema, body, caller.field_validation)
    caller.warnings += unknown
    if resource.qualified in ("configmaps", "secrets"):
        item = {name: value for name, value in item.items() if value != {} or name == "metadata"}
    # Empty maps and lists of the metadata are not kept.
    metadata = item.get("metadata") or {}
    item["metadata"] = {name: value for name, value in metadata.items() if value not in ({}, [])}
    return {"apiVersion": resource.api_version, "kind": resource.kind, **item}


def _check_namespace(item: Object, resource: Resource, namespace: str) -> None:
    if resource.is_namespaced and item["metadata"].get("namespace", namespace) != namespace:
        raise bad_request("the namespace of the provided object does not match the namespace sent on the request")


def _require_namespace(api: Api, resource: Resource, namespace: str, name: str) -> None:
    if not resource.is_namespaced:
        return
    found = api.store.get(_NAMESPACES.storage, ("", namespace))
    if found is None:
        raise not_found(_NAMESPACES, namespace)
    if is_deleted(found):
        why = f"unable to create new content in namespace {namespace} because it is being terminated"
        cause = {
            "reason": "NamespaceTerminating",
            "message": f"namespace {namespace} is being terminated",
            "field": "metadata.namespace",
        }
        raise forbidden(resource, name, why, [cause])


def _check_same(
    resource: Resource, name: str, namespace: str, before: Object, after: Object, *, is_custom: bool
) -> None:
    metadata = after["metadata"]
    if metadata.get("name", name) != name:
        told = f"the name of the object ({metadata['name']}) does not match the name on the URL ({name})"
        raise bad_request(told)
    _check_namespace(after, resource, namespace)
    version = metadata.get("resourceVersion")
    if is_custom and not version:
        cause = invalid_value("metadata.resourceVersion", 0, "must be specified for an update")
        raise invalid(replace(resource, kind=resource.plural), name, [cause])
    if version and version != before["metadata"]["resourceVersion"]:
        raise modified(resource, name)
    if metadata.get("uid", before["metadata"]["uid"]) != before["metadata"]["uid"]:
        raise modified(resource, name)


def _keep(resource: Resource, before: Object, after: Object, subresource: str) -> None:
    """What the client cannot change stays as it is: the status, or all but the status."""
    old, new = before["metadata"], after["metadata"]
    for name in _KEPT:
        if name in old:
            new[name] = deepcopy(old[name])
        else:
            new.pop(name, None)
    new["name"], new["resourceVersion"] = old["name"], old["resourceVersion"]
    if "namespace" in old:
        new["namespace"] = old["namespace"]
    if subresource == "status":
        kept = {name: value for name, value in before.items() if name not in ("status", "metadata")}
        status = {"status": after["status"]} if "status" in after else {}
        after.clear()
        metadata = deepcopy(old) | {name: new[name] for name in ("labels", "annotations", "finalizers") if name in new}
        after |= {**deepcopy(kept), "metadata": metadata, **status}
    elif resource.has_status and subresource != "finalize":
        after.pop("status", None)
        if "status" in before:
            after["status"] = deepcopy(before["status"])


def _complete(api: Api, resource: Resource, item: Object, before: Object | None) -> None:
    if _is_custom(api, resource):
        custom_resources.set_schema_defaults(item, api.registry.schema(resource))
        return
    admission.carry_over(resource, item, before)
    defaults.set_defaults(resource.qualified, item)


def _validate(api: Api, resource: Resource, item: Object, before: Object | None) -> None:
    schema = api.registry.schema(resource)
    more = custom_causes(item, schema) if _is_custom(api, resource) else []
    validation.validate(resource, item, schema, before, more)


def _is_custom(api: Api, resource: Resource) -> bool:
    return api.registry.definition(resource) is not None


def _manager(resource: Resource, caller: Caller, subresource: str = "") -> Manager:
    return Manager(caller.manager, UPDATE, resource.api_version, subresource)
