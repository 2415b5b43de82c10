"""The types of a WSGI application, and what all of them do with a request and a response."""

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


def host_of(environ: dict[str, Any]) -> str:
    """The host that a request is for, without the port, in small letters."""
    return str(environ.get("HTTP_HOST", "")).partition(":")[0].lower()


def body_of(environ: dict[str, Any]) -> bytes:
    """The content of a request."""
    stream = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):
        chunked: bytes = stream.read()
        return chunked
    length = int(environ.get("CONTENT_LENGTH") or 0)
    content: bytes = stream.read(length) if length else b""
    return content


def respond(
    start_response: Start,
    status: int,
    content: bytes | dict[str, Any],
    content_type: str = "application/json",
    headers: Iterable[tuple[str, str]] = (),
) -> Iterable[bytes]:
    """Respond with bytes, or with JSON."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    own = [("Content-Type", content_type)] if body else []
    phrase = f"{status} {HTTPStatus(status).phrase}"
    start_response(phrase, [*own, ("Content-Length", str(len(body))), *headers])
    return [body]
