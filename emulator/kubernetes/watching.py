"""Watches: a stream of the changes of a resource.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
"""

import json
import time
from collections.abc import Callable, Iterator

from emulator.kubernetes.errors import ApiError, expired
from emulator.kubernetes.objects import Object
from emulator.kubernetes.requests import Request, is_true
from emulator.kubernetes.resources import Resource
from emulator.kubernetes.selectors import Matches
from emulator.kubernetes.store import ADDED, DELETED, MODIFIED, Change, Store

_BOOKMARK_SECONDS = 30
_DEFAULT_SECONDS = 3600
_INITIAL_EVENTS_END = "k8s.io/initial-events-end"


class Watch:
    """The lines of a watch, until its time is over or `is_open` says that the client has gone."""

    def __init__(
        self,
        store: Store,
        resource: Resource,
        request: Request,
        matches: Matches,
        shape: Callable[[Object], Object],
        is_open: Callable[[], bool],
    ) -> None:
        self._store, self._resource, self._request = store, resource, request
        self._matches, self._shape, self._is_open = matches, shape, is_open
        self._bookmarks = is_true(request.query.get("allowWatchBookmarks"))
        self._deadline = time.monotonic() + float(request.query.get("timeoutSeconds") or _DEFAULT_SECONDS)
        text = request.query.get("resourceVersion") or "0"
        initial = request.query.get("sendInitialEvents")
        self._sends_all = is_true(initial) if initial is not None else text == "0"
        if not text.isdecimal():
            why = f'strconv.ParseUint: parsing "{text}": invalid syntax'
            raise ApiError(500, "", f'resourceVersion: Invalid value: "{text}": {why}')
        self._version = int(text)
        if not self._sends_all and self._version < store.oldest:
            raise expired(self._version, store.oldest)

    def lines(self) -> Iterator[bytes]:
        if self._sends_all:
            with self._store.lock:
                present = self._store.items(self._resource.storage, self._request.namespace or None)
                self._version = self._store.version
            yield from (self._line(ADDED, item) for item in present if self._matches(item))
            if self._bookmarks:
                yield self._bookmark({_INITIAL_EVENTS_END: "true"})
        while time.monotonic() < self._deadline and self._is_open():
            changes = self._wait()
            for change in changes:
                yield from self._event(change)
            if not changes and self._bookmarks and time.monotonic() < self._deadline:
                yield self._bookmark({})

    def _wait(self) -> list[Change]:
        """The next changes; none after a while."""
        until = min(self._deadline, time.monotonic() + _BOOKMARK_SECONDS)
        with self._store.changed:
            while self._store.version <= self._version:
                left = until - time.monotonic()
                if left <= 0:
                    return []
                self._store.changed.wait(left)
            found = self._store.since(self._version)
            self._version = self._store.version
            return found

    def _event(self, change: Change) -> Iterator[bytes]:
        item, namespace = change.item, self._request.namespace
        if change.storage != self._resource.storage:
            return
        if namespace and item["metadata"].get("namespace") != namespace:
            return
        matched = change.before is not None and self._matches(change.before)
        matches = self._matches(item)
        if change.type == DELETED:
            if matched:
                yield self._line(DELETED, item)
        elif matches:
            yield self._line(MODIFIED if matched else ADDED, item)
        elif matched:
            yield self._line(DELETED, item)

    def _line(self, type_: str, item: Object) -> bytes:
        return _encoded(type_, self._shape(item))

    def _bookmark(self, annotations: dict[str, str]) -> bytes:
        metadata: Object = {"resourceVersion": str(self._version)}
        if annotations:
            metadata["annotations"] = annotations
        item = {"kind": self._resource.kind, "apiVersion": self._resource.api_version, "metadata": metadata}
        return _encoded("BOOKMARK", item)


def _encoded(type_: str, item: Object) -> bytes:
    return json.dumps({"type": type_, "object": item}, separators=(",", ":")).encode() + b"\n"
