"""The layers in front of a cloud: status, idle time, and one request at a time.

Terraform sends ten or more requests in parallel. The backends are plain dictionaries, and one thread would change them
while another iterates over them. `OneAtATime` makes every call atomic. It costs no throughput, because the interpreter
lock already limits Python to one thread. Injected faults belong in a layer around it, so that a slow or refused
response does not block other requests.
"""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from emulator.wsgi import Application, Start, respond

STATUS_PATH = "/_emulator/status"


class OneAtATime:
    """WSGI application that passes one request at a time to `application`."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        with self._lock:
            return self._application(environ, start_response)


class FrontEnd:
    """WSGI application that answers `STATUS_PATH` with `status()` as JSON, and passes all else to `application`."""

    def __init__(self, application: Application, status: Callable[[], dict[str, Any]]) -> None:
        self._application = application
        self._status = status
        self._last_request = time.monotonic()

    @property
    def idle_seconds(self) -> float:
        return time.monotonic() - self._last_request

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == STATUS_PATH:
            return respond(start_response, 200, self._status())
        self._last_request = time.monotonic()
        answer = self._application(environ, start_response)
        self._last_request = time.monotonic()
        return answer
