"""Answers of the API, as WSGI has them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from emulator.kubernetes.errors import ApiError
from emulator.wsgi import Start

JSON = "application/json"


@dataclass
class Response:
    """An answer: `content` is JSON, bytes, or the lines of a stream."""

    content: Any
    code: int = 200
    media_type: str = JSON
    warnings: list[str] = field(default_factory=list)

    def send(self, start_response: Start) -> Iterable[bytes]:
        headers = [("Content-Type", self.media_type), ("Cache-Control", "no-cache, private")]
        # As https://datatracker.ietf.org/doc/html/rfc9111#section-5.5 has them: code, agent, quoted text.
        headers += [("Warning", f"299 - {json.dumps(text)}") for text in dict.fromkeys(self.warnings)]
        status = f"{self.code} {HTTPStatus(self.code).phrase}"
        if isinstance(self.content, Iterator):
            start_response(status, headers)
            return self.content
        body = self.content if isinstance(self.content, bytes) else _encoded(self.content)
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return [body]


def failure(error: ApiError) -> Response:
    return Response(error.status(), error.code)


def _encoded(content: Any) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode() + b"\n"
