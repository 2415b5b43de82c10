"""Delete objects: preconditions, finalizers, grace periods and dependents.

Source: https://kubernetes.io/docs/concepts/architecture/garbage-collection/ and finalizers/
"""

from dataclasses import dataclass
from typing import Any

from emulator.kubernetes.api import Api
from emulator.kubernetes.custom_resources import CLEANUP, DEFINITIONS
from emulator.kubernetes.errors import ApiError, forbidden, invalid_options, not_found, unsupported
from emulator.kubernetes.objects import Object, is_deleted, key_of, later, now, set_condition
from emulator.kubernetes.requests import Caller
from emulator.kubernetes.resources import Resource

FOREGROUND, BACKGROUND, ORPHAN = "Foreground", "Background", "Orphan"
FOREGROUND_FINALIZER = "foregroundDeletion"
ORPHAN_FINALIZER = "orphan"
_FINALIZERS = {FOREGROUND: FOREGROUND_FINALIZER, ORPHAN: ORPHAN_FINALIZER}
# Their deletion answers with the object: ReturnDeletedObject of the API server's registry/core strategies.
_RETURNED = ("persistentvolumeclaims", "persistentvolumes", "pods", "serviceaccounts", "services")
_PERMANENT_NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")


@dataclass(frozen=True)
class DeleteOptions:
    """How to delete; `grace_seconds` None: as the object says."""

    propagation: str | None = None
    grace_seconds: int | None = None
    uid: str | None = None
    resource_version: str | None = None

    @classmethod
    def parse(cls, body: Any, query: dict[str, str]) -> "DeleteOptions":
        body = body if isinstance(body, dict) else {}
        grace = body.get("gracePeriodSeconds", query.get("gracePeriodSeconds"))
        preconditions = body.get("preconditions") or {}
        orphans = body.get("orphanDependents")
        old = None if orphans is None else ORPHAN if orphans else BACKGROUND
        return cls(
            body.get("propagationPolicy") or query.get("propagationPolicy") or old,
            None if grace is None else int(grace),
            preconditions.get("uid"),
            preconditions.get("resourceVersion"),
        )


def delete(api: Api, resource: Resource, namespace: str, name: str, options: DeleteOptions, caller: Caller) -> Object:
    """Delete an object, or mark it as deleted; returns the object that stays, or the Status of success."""
    with api.store.lock:
        item = api.store.copy(resource.storage, (namespace, name))
        if item is None:
            raise not_found(resource, name)
        _check(resource, item, options)
        finalizer = _FINALIZERS.get(options.propagation or _default_propagation(resource))
        metadata = item["metadata"]
        if finalizer and not is_deleted(item) and finalizer not in (metadata.get("finalizers") or []):
            metadata["finalizers"] = [*(metadata.get("finalizers") or []), finalizer]
        if resource.storage == DEFINITIONS and not is_deleted(item):
            metadata["finalizers"] = [*(metadata.get("finalizers") or []), CLEANUP]
        grace = _grace(resource, item, options)
        if not metadata.get("finalizers") and not grace and resource.qualified != "namespaces":
            if not caller.dry_run:
                api.store.remove(resource.storage, (namespace, name))
            return item if resource.qualified in _RETURNED else success(resource, item)
        return _mark(api, resource, item, grace, caller)


def _mark(api: Api, resource: Resource, item: Object, grace: int, caller: Caller) -> Object:
    metadata = item["metadata"]
    if not is_deleted(item):
        metadata["deletionTimestamp"] = later(grace) if grace else now()
        metadata["deletionGracePeriodSeconds"] = grace
        if "generation" in metadata and resource.storage != DEFINITIONS:
            metadata["generation"] += 1
    elif resource.qualified == "pods" and grace < metadata.get("deletionGracePeriodSeconds", 0):
        metadata["deletionGracePeriodSeconds"] = grace
    else:
        return item
    if resource.storage == DEFINITIONS:
        metadata.pop("deletionGracePeriodSeconds")
        told = "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon"
        set_condition(item["status"], "Terminating", True, "InstanceDeletionPending", told)
    if resource.qualified == "namespaces":
        metadata.pop("deletionGracePeriodSeconds")
        item["status"] = {**item.get("status", {}), "phase": "Terminating"}
    return item if caller.dry_run else api.store.put(resource.storage, item)


def _check(resource: Resource, item: Object, options: DeleteOptions) -> None:
    metadata, name = item["metadata"], item["metadata"]["name"]
    if options.propagation not in (None, FOREGROUND, BACKGROUND, ORPHAN):
        allowed = [FOREGROUND, BACKGROUND, ORPHAN, "nil"]
        raise invalid_options("DeleteOptions", unsupported("propagationPolicy", options.propagation, allowed))
    for field, wanted, told in (
        ("uid", options.uid, "UID"),
        ("resourceVersion", options.resource_version, "ResourceVersion"),
    ):
        if wanted and wanted != metadata[field]:
            why = f"the {told} in the precondition ({wanted}) does not match the {told} in record ({metadata[field]})."
            told = f'Operation cannot be fulfilled on {resource.kind} "{name}": {why}'
            told += " The object might have been deleted and then recreated"
            details = {"name": name, **({"group": resource.group} if resource.group else {}), "kind": resource.kind}
            raise ApiError(409, "Conflict", told, details)
    if resource.qualified == "namespaces" and name in _PERMANENT_NAMESPACES:
        raise forbidden(resource, name, "this namespace may not be deleted")


def _default_propagation(resource: Resource) -> str:
    # Jobs keep the default of their first version.
    return ORPHAN if resource.qualified == "jobs.batch" else BACKGROUND


def _grace(resource: Resource, item: Object, options: DeleteOptions) -> int:
    """Only pods that run have a grace period."""
    if resource.qualified != "pods" or not item["spec"].get("nodeName"):
        return 0
    if item.get("status", {}).get("phase") in ("Succeeded", "Failed"):
        return 0
    if options.grace_seconds is not None:
        return options.grace_seconds
    return int(item["spec"].get("terminationGracePeriodSeconds", 30))


def success(resource: Resource, item: Object) -> Object:
    details: Object = {"name": item["metadata"]["name"]}
    if resource.group:
        details["group"] = resource.group
    details |= {"kind": resource.plural, "uid": item["metadata"]["uid"]}
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}


def remove_finalizer(api: Api, resource: Resource, item: Object, finalizer: str) -> None:
    """Take a finalizer away; the object goes with its last one."""
    with api.store.lock:
        present = api.store.copy(resource.storage, key_of(item))
        if present is None or finalizer not in (present["metadata"].get("finalizers") or []):
            return
        rest = [each for each in present["metadata"]["finalizers"] if each != finalizer]
        if rest:
            present["metadata"]["finalizers"] = rest
        else:
            del present["metadata"]["finalizers"]
        if rest or not is_deleted(present):
            api.store.put(resource.storage, present)
        else:
            api.store.remove(resource.storage, key_of(present))
