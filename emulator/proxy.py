"""The emulator's server as a proxy: clients reach the hosts of a cloud through it, under their real names.

A client with `HTTPS_PROXY` sends `CONNECT host:443`. If the emulator answers for the host, the TLS connection ends
here, with a certificate of the emulator's authority, and the requests inside go to the WSGI application. A connection
to any other host is passed on unread, so that `terraform init` reaches its registry; it goes through the proxy of the
emulator's own environment if it has one.
"""

import base64
import functools
import selectors
import socket
import ssl
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from emulator.certificates import Authority
from emulator.kubernetes.authentication import PEER_CERTIFICATE
from emulator.request_handler import RequestHandler

_CONNECT_SECONDS = 10.0
_IDLE_SECONDS = 300.0
# More than a TLS record has (RFC 8446, 5.1), so nothing that was received stays in a buffer, unseen by the selector.
_CHUNK = 65536


class ProxyRequestHandler(RequestHandler):
    """Handles requests and tunnels."""

    authority: Authority
    answers: Callable[[str], bool]
    _host: str | None = None

    def do_CONNECT(self) -> None:  # noqa: N802 (the name that http.server calls)
        host, _, port = self.path.rpartition(":")
        if type(self).answers(host.lower()):
            self._answer_tunnel(host.lower())
        else:
            self._pass_on(host, int(port))

    def make_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().make_environ()
        if self._host:
            environ |= {"wsgi.url_scheme": "https", "HTTP_HOST": self._host}
            # For the Kubernetes APIs, whose clients can log in with a certificate.
            environ[PEER_CERTIFICATE] = self.connection.getpeercert()
        return environ

    def connection_dropped(self, error: BaseException, environ: dict[str, Any] | None = None) -> None:
        # What the client sent after the request's head is not another request.
        self.close_connection = True

    def finish(self) -> None:
        super().finish()
        # The server closes the socket that it accepted; a TLS connection has taken that over.
        if self._host:
            self.connection.close()

    def _answer_tunnel(self, host: str) -> None:
        self._established()
        try:
            self.connection = _server_context(type(self).authority, host).wrap_socket(self.connection, server_side=True)
        except (OSError, ssl.SSLError) as error:
            # Usually a client that does not trust the authority.
            self.log_error("TLS for %s: %s", host, error)
            self.close_connection = True
            return
        self._host = host
        self.rfile = self.connection.makefile("rb", -1)
        self.wfile = self.connection.makefile("wb", 0)
        self.close_connection = False

    def _pass_on(self, host: str, port: int) -> None:
        self.close_connection = True
        try:
            upstream = _connect(host, port)
        except OSError as error:
            self.send_error(502, f"cannot reach {host}: {error}")
            return
        with upstream:
            self._established()
            _relay(self.connection, upstream)

    def _established(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.wfile.flush()


def proxy_handler(authority: Authority, answers: Callable[[str], bool]) -> type[ProxyRequestHandler]:
    """A handler class for `make_server` that answers for the hosts of which `answers` returns true."""
    attributes = {"authority": authority, "answers": staticmethod(answers)}
    return type("ConfiguredProxyRequestHandler", (ProxyRequestHandler,), attributes)


@functools.cache
def _server_context(authority: Authority, host: str) -> ssl.SSLContext:
    return authority.server_context(host)


def _connect(host: str, port: int) -> socket.socket:
    proxy = None if urllib.request.proxy_bypass(host) else urllib.request.getproxies().get("https")
    if not proxy:
        return socket.create_connection((host, port), _CONNECT_SECONDS)
    # As in curl, the scheme is optional.
    address = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    proxy_host, with_tls = address.hostname or "", address.scheme == "https"
    connection = socket.create_connection((proxy_host, address.port or (443 if with_tls else 80)), _CONNECT_SECONDS)
    if with_tls:
        connection = ssl.create_default_context().wrap_socket(connection, server_hostname=proxy_host)
    lines = [f"CONNECT {host}:{port} HTTP/1.1", f"Host: {host}:{port}", *_login(address), "", ""]
    connection.sendall("\r\n".join(lines).encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        received = connection.recv(1)
        if not received:
            break
        answer += received
    if answer.split(b" ")[1:2] != [b"200"]:
        connection.close()
        raise OSError(f"the proxy of this environment answered {answer.splitlines()[:1]!r}")
    return connection


def _login(proxy: SplitResult) -> list[str]:
    """The header with the proxy's user and password, which are percent-encoded in its address."""
    if proxy.username is None:
        return []
    login = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return [f"Proxy-Authorization: Basic {base64.b64encode(login.encode()).decode()}"]


def _relay(client: socket.socket, upstream: socket.socket) -> None:
    """Copies in both directions until one side closes or neither has sent anything for a while."""
    peers = {client: upstream, upstream: client}
    with selectors.DefaultSelector() as selector:
        for each in peers:
            each.settimeout(None)
            selector.register(each, selectors.EVENT_READ)
        while ready := selector.select(_IDLE_SECONDS):
            for key, _ in ready:
                source = key.fileobj
                assert isinstance(source, socket.socket)
                try:
                    data = source.recv(_CHUNK)
                    if not data:
                        return
                    peers[source].sendall(data)
                except OSError:
                    return
