"""An Azure emulator within the test's process, and a client of it for each principal."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from emulator.azure.cloud import MANAGEMENT_HOST, Azure
from emulator.azure.principals import TENANT_ID
from emulator.certificates import Authority
from emulator.environment import AZURE_CLIENTS

SUBSCRIPTION = "/subscriptions/44444444-4444-4444-4444-444444444444"
GROUP = f"{SUBSCRIPTION}/resourceGroups/test"
PLATFORM_GROUP = "00000000-0000-0000-0000-0000000000bb"


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> str:
        """The error code; empty without an error."""
        return str(self.body["error"]["code"]) if self.body and "error" in self.body else ""


class Client:
    """Sends requests as one principal; a path is one of Azure Resource Manager, a URL of any host."""

    def __init__(self, azure: Azure, principal: str = "owner") -> None:
        self._azure = azure
        self.client_id = AZURE_CLIENTS[principal]
        self._tokens: dict[str, str] = {}

    def send(self, method: str, path: str, body: Any = None, *, authorized: bool = True) -> Reply:
        host = path.removeprefix("https://").partition("/")[0]
        url = path if path.startswith("https://") else f"https://{MANAGEMENT_HOST}{path}"
        audience = f"https://{MANAGEMENT_HOST}" if url != path else _audience(host)
        headers = {"Authorization": f"Bearer {self.token(audience)}"} if authorized else {}
        return self.run(method, url, headers, json.dumps(body) if body is not None else None)

    def token(self, audience: str) -> str:
        if audience not in self._tokens:
            form = {"client_id": self.client_id, "client_secret": "any", "scope": f"{audience}/.default"}
            url = f"https://login.microsoftonline.com/{TENANT_ID}/oauth2/v2.0/token"
            self._tokens[audience] = self.run("POST", url, {}, form).body["access_token"]
        return self._tokens[audience]

    def get(self, path: str) -> Reply:
        return self.send("GET", path)

    def put(self, path: str, body: Any = None) -> Reply:
        return self.send("PUT", path, body if body is not None else {})

    def patch(self, path: str, body: Any) -> Reply:
        return self.send("PATCH", path, body)

    def post(self, path: str, body: Any = None) -> Reply:
        return self.send("POST", path, body)

    def delete(self, path: str) -> Reply:
        return self.send("DELETE", path)

    def run(self, method: str, url: str, headers: dict[str, str], data: Any) -> Reply:
        host, _, path = url.partition("://")[2].partition("/")
        builder = EnvironBuilder(
            path="/" + path.partition("?")[0],
            base_url=f"https://{host}",
            query_string=path.partition("?")[2],
            method=method,
            headers=headers,
            data=data,
        )
        content, status, answered = run_wsgi_app(self._azure.application, builder.get_environ())
        raw = b"".join(content)
        body = json.loads(raw) if raw and "json" in (answered.get("Content-Type") or "") else raw or None
        return Reply(int(status.split()[0]), body, dict(answered))


def _audience(host: str) -> str:
    return "https://vault.azure.net" if host.endswith(".vault.azure.net") else "https://storage.azure.com"


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def azure(authority: Authority) -> Iterator[Azure]:
    with Azure(authority) as running:
        yield running


@pytest.fixture
def client(azure: Azure) -> Client:
    """A client with an empty resource group."""
    owner = Client(azure)
    assert owner.put(GROUP, {"location": "westeurope"}).status == 201
    return owner


@pytest.fixture
def contributor(azure: Azure) -> Client:
    return Client(azure, "contributor")
