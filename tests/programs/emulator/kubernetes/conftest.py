"""A cluster of its own for each test, and a client of it."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.test import Client

from emulator.certificates import Authority
from emulator.kubernetes import Cluster, Clusters, User

_USERS = {"admin": User("admin", ("system:masters",)), "viewer": User("viewer")}
Call = Callable[..., Any]


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def cluster(authority: Authority) -> Iterator[Cluster]:
    clusters = Clusters(authority)
    yield clusters.create("one", version="1.34", login=_USERS.get)
    clusters.delete("one")


@pytest.fixture
def call(cluster: Cluster) -> Call:
    """Sends a request: `call("POST", "/api/v1/namespaces", {...})`; returns the code and the answer."""
    client = Client(cluster.application)

    def send(method: str, path: str, body: Any = None, *, kind: str = "application/json", token: str = "admin") -> Any:
        data = None if body is None else json.dumps(body)
        headers = {"Authorization": f"Bearer {token}"}
        answer = client.open(path, method=method, data=data, content_type=kind, headers=headers, buffered=True)
        return answer.status_code, json.loads(answer.text)

    return send


@pytest.fixture
def wait(call: Call) -> Call:
    """Waits until an object at a path fulfils a condition; returns it."""

    def until(path: str, fulfils: Callable[[Any], Any]) -> Any:
        deadline = time.monotonic() + 20
        while True:
            answer = call("GET", path)[1]
            if fulfils(answer):
                return answer
            assert time.monotonic() < deadline, answer
            time.sleep(0.02)

    return until
