"""A small local Kubernetes API: TLS with its own authority, a bearer token or a client certificate."""

import base64
import datetime
import ipaddress
import json
import re
import ssl
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.local_server import LocalServer

LISTS = {
    "/apis/apps/v1/namespaces/wandb/deployments": "deployments",
    "/api/v1/namespaces/wandb/pods": "pods",
    "/api/v1/namespaces/wandb/events": "events",
}
HEALTH = "/api/v1/namespaces/wandb/services/wandb:http/proxy/healthz"
SERVICE = re.compile(r"/api/v1/namespaces/wandb/services/([^/]+)/proxy(/.*)$")
EKS_TOKEN = "k8s-aws-v1."
# What a real API says of a service without pods.
NO_ENDPOINTS = (503, {"kind": "Status", "message": 'no endpoints available for service "wandb:http"', "code": 503})


class FakeKubernetes(LocalServer):
    """Answers with `deployments`, `pods` and `events`, and for the server with `health`: a status and a body.

    with FakeKubernetes(folder) as cluster:
        ...  # at cluster.host: `token`, or `authority` and `key` (PEM) as a client certificate
    """

    token = "the-token"

    def __init__(self, folder: Path) -> None:
        self.deployments: list[dict[str, Any]] = []
        self.pods: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.health: tuple[int, Any] = (200, "ok")
        # By path, single objects.
        self.objects: dict[str, dict[str, Any]] = {}
        # By name and port, with the path behind them: `wandb-app:app/healthz`.
        self.services: dict[str, tuple[int, Any]] = {}
        self.authority, self.key = _certificate()
        super().__init__(self._handler(), self._context(folder))
        self.host = f"https://127.0.0.1:{self.port}"

    def _context(self, folder: Path) -> ssl.SSLContext:
        file = folder / "cluster.pem"
        file.write_text(self.authority + self.key)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        context.verify_mode = ssl.CERT_OPTIONAL
        context.load_verify_locations(file)
        return context

    def _knows(self, authorization: str) -> bool:
        """As EKS does, it takes a signed request for the name of the caller, if made out for the cluster."""
        kind, _, token = authorization.partition(" ")
        if not token.startswith(EKS_TOKEN):
            return (kind, token) == ("Bearer", self.token)
        url = base64.urlsafe_b64decode(f"{token.removeprefix(EKS_TOKEN)}==").decode()
        query = parse_qs(urlsplit(url).query)
        signed = query["X-Amz-SignedHeaders"] == ["host;x-k8s-aws-id"] and "X-Amz-Signature" in query
        return signed and query["Action"] == ["GetCallerIdentity"]

    def _answer(self, path: str) -> tuple[int, Any]:
        if path == HEALTH:
            return self.health
        if (service := SERVICE.match(path)) is not None:
            return self.services.get(service[1] + service[2], (404, {"kind": "Status", "message": "not found"}))
        if path in self.objects:
            return 200, self.objects[path]
        kind = LISTS.get(path.partition("?")[0])
        return (200, {"items": getattr(self, kind)}) if kind else (404, {"kind": "Status", "message": "not found"})

    def _handler(cluster) -> type[BaseHTTPRequestHandler]:  # noqa: N805  (`self` is the request's)
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                known = cluster._knows(self.headers["Authorization"] or "") or self.connection.getpeercert()  # type: ignore[attr-defined]
                unknown = (401, {"kind": "Status", "message": "Unauthorized"})
                status, body = cluster._answer(self.path) if known else unknown
                text = (body if isinstance(body, str) else json.dumps(body)).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        return Handler


def _certificate() -> tuple[str, str]:
    """A certificate for 127.0.0.1, signed by itself, and its key, both PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kubernetes")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form, unlocked = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return certificate.public_bytes(pem).decode(), key.private_bytes(pem, form, unlocked).decode()
