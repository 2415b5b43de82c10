"""Injected faults, such as those of a service under load or of the network.

A request with a fault is not executed.
"""

import logging
import random
import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from emulator.front_end import STATUS_PATH
from emulator.wsgi import Application, Start

Fault = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Faults:
    """WSGI application that passes requests to `application`, except for a share `rate` (0 to 1) of them.

    These get one of `faults`, in equal parts. `seed` selects them. The log has one line per fault, starting with
    `fault:`, with the service of the request.
    """

    def __init__(
        self,
        application: Application,
        faults: Sequence[Fault],
        service_of: Callable[[dict[str, Any]], str],
        *,
        rate: float,
        seed: int = 0,
    ) -> None:
        self._application = application
        self._faults = faults
        self._service_of = service_of
        self._rate = rate
        self._random = random.Random(seed)
        self._one_at_a_time = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        fault = None if environ.get("PATH_INFO") == STATUS_PATH else self._choose()
        if fault is None:
            return self._application(environ, start_response)
        logging.info("fault: %s (%s)", fault.__name__, self._service_of(environ))
        return fault(environ, start_response)

    def _choose(self) -> Fault | None:
        with self._one_at_a_time:
            if self._random.random() >= self._rate:
                return None
            return self._random.choice(self._faults)


def dropped(environ: dict[str, Any], _start_response: Start) -> Iterable[bytes]:
    """A lost connection."""
    connection: socket.socket = environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
    # The server handles this like a disconnected client and sends no response.
    raise ConnectionAbortedError("dropped on purpose")
