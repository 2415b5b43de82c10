"""A cluster: its API, its HTTPS server and what is in it."""

from collections.abc import Iterable
from typing import Any

from emulator.certificates import Authority
from emulator.front_end import answer_json
from emulator.kubernetes.authentication import Login, user_of
from emulator.kubernetes.server import HOST, HttpsServer
from emulator.wsgi import Application, Start

Inventory = dict[str, list[str]]


class Cluster:
    """The Kubernetes API `application` under `endpoint`, whose certificate is one of the authority `authority_pem`."""

    def __init__(self, name: str, authority: Authority, *, version: str, login: Login) -> None:
        self.name = name
        self.version = version
        self.authority_pem = authority.pem
        self._login = login
        self.application: Application = self._answer
        self._server = HttpsServer(self.application, authority.server_context(HOST, "localhost"))
        self.endpoint = f"https://{HOST}:{self._server.port}"

    def inventory(self) -> Inventory:
        """The objects that a new cluster does not have, as {"kind": ["namespace/name"]}."""
        return {}

    def close(self) -> None:
        self._server.close()

    def _answer(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/version":
            major, minor = self.version.split(".")[:2]
            return answer_json(start_response, "200 OK", {"major": major, "minor": minor})
        if user_of(environ, self._login) is None:
            return answer_json(start_response, "401 Unauthorized", {"kind": "Status", "code": 401})
        return answer_json(start_response, "404 Not Found", {"kind": "Status", "code": 404})
