"""The HTTPS server of a cluster, on a free port of the loopback interface."""

import socket
import ssl
import sys
import threading
from typing import Any

from werkzeug.serving import ThreadedWSGIServer

from emulator.kubernetes.authentication import PEER_CERTIFICATE
from emulator.loopback import HOST
from emulator.request_handler import RequestHandler
from emulator.wsgi import Application

_HANDSHAKE_SECONDS = 30


class HttpsServer:
    """Serves `application` with TLS until `close`; `port` is its port."""

    def __init__(self, application: Application, context: ssl.SSLContext) -> None:
        self._server = _Server(application, context)
        self.port: int = self._server.server_port
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 5}, daemon=True).start()

    def close(self) -> None:
        self._server.closing = True
        # Wakes the accepting thread, so that it does not wait for its poll interval.
        with socket.socket() as knock:
            threading.Thread(target=self._server.shutdown, daemon=True).start()
            knock.connect_ex((HOST, self.port))
        self._server.server_close()


class _Handler(RequestHandler):
    """Speaks TLS in the thread of the connection: a slow client does not keep others from connecting."""

    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        assert isinstance(self.server, _Server)
        self.request.settimeout(_HANDSHAKE_SECONDS)
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.request.settimeout(None)
        # Small answers of a watch leave at once.
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().setup()

    def finish(self) -> None:
        super().finish()
        # The server closes the socket that it accepted; the TLS connection has taken that over.
        self.request.close()

    def make_environ(self) -> dict[str, Any]:
        environ = super().make_environ()
        environ["wsgi.url_scheme"] = "https"
        environ[PEER_CERTIFICATE] = self.connection.getpeercert()
        return environ


class _Server(ThreadedWSGIServer):
    daemon_threads = True
    closing = False

    def __init__(self, application: Application, context: ssl.SSLContext) -> None:
        super().__init__(HOST, 0, application, handler=_Handler)
        self.context = context

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that ends its connection or does not trust us is no error of ours."""
        if not self.closing and not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)
