"""The logins of the azurerm provider, by its environment variables, on the emulator."""

import base64
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import NoEncryption, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509 import load_pem_x509_certificate

from emulator.azure.cloud import Azure
from emulator.certificates import Authority
from emulator.environment import AZURE_SUBSCRIPTION, azure_environment
from scripts.preflight.azure.account import AzureAccount
from scripts.preflight.azure.identity import check_identity
from scripts.preflight.azure.login import use_sdk
from scripts.preflight.findings import Level
from scripts.preflight.running import run_checks
from scripts.preflight.stacks import Stack
from tests.programs.preflight.conftest import served

use_sdk()
pytest.importorskip("azure.identity", reason="the Azure SDK is not installed; set it up with: make preflight")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of the emulator, without a login."""
    authority = Authority()
    authorities = tmp_path_factory.mktemp("azure") / "authorities.pem"
    authorities.write_text(authority.bundle())
    with Azure(authority) as azure, served(azure, authority) as address, pytest.MonkeyPatch.context() as patch:
        variables = azure_environment(address, authorities, AZURE_SUBSCRIPTION)
        for name, value in variables.items():
            patch.setenv(name, value)
        yield {name: value for name, value in variables.items() if name != "ARM_CLIENT_SECRET"}


def identity(environment: dict[str, str], **login: str) -> list[str]:
    """What the check of the identity says with the variables `login`."""
    account = AzureAccount(Stack("x", {}), {**environment, **login})
    found = run_checks({"identity": check_identity}, account, limit_seconds=120)
    return [f"{each.level}: {each.message}" for each in found if each.level is not Level.WARNING]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A client certificate with its key, as PKCS#12."""
    issued = trustme.CA().issue_cert("deployer.example.com", key_type=trustme.KeyType.RSA)
    key: Any = load_pem_private_key(issued.private_key_pem.bytes(), None)
    content = load_pem_x509_certificate(issued.cert_chain_pems[0].bytes())
    file = tmp_path / "client.pfx"
    file.write_bytes(serialize_key_and_certificates(b"x", key, content, None, NoEncryption()))
    return file


@pytest.fixture
def github() -> Iterator[tuple[str, list[str]]]:
    """The address at which GitHub Actions gives tokens, and the requests that it got."""
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(f"{self.headers['Authorization']} {self.path}")
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"value": "token-of-github"}).encode())

        def log_message(self, *_arguments: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/token?api-version=2", requests
        server.shutdown()


def test_tokens_and_certificates_log_in(environment: dict[str, str], certificate: Path, tmp_path: Path) -> None:
    token, secret = tmp_path / "token", tmp_path / "secret"
    token.write_text("a.b.c\n")
    secret.write_text("a-secret\n")
    encoded = base64.b64encode(certificate.read_bytes()).decode()
    logins: list[dict[str, str]] = [
        {"ARM_CLIENT_SECRET": "a-secret"},
        {"ARM_CLIENT_SECRET_FILE_PATH": str(secret)},
        {"ARM_USE_OIDC": "true", "ARM_OIDC_TOKEN": "a.b.c"},
        {"ARM_USE_OIDC": "true", "ARM_OIDC_TOKEN_FILE_PATH": str(token)},
        {"ARM_CLIENT_CERTIFICATE_PATH": str(certificate)},
        {"ARM_CLIENT_CERTIFICATE": encoded},
    ]
    for login in logins:
        [found] = identity(environment, **login)
        assert found.startswith(f"ok: {environment['ARM_CLIENT_ID']} in subscription"), (login, found)


def test_token_is_requested_from_github(environment: dict[str, str], github: tuple[str, list[str]]) -> None:
    url, requests = github
    login = {"ACTIONS_ID_TOKEN_REQUEST_URL": url, "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "runner"}

    [found] = identity(environment, ARM_USE_OIDC="true", **login)

    assert found.startswith("ok: ")
    assert set(requests) == {"Bearer runner /token?api-version=2&audience=api://AzureADTokenExchange"}


@pytest.mark.parametrize(
    ("login", "message"),
    [
        (
            {"ARM_USE_OIDC": "true", "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID": "x"},
            "of the logins with ARM_USE_OIDC, only",
        ),
        ({"ARM_USE_OIDC": "true", "ARM_OIDC_TOKEN_FILE_PATH": "/no/token"}, "ARM_OIDC_TOKEN_FILE_PATH names /no/token"),
        ({"ARM_CLIENT_CERTIFICATE_PATH": "/no/client.pfx"}, "the client certificate cannot be read: "),
        ({"ARM_CLIENT_CERTIFICATE": base64.b64encode(b"none").decode()}, "the client certificate cannot be read: "),
        ({"ARM_USE_CLI": "false"}, "no login: ARM_USE_CLI is false"),
        ({"ARM_USE_CLI": "true"}, "cannot sign in: Azure CLI not found"),
    ],
)
def test_login_that_cannot_be_used_is_one_line(
    login: dict[str, str], message: str, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    [found] = identity(environment, **login)
    assert found.startswith(f"failure: {message}"), found
    assert "\n" not in found


def test_managed_identity_is_used_if_it_is_switched_on(environment: dict[str, str]) -> None:
    account = AzureAccount(Stack("x", {}), {**environment, "ARM_USE_MSI": "true"})
    assert type(account._credential).__name__ == "ManagedIdentityCredential"
