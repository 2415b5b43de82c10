"""Requests and responses of Azure's APIs, as JSON over WSGI."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from emulator.wsgi import Start, body_of, host_of, respond

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
            host=host_of(environ),
            path=environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace").rstrip("/"),
            query=dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)),
            headers={key[5:].replace("_", "-").lower(): value for key, value in environ.items() if key[:5] == "HTTP_"},
            raw=body_of(environ),
        )


@dataclass(frozen=True)
class Answer:
    """A response: `body` becomes JSON unless it is bytes; None: no content."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json; charset=utf-8"

    def send(self, start_response: Start, method: str) -> Iterable[bytes]:
        body = b"" if self.body is None else self.body
        content = respond(start_response, self.status, body, self.content_type, self.headers.items())
        return [] if method == "HEAD" else content


class RefusedError(Exception):
    """An error response in the form of Azure Resource Manager
    (https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors).
    """

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.answer = Answer(status, {"error": {"code": code, "message": message}}, headers or {})


def gap(what: str) -> RefusedError:
    """The emulator lacks something that a request needs: `what`, such as a path."""
    return RefusedError(404, "EmulatorGap", f"The emulator does not have {what}.")
