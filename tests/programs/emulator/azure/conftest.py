"""An Azure emulator within the test's process, and a client of it for each principal."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from emulator.azure.cloud import MANAGEMENT_HOST, Azure
from emulator.azure.principals import OWNER, TENANT_ID
from emulator.azure.role_definitions import ROLES
from emulator.certificates import Authority
from emulator.environment import AZURE_CLIENTS, AZURE_SUBSCRIPTION

SUBSCRIPTION = f"/subscriptions/{AZURE_SUBSCRIPTION}"
GROUP = f"{SUBSCRIPTION}/resourceGroups/test"
# A storage account with a container and a queue, and a system topic of its events.
ACCOUNT = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/files1"
CONTAINER = f"{ACCOUNT}/blobServices/default/containers/runs"
QUEUE = f"{ACCOUNT}/queueServices/default/queues/events"
TOPIC = f"{GROUP}/providers/Microsoft.EventGrid/systemTopics/topic"


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

    def grant(self, role: str, scope: str, principal: str = OWNER.object_id) -> None:
        """Assigns a built-in role."""
        assert self.put(assignment(scope), role_body(role, principal)).status == 201

    def control(self, method: str, path: str, body: Any = None) -> Reply:
        """Sends a request to the emulator's own address."""
        data = json.dumps(body) if body is not None else None
        return self.run(method, f"http://127.0.0.1/_emulator/{path}", {}, data)

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


def assignment(scope: str) -> str:
    """The id of a new role assignment."""
    return f"{scope}/providers/Microsoft.Authorization/roleAssignments/{uuid.uuid4()}"


def role_body(role: str, principal: str) -> dict[str, Any]:
    """The body of an assignment of a built-in role."""
    definition = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{ROLES[role]}"
    return {"properties": {"roleDefinitionId": definition, "principalId": principal}}


def storage_account(**properties: Any) -> dict[str, Any]:
    body = {"location": "westeurope", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    return {**body, "properties": properties}


def put_network(client: Client, name: str = "network") -> str:
    """Creates a network 10.0.0.0/16; returns its id."""
    id_ = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/{name}"
    space = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    assert client.put(id_, {"location": "westeurope", "properties": space}).status == 201
    return id_


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
