"""Garbage collection: dependents go with their owners, or before them, or stay as orphans.

Source: https://kubernetes.io/docs/concepts/architecture/garbage-collection/
"""

from collections.abc import Callable, Iterable
from copy import deepcopy

from emulator.kubernetes import deleting
from emulator.kubernetes.api import Api, controller
from emulator.kubernetes.deleting import DeleteOptions, remove_finalizer
from emulator.kubernetes.objects import Key, Object, is_deleted, key_of, owner_uids
from emulator.kubernetes.store import DELETED, Change, Storage

_BACKGROUND = DeleteOptions(propagation=deleting.BACKGROUND)
_FOREGROUND = DeleteOptions(propagation=deleting.FOREGROUND)


def collect(api: Api, change: Change) -> Iterable[tuple[Callable[[Api, Key], float | None], Key]]:
    """Done at once: it depends on the change and not on an object's state."""
    with api.store.lock:
        uid = change.item["metadata"]["uid"]
        if change.type == DELETED:
            _collect_dependents(api, uid)
            for owner in owner_uids(change.item):
                _finish_owner(api, owner)
        elif is_deleted(change.item):
            _obey_finalizers(api, change.storage, change.item)
        elif change.before is None:
            # Its owner may have gone before it came.
            owners = owner_uids(change.item)
            if owners and not any(map(api.store.exists, owners)):
                _delete(api, change.storage, change.item, _BACKGROUND)
    return ()


def _collect_dependents(api: Api, uid: str) -> None:
    for storage, item in api.store.dependents(uid):
        if not any(api.store.exists(owner) for owner in owner_uids(item)):
            _delete(api, storage, item, _BACKGROUND)


def _obey_finalizers(api: Api, storage: Storage, item: Object) -> None:
    resource = api.registry.stored(storage)
    finalizers = item["metadata"].get("finalizers") or []
    if resource is None:
        return
    dependents = api.store.dependents(item["metadata"]["uid"])
    if deleting.ORPHAN_FINALIZER in finalizers:
        for kind, each in dependents:
            _orphan(api, kind, each, item["metadata"]["uid"])
        remove_finalizer(api, resource, item, deleting.ORPHAN_FINALIZER)
    if deleting.FOREGROUND_FINALIZER in finalizers:
        for kind, each in dependents:
            if not is_deleted(each):
                _delete(api, kind, each, _FOREGROUND)
        _finish_owner(api, item["metadata"]["uid"])


def _finish_owner(api: Api, uid: str) -> None:
    """An owner that waits for its dependents goes after the last one that blocks it."""
    owner = next(((kind, item) for kind, item in api.store.all() if item["metadata"]["uid"] == uid), None)
    if owner is None or not is_deleted(owner[1]):
        return
    if not any(_blocks(item, uid) for _, item in api.store.dependents(uid)):
        resource = api.registry.stored(owner[0])
        if resource is not None:
            remove_finalizer(api, resource, owner[1], deleting.FOREGROUND_FINALIZER)


def _blocks(item: Object, uid: str) -> bool:
    references = item["metadata"].get("ownerReferences") or []
    return any(each["uid"] == uid and each.get("blockOwnerDeletion") for each in references)


def _orphan(api: Api, storage: Storage, item: Object, uid: str) -> None:
    orphan = deepcopy(item)
    kept = [each for each in orphan["metadata"]["ownerReferences"] if each["uid"] != uid]
    if kept:
        orphan["metadata"]["ownerReferences"] = kept
    else:
        del orphan["metadata"]["ownerReferences"]
    api.store.put(storage, orphan)


def _delete(api: Api, storage: Storage, item: Object, options: DeleteOptions) -> None:
    resource = api.registry.stored(storage)
    if resource is not None and api.store.get(storage, key_of(item)) is not None:
        deleting.delete(api, resource, *key_of(item), options, controller())
