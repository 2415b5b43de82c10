"""PATCH in its four forms.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-update
"""

import json

from emulator.kubernetes import apply, patch_types, strategic_merge, subresources, writing
from emulator.kubernetes.api import Api
from emulator.kubernetes.errors import (
    ApiError,
    Cause,
    UndecodableError,
    bad_request,
    invalid_options,
    not_found,
    required,
)
from emulator.kubernetes.managed_fields import APPLY, Manager
from emulator.kubernetes.objects import Object
from emulator.kubernetes.requests import Request, is_true
from emulator.kubernetes.resources import Resource


def patch(api: Api, resource: Resource, request: Request) -> tuple[Object, bool]:
    """The patched object, and whether it is new: server-side apply also creates."""
    if request.content_type == patch_types.APPLY_PATCH:
        return _apply(api, resource, request)
    document = request.document()
    is_custom = api.registry.definition(resource) is not None
    if request.content_type == patch_types.STRATEGIC_MERGE_PATCH and is_custom:
        raise _unsupported([patch_types.JSON_PATCH, patch_types.MERGE_PATCH, patch_types.APPLY_PATCH])

    def change(item: Object) -> Object:
        target = subresources.scale_of(item) if request.subresource == "scale" else item
        changed = _changed(target, document, request.content_type, api, resource)
        return subresources.scaled(item, changed) if request.subresource == "scale" else changed

    subresource = "" if request.subresource == "scale" else request.subresource
    try:
        changed = writing.update(
            api,
            resource,
            request.namespace,
            request.name,
            change,
            request.caller,
            subresource=subresource,
            managed_as=request.subresource,
        )
    except UndecodableError as error:
        raise _not_decoded(error) from error
    return changed, False


def _not_decoded(error: UndecodableError) -> ApiError:
    """A patch is right, what it makes of the object is not."""
    shown = json.dumps(json.dumps(error.body, separators=(",", ":")))
    cause = Cause("FieldValueInvalid", "patch", f"Invalid value: {shown}: {error.why}")
    details = {"causes": [{"reason": cause.reason, "message": cause.message, "field": cause.field}]}
    return ApiError(422, "Invalid", f' "" is invalid: {cause}', details)


def _changed(target: Object, document: object, media_type: str, api: Api, resource: Resource) -> Object:
    changed: Object
    if media_type == patch_types.JSON_PATCH and isinstance(document, list):
        changed = patch_types.json_patch(target, document)
    elif media_type == patch_types.MERGE_PATCH and isinstance(document, dict):
        changed = patch_types.merge(target, document)
    elif media_type == patch_types.STRATEGIC_MERGE_PATCH and isinstance(document, dict):
        changed = strategic_merge.merge(target, document, api.registry.schema(resource))
    elif media_type in (patch_types.JSON_PATCH, patch_types.MERGE_PATCH, patch_types.STRATEGIC_MERGE_PATCH):
        raise bad_request("error decoding patch: it has the wrong JSON type")
    else:
        raise ApiError(415, "UnsupportedMediaType", "415: Unsupported Media Type", {})
    return changed


def _unsupported(known: list[str]) -> ApiError:
    message = "the body of the request was in an unknown format - accepted media types include: " + ", ".join(known)
    return ApiError(415, "UnsupportedMediaType", message)


def _apply(api: Api, resource: Resource, request: Request) -> tuple[Object, bool]:
    if not request.query.get("fieldManager"):
        raise invalid_options("PatchOptions", required("fieldManager", "is required for apply patch"))
    applied = request.document()
    if not isinstance(applied, dict) or not applied.get("kind") or not applied.get("apiVersion"):
        raise bad_request("error decoding patch: apiVersion and kind must be set")
    applied.setdefault("metadata", {})
    if (applied["metadata"] or {}).get("managedFields"):
        raise bad_request("metadata.managedFields must be nil")
    schema = api.registry.schema(resource)
    for name in applied:
        if not schema.keeps_unknown and schema.field(name) is None:
            group_version = applied["apiVersion"] if resource.group else f"/{applied['apiVersion']}"
            what = f"(/{request.name}; {group_version}, Kind={applied['kind']})"
            raise ApiError(
                500, "", f"failed to create typed patch object {what}: .{name}: field not declared in schema"
            )
    manager = Manager(request.query["fieldManager"], APPLY, applied["apiVersion"], request.subresource)

    def change(live: Object | None) -> Object:
        merged = apply.apply(live, applied, schema, manager, force=is_true(request.query.get("force", "false")))
        return {**merged, "apiVersion": applied["apiVersion"], "kind": applied["kind"]}

    with api.store.lock:
        if api.store.get(resource.storage, (request.namespace, request.name)) is None:
            if request.subresource:
                raise not_found(resource, request.name)
            named = applied["metadata"].setdefault("name", request.name)
            if named != request.name:
                told = f"name in the patch ({named}) does not match the name on the URL ({request.name})"
                raise bad_request(told)
            return writing.create(api, resource, request.namespace, change(None), request.caller), True
        changed = writing.update(
            api,
            resource,
            request.namespace,
            request.name,
            change,
            request.caller,
            subresource=request.subresource,
            keeps_managers=True,
        )
        return changed, False
