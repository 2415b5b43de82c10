"""The faults of Azure's services, and faults of chosen requests.

Throttled requests: https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling.
"""

import logging
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from emulator.azure.http_messages import Json, RefusedError
from emulator.faults import Fault, dropped
from emulator.wsgi import Application, Start


def throttled(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    message = "Number of requests exceeded the limit. Please try again after '1' seconds."
    refused = RefusedError(429, "TooManyRequests", message, {"Retry-After": "1"})
    return refused.answer.send(start_response, environ["REQUEST_METHOD"])


def internal_error(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    refused = RefusedError(500, "InternalServerError", "Encountered internal server error.")
    return refused.answer.send(start_response, environ["REQUEST_METHOD"])


def unavailable(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    refused = RefusedError(503, "ServiceUnavailable", "The service is temporarily unavailable.")
    return refused.answer.send(start_response, environ["REQUEST_METHOD"])


FAULTS: tuple[Fault, ...] = (throttled, internal_error, unavailable, dropped)
_BY_NAME: dict[str, Fault] = {each.__name__: each for each in FAULTS}


@dataclass
class _Chosen:
    method: str
    path: re.Pattern[str]
    kind: str
    times: int


class ChosenFaults:
    """Faults of the next requests that match, each as many times as asked for.

    The kind `answer_lost` executes the request and drops the connection instead of the response.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._chosen: list[_Chosen] = []
        self._lock = threading.Lock()

    def add(self, method: str, path: str, kind: str, times: int = 1) -> None:
        """`path` is a regular expression, matched without regard to case anywhere in the path."""
        if kind != "answer_lost" and kind not in _BY_NAME:
            raise RefusedError(400, "BadRequest", f"kind must be one of {', '.join([*_BY_NAME, 'answer_lost'])}.")
        with self._lock:
            self._chosen.append(_Chosen(method.upper(), re.compile(path, re.IGNORECASE), kind, times))

    def pending(self) -> list[Json]:
        """The faults that have not all come yet."""
        return [{"path": each.path.pattern, "times": each.times} for each in self._chosen if each.times]

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        kind = self._take(environ)
        if kind is None:
            return self._application(environ, start_response)
        logging.info("fault: %s (%s %s)", kind, environ["REQUEST_METHOD"], environ.get("PATH_INFO"))
        if kind == "answer_lost":
            self._application(environ, _ignore_response)
            return dropped(environ, start_response)
        return _BY_NAME[kind](environ, start_response)

    def _take(self, environ: dict[str, Any]) -> str | None:
        with self._lock:
            for each in self._chosen:
                matches = each.method == environ["REQUEST_METHOD"] and each.path.search(environ["PATH_INFO"])
                if matches and each.times > 0:
                    each.times -= 1
                    return each.kind
        return None


def _ignore_response(*_arguments: Any) -> Callable[[bytes], None]:
    return lambda _data: None
