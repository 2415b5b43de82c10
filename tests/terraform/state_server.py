"""A server for Terraform's `http` backend: states in memory, one lock each."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class StateServer(ThreadingHTTPServer):
    """Attributes: `address`, and by path `states` and `locks`; `requests` are method and path, in order."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.states: dict[str, bytes] = {}
        self.locks: dict[str, bytes] = {}
        self.requests: list[tuple[str, str]] = []


class _Handler(BaseHTTPRequestHandler):
    server: StateServer

    def _read(self) -> bytes:
        path = self.path.partition("?")[0]
        self.server.requests.append((self.command, path))
        self.path = path.removesuffix("/lock")
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def do_GET(self) -> None:
        self._read()
        state = self.server.states.get(self.path)
        self._answer(404 if state is None else 200, state or b"")

    def do_POST(self) -> None:
        self.server.states[self.path.partition("?")[0]] = self._read()
        self._answer(200)

    def do_LOCK(self) -> None:
        body = self._read()
        held = self.server.locks.setdefault(self.path, body)
        self._answer(200 if held is body else 423, held)

    def do_UNLOCK(self) -> None:
        self._read()
        self.server.locks.pop(self.path, None)
        self._answer(200)

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests look at `requests`."""


@contextmanager
def state_server() -> Iterator[StateServer]:
    """A server on a free port of this machine."""
    with StateServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
