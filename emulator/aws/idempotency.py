"""Idempotent retries: a client that lost a response and repeats the request gets the first response again.

All attempts of one call have the same id (`amz-sdk-invocation-id`). AWS rarely loses a response; a repeated request to
create a resource then fails because the name exists. On a busy machine responses are lost more often, and deployments
would fail because of the emulator. Requests that failed are executed again.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from emulator.wsgi import Application, Start

# Clients retry within seconds. This is about the number of requests per minute of a busy deployment.
_KEPT = 1000


@dataclass(frozen=True)
class _Answer:
    status: str
    headers: list[tuple[str, str]]
    body: bytes


class IdempotentRetries:
    """WSGI application that calls `application` once per successful invocation. Not thread-safe."""

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
