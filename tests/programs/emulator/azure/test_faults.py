"""Faults of Azure's services: chosen requests, and a share of all."""

import json
import socket
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder

from emulator.azure.cloud import Azure
from emulator.azure.faults import FAULTS
from emulator.faults import Faults
from tests.programs.emulator.azure.conftest import GROUP, Client

IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"


def choose(client: Client, **fault: Any) -> int:
    return client.control("POST", "faults", fault).status


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("throttled", 429, "TooManyRequests"),
        ("internal_error", 500, "InternalServerError"),
        ("unavailable", 503, "ServiceUnavailable"),
    ],
)
def test_chosen_request_fails_once_and_is_not_executed(client: Client, kind: str, status: int, code: str) -> None:
    assert choose(client, method="PUT", path="/userassignedidentities/app$", kind=kind) == 204

    reply = client.put(IDENTITY, {"location": "westeurope"})

    assert (reply.status, reply.code) == (status, code)
    assert ("Retry-After" in reply.headers) == (kind == "throttled")
    assert client.get(IDENTITY).status == 404
    assert client.put(IDENTITY, {"location": "westeurope"}).status == 201
    assert client.control("GET", "faults").body == []


def test_chosen_fault_comes_as_often_as_asked_for(client: Client) -> None:
    choose(client, method="GET", path="resourceGroups", kind="unavailable", times=2)

    assert [client.get(GROUP).status for _ in range(3)] == [503, 503, 200]


def test_unknown_kind_of_fault_is_refused(client: Client) -> None:
    assert choose(client, method="GET", path="", kind="meteorite") == 400


def dropping(application: Callable[..., Iterable[bytes]], client: Client, method: str, path: str, body: Any) -> bytes:
    """What a client receives of a request over a connection that the emulator drops."""
    own, other = socket.socketpair()
    with own, other:
        environ = EnvironBuilder(
            path=path,
            base_url="https://management.azure.com",
            method=method,
            headers={"Authorization": f"Bearer {client.token('https://management.azure.com')}"},
            data=json.dumps(body),
        ).get_environ()
        with pytest.raises(ConnectionAbortedError):
            application({**environ, "werkzeug.socket": own}, lambda *_arguments: None)
        return other.recv(1)


@pytest.mark.parametrize(("kind", "executed"), [("answer_lost", True), ("dropped", False)])
def test_lost_answer_is_of_an_executed_request(azure: Azure, client: Client, kind: str, executed: bool) -> None:
    choose(client, method="PUT", path="userAssignedIdentities", kind=kind)

    received = dropping(azure.application, client, "PUT", IDENTITY, {"location": "westeurope"})

    assert received == b""
    assert (client.get(IDENTITY).status == 200) == executed
    # The same request again succeeds, as Terraform's next apply sends it.
    assert client.put(IDENTITY, {"location": "westeurope"}).status == (200 if executed else 201)


def test_share_of_all_requests_fails_in_every_kind(azure: Azure, client: Client) -> None:
    token = f"Bearer {client.token('https://management.azure.com')}"
    faulty = Faults(azure.application, FAULTS, azure.service_of, rate=0.5, seed=7)
    seen: Counter[str] = Counter()

    for _ in range(200):
        environ = EnvironBuilder(GROUP, "https://management.azure.com", headers={"Authorization": token}).get_environ()
        own, other = socket.socketpair()
        with own, other:
            try:
                faulty({**environ, "werkzeug.socket": own}, lambda status, _headers: seen.update([status.split()[0]]))
            except ConnectionAbortedError:
                seen.update(["dropped"])

    assert set(seen) == {"200", "429", "500", "503", "dropped"}
    # Three standard deviations to either side.
    assert 79 <= seen["200"] <= 121
