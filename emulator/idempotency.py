"""Requests that are sent again: a client whose connection broke before it had the answer gets the answer of the first.

Clients number their attempts at one call under one id (`amz-sdk-invocation-id`). AWS loses few answers, and a repeated
request to create something is then refused by its name; here a busy machine loses more, and a deployment would fail
of the endpoint it is tried on. What was refused or failed is tried anew.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from emulator.wsgi import Application, Start

# A client tries again within seconds; these are the last minute's requests of a busy deployment.
_KEPT = 1000


@dataclass(frozen=True)
class _Answer:
    status: str
    headers: list[tuple[str, str]]
    body: bytes


class IdempotentRetries:
    """WSGI application that asks `application` once for each invocation that it answers well; not for two at a time."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._answers: OrderedDict[str, _Answer] = OrderedDict()

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        invocation = environ.get("HTTP_AMZ_SDK_INVOCATION_ID", "")
        answer = self._answers.get(invocation) or self._ask(environ)
        if invocation and answer.status < "4":
            self._answers[invocation] = answer
            if len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
        start_response(answer.status, answer.headers)
        return [answer.body]

    def _ask(self, environ: dict[str, Any]) -> _Answer:
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
            begun.append((status, headers))

        parts = self._application(environ, start_response)
        try:
            body = b"".join(parts)
        finally:
            close = getattr(parts, "close", None)
            if close:
                close()
        status, headers = begun[-1]
        return _Answer(status, headers, body)
