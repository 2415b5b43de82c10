"""The thread of the controllers.

Each change of an object asks controllers to look at objects; a controller looks at the present state and takes the next
step (https://kubernetes.io/docs/concepts/architecture/controller/).
"""

import heapq
import logging
import threading
import time
from collections.abc import Callable, Iterable

from emulator.kubernetes.api import Api
from emulator.kubernetes.controllers.triggers import TRIGGERS, Reconcile, Work, all_pods
from emulator.kubernetes.objects import Key
from emulator.kubernetes.store import Change

_IDLE_SECONDS = 3600.0


class Worker:
    """Runs the controllers of `api` until `stop`."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._seen = 0
        self._work: dict[Work, None] = {}  # In order, each once.
        self._later: list[tuple[float, int, Work]] = []
        self._count = 0
        self._stopped = False
        api.poke = self.poke
        self._thread = threading.Thread(target=self._run, daemon=True, name="controllers")
        self._thread.start()

    def poke(self) -> None:
        """Look at all pods again: something other than an object has changed."""
        with self._api.store.changed:
            self._add(all_pods(self._api))
            self._api.store.changed.notify_all()

    def stop(self) -> None:
        with self._api.store.changed:
            self._stopped = True
            self._api.store.changed.notify_all()

    def _run(self) -> None:
        while not self._stopped:
            try:
                self._wait()
                self._reconcile_all()
            except Exception:
                logging.exception("a controller's trigger failed")

    def settle(self) -> None:
        """Run the controllers here and now, until none has anything to do but wait for a moment to come."""
        store = self._api.store
        with store.changed:
            while store.version > self._seen or self._work:
                self._look()
                self._reconcile_all()

    def _wait(self) -> None:
        store = self._api.store
        with store.changed:
            while store.version <= self._seen and not self._work and not self._stopped:
                due = self._later[0][0] - time.monotonic() if self._later else _IDLE_SECONDS
                if due <= 0:
                    self._add([heapq.heappop(self._later)[2]])
                    break
                store.changed.wait(due)
            self._look()

    def _look(self) -> None:
        """Note what the changes since the last look ask for."""
        store = self._api.store
        changes = store.since(self._seen)
        self._seen = store.version
        for change in changes:
            self._add(_asked(self._api, change))

    def _add(self, work: Iterable[Work]) -> None:
        for each in work:
            self._work.setdefault(each)

    def _reconcile_all(self) -> None:
        while True:
            # A request may add work at the same time.
            with self._api.store.lock:
                if not self._work:
                    return
                reconcile, key = work = next(iter(self._work))
                del self._work[work]
                seconds = _reconcile(self._api, reconcile, key)
                if seconds is not None:
                    self._count += 1
                    heapq.heappush(self._later, (time.monotonic() + seconds, self._count, work))


def _reconcile(api: Api, reconcile: Reconcile, key: Key) -> float | None:
    """Run a controller; returns after how many seconds it wants to run again."""
    try:
        return reconcile(api, key)
    except Exception:
        logging.exception("%s failed for %s", reconcile.__module__, key)
        return None


def _asked(api: Api, change: Change) -> Iterable[Work]:
    found: list[Callable[[Api, Change], Iterable[Work]]] = [*TRIGGERS.get(change.storage, ()), *TRIGGERS[("", "*")]]
    return [work for trigger in found for work in trigger(api, change)]
