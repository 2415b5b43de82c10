"""The objects of a cluster, their resource versions, and the log of changes from which clients watch.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
"""

import threading
from collections import deque
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from emulator.kubernetes.objects import Key, Object, key_of, owner_uids

Storage = tuple[str, str]  # group and plural
ADDED, MODIFIED, DELETED = "ADDED", "MODIFIED", "DELETED"
_LOG_LENGTH = 10_000


@dataclass(frozen=True)
class Change:
    """A change of an object; `before` is the object that it replaced."""

    version: int
    storage: Storage
    type: str
    item: Object
    before: Object | None


class Store:
    """Objects by resource and key. `lock` makes several steps one; `changed` is notified of each change.

    Objects in the store are never changed in place: a change replaces them.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.version = 1
        self._objects: dict[Storage, dict[Key, Object]] = {}
        self._log: deque[Change] = deque(maxlen=_LOG_LENGTH)
        self._dependents: dict[str, set[tuple[Storage, Key]]] = {}

    def get(self, storage: Storage, key: Key) -> Object | None:
        """The object itself: for reading only."""
        return self._objects.get(storage, {}).get(key)

    def copy(self, storage: Storage, key: Key) -> Object | None:
        """A copy of the object, to be changed and put."""
        found = self.get(storage, key)
        return deepcopy(found) if found is not None else None

    def items(self, storage: Storage, namespace: str | None = None) -> list[Object]:
        """The objects of a resource, by namespace and name: for reading only."""
        found = self._objects.get(storage, {})
        return [found[key] for key in sorted(found) if namespace is None or key[0] == namespace]

    def storages(self) -> list[Storage]:
        """The resources that have objects."""
        return [storage for storage, objects in self._objects.items() if objects]

    def dependents(self, uid: str) -> list[tuple[Storage, Object]]:
        """The objects that name the object `uid` as an owner."""
        found = ((storage, self.get(storage, key)) for storage, key in self._dependents.get(uid, ()))
        return [(storage, item) for storage, item in found if item is not None]

    def exists(self, uid: str) -> bool:
        return any(item["metadata"]["uid"] == uid for objects in self._objects.values() for item in objects.values())

    def put(self, storage: Storage, item: Object) -> Object:
        """Add or replace an object; it gets the next resource version."""
        with self.lock:
            key = key_of(item)
            before = self.get(storage, key)
            self.version += 1
            item["metadata"]["resourceVersion"] = str(self.version)
            self._objects.setdefault(storage, {})[key] = item
            self._index(storage, key, before, item)
            self._note(Change(self.version, storage, MODIFIED if before else ADDED, item, before))
            return item

    def remove(self, storage: Storage, key: Key) -> Object | None:
        """Remove an object; its last form is in the log with a resource version of its own."""
        with self.lock:
            before = self._objects.get(storage, {}).pop(key, None)
            if before is None:
                return None
            self.version += 1
            last = {**before, "metadata": {**before["metadata"], "resourceVersion": str(self.version)}}
            self._index(storage, key, before, None)
            self._note(Change(self.version, storage, DELETED, last, before))
            return last

    def since(self, version: int) -> list[Change]:
        """The changes after a version, oldest first."""
        with self.lock:
            found = []
            for change in reversed(self._log):
                if change.version <= version:
                    break
                found.append(change)
            return found[::-1]

    @property
    def oldest(self) -> int:
        """Changes after this version are in the log."""
        return self._log[0].version - 1 if len(self._log) == _LOG_LENGTH else 0

    def all(self) -> Iterator[tuple[Storage, Object]]:
        for storage in self.storages():
            for item in self.items(storage):
                yield storage, item

    def _note(self, change: Change) -> None:
        self._log.append(change)
        self.changed.notify_all()

    def _index(self, storage: Storage, key: Key, before: Object | None, after: Object | None) -> None:
        for uid in owner_uids(before) if before else ():
            self._dependents.get(uid, set()).discard((storage, key))
        for uid in owner_uids(after) if after else ():
            self._dependents.setdefault(uid, set()).add((storage, key))
