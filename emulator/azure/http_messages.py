"""Requests and responses of Azure's APIs, as JSON over WSGI."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from emulator.wsgi import Start

Json = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """`path` has no slash at its end; `body` is the JSON, or None; `raw` are the bytes."""

    method: str
    host: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        if not self.raw:
            return None
        try:
            return json.loads(self.raw)
        except ValueError as error:
            raise RefusedError(400, "InvalidRequestContent", f"The request content was invalid: {error}") from error

    @property
    def segments(self) -> list[str]:
        return [segment for segment in self.path.split("/") if segment]

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.raw.decode()))

    @property
    def bearer(self) -> str | None:
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token if scheme.lower() == "bearer" else None

    @classmethod
    def read(cls, environ: dict[str, Any]) -> "Request":
        return cls(
            method=environ["REQUEST_METHOD"],
            host=environ.get("HTTP_HOST", "").split(":")[0].lower(),
            path=environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace").rstrip("/"),
            query=dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)),
            headers={key[5:].replace("_", "-").lower(): value for key, value in environ.items() if key[:5] == "HTTP_"},
            raw=_content(environ),
        )


def _content(environ: dict[str, Any]) -> bytes:
    stream = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):
        chunked: bytes = stream.read()
        return chunked
    length = int(environ.get("CONTENT_LENGTH") or 0)
    content: bytes = stream.read(length) if length else b""
    return content


@dataclass(frozen=True)
class Answer:
    """A response: `body` becomes JSON unless it is bytes; None: no content."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json; charset=utf-8"

    def send(self, start_response: Start, method: str) -> Iterable[bytes]:
        content = b"" if self.body is None else self.body
        if not isinstance(content, bytes):
            content = json.dumps(content).encode()
        headers = [("Content-Length", str(len(content))), *self.headers.items()]
        if content:
            headers.append(("Content-Type", self.content_type))
        start_response(f"{self.status} {HTTPStatus(self.status).phrase}", headers)
        return [b"" if method == "HEAD" else content]


class RefusedError(Exception):
    """An error response in the form of Azure Resource Manager
    (https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors).
    """

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.answer = Answer(status, {"error": {"code": code, "message": message}}, headers or {})
