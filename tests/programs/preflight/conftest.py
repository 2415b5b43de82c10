"""The emulators within the test's process, so that a test can change what they offer."""

import json
import logging
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from werkzeug.serving import make_server

from emulator.cloud import Cloud
from emulator.proxy import proxy_handler
from scripts.preflight.findings import Finding, Level
from scripts.preflight.stacks import Stack
from tests.deployments import load, synthesize, values_of, write_file

Stacks = Callable[[str, str], Stack]


@contextmanager
def served(cloud: Cloud, authority: Any = None) -> Iterator[str]:
    """The address of a server of `cloud`."""
    handler = proxy_handler(authority, cloud.answers) if authority else None
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # A line per request would hide why a test failed.
    server = make_server("127.0.0.1", 0, cloud.application, threaded=True, request_handler=handler)
    server.daemon_threads = True  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


@pytest.fixture(scope="session")
def stack_of(tmp_path_factory: pytest.TempPathFactory) -> Stacks:
    """The infrastructure stack of a scenario, named `<cloud>-x`; synthesized once."""

    @cache
    def stack(cloud: str, scenario: str) -> Stack:
        folder = tmp_path_factory.mktemp("stacks")
        file = write_file(folder / cloud / "x.tfvars.json", values_of(scenario, cloud))
        synthesize(load(file), folder / "out")
        return Stack.read(folder / "out" / "stacks" / f"{cloud}-x")

    return stack


def changed(stack: Stack, changes: Mapping[str, str]) -> Stack:
    """The stack with parts of its text replaced, which is faster than another synthesis."""
    text = json.dumps(stack.configuration)
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return Stack(stack.name, json.loads(text))


def importing(stack: Stack, *types: str) -> Stack:
    """The stack of an adopted deployment, which imports the resources of these types."""
    blocks = [{"to": address, "id": "x"} for address in stack.resources(*types)]
    assert blocks
    return Stack(stack.name, {**stack.configuration, "import": blocks})


def bad(found: Iterable[Finding]) -> list[str]:
    """Level and message of each warning and failure."""
    return [f"{each.level}: {each.message}" for each in found if each.level is not Level.OK]


class NameServer:
    """A DNS server on the loopback interface that answers every question with `servers` as NS records."""

    def __init__(self) -> None:
        self.servers: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address: tuple[str, int] = self._socket.getsockname()
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                question, client = self._socket.recvfrom(512)
            except OSError:
                return
            self._socket.sendto(self._answer(question), client)

    def _answer(self, question: bytes) -> bytes:
        header = question[:2] + struct.pack("!5H", 0x8180, 1, len(self.servers), 0, 0)
        records = b""
        for server in self.servers:
            name = b"".join(bytes([len(part)]) + part.encode() for part in server.split(".")) + b"\0"
            records += struct.pack("!HHHIH", 0xC00C, 2, 1, 60, len(name)) + name
        return header + question[12:] + records


@pytest.fixture(scope="session")
def name_server() -> Iterator[NameServer]:
    server = NameServer()
    yield server
    server.close()
