"""Injected faults, such as those of a service under load or of the network.

A request with a fault is not executed.
"""

import logging
import random
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

from emulator.errors import answer_error, signed_service
from emulator.front_end import STATUS_PATH
from emulator.wsgi import Application, Start

# Each service's error code for throttling
# (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html,
# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html); other services use the common code.
_TOO_MANY = {"ec2": ("RequestLimitExceeded", "503 Service Unavailable"), "s3": ("SlowDown", "503 Slow Down")}
_TOO_MANY_ELSEWHERE = ("ThrottlingException", "400 Bad Request")

Fault = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Faults:
    """WSGI application that passes requests to `application`, except for a share `rate` (0 to 1) of them.

    These are throttled, get a service error, or lose their connection, in equal parts. `seed` selects them. The log has
    one line per fault, starting with `fault:`.
    """

    def __init__(self, application: Application, *, rate: float, seed: int = 0) -> None:
        self._application = application
        self._rate = rate
        self._random = random.Random(seed)
        self._one_at_a_time = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        fault = None if environ.get("PATH_INFO") == STATUS_PATH else self._choose()
        if fault is None:
            return self._application(environ, start_response)
        logging.info("fault: %s (%s)", fault.__name__, signed_service(environ))
        return fault(environ, start_response)

    def _choose(self) -> Fault | None:
        with self._one_at_a_time:
            if self._random.random() >= self._rate:
                return None
            return self._random.choice(FAULTS)


def throttled(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    code, status = _TOO_MANY.get(signed_service(environ), _TOO_MANY_ELSEWHERE)
    return answer_error(environ, start_response, code, "Rate exceeded", status)


def internal_error(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    return answer_error(environ, start_response, "InternalError", "Try again", "500 Internal Server Error")


def unavailable(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    return answer_error(environ, start_response, "ServiceUnavailable", "Try again", "503 Service Unavailable")


def dropped(environ: dict[str, Any], _start_response: Start) -> Iterable[bytes]:
    connection: socket.socket = environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
    # The server handles this like a disconnected client and sends no response.
    raise ConnectionAbortedError("dropped on purpose")


FAULTS: tuple[Fault, ...] = (throttled, internal_error, unavailable, dropped)
