"""The emulator as a process: clients reach Azure's hosts through it as a proxy, and all others behind it."""

import base64
import json
import os
import socket
import ssl
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from emulator import Emulator, remaining
from emulator.certificates import Authority
from emulator.proxy import _connect
from tests.programs.emulator.azure.conftest import SUBSCRIPTION

KUBELOGIN = Path(__file__).parents[4] / "emulator" / "azure" / "bin" / "kubelogin"
DNS_ZONE = f"{SUBSCRIPTION}/resourceGroups/dns/providers/Microsoft.Network/dnsZones/example.com"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(cloud="azure", existing=[DNS_ZONE]) as running:
        yield running


def ask(emulator: Emulator, method: str, url: str, body: Any = None, **headers: str) -> Any:
    """Sends a request as any client does that follows the environment's standard variables."""
    environment = emulator.environment()
    proxy = urllib.request.ProxyHandler({"https": environment["HTTPS_PROXY"]})
    context = ssl.create_default_context(cafile=environment["SSL_CERT_FILE"])
    opener = urllib.request.build_opener(proxy, urllib.request.HTTPSHandler(context=context))
    data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **headers}, method=method)
    with opener.open(request, timeout=20) as response:
        return json.loads(response.read() or b"null")


def token(emulator: Emulator) -> str:
    environment = emulator.environment()
    form = f"client_id={environment['ARM_CLIENT_ID']}&client_secret=x&scope=https://management.azure.com/.default"
    url = f"https://login.microsoftonline.com/{environment['ARM_TENANT_ID']}/oauth2/v2.0/token"
    return str(ask(emulator, "POST", url, form.encode())["access_token"])


def test_azure_is_reached_under_its_own_names_over_tls(emulator: Emulator) -> None:
    metadata = ask(emulator, "GET", "https://management.azure.com/metadata/endpoints?api-version=2022-09-01")

    assert metadata["name"] == "AzureCloud"
    group = "https://management.azure.com/subscriptions/s/resourceGroups/proxied?api-version=2023-07-01"
    made = ask(emulator, "PUT", group, {"location": "westeurope"}, Authorization=f"Bearer {token(emulator)}")
    assert made["properties"]["provisioningState"] == "Succeeded"
    assert emulator.inventory() == {"resources/resourceGroups": ["/subscriptions/s/resourceGroups/proxied"]}
    assert remaining(emulator.endpoint) == emulator.inventory()


def test_environment_has_standard_variables_only(emulator: Emulator) -> None:
    owner, contributor = emulator.environment(), emulator.environment("contributor")

    assert set(owner) == {
        "HTTPS_PROXY",
        "https_proxy",
        "NO_PROXY",
        "no_proxy",
        "SSL_CERT_FILE",
        "ARM_CLIENT_ID",
        "ARM_CLIENT_SECRET",
        "ARM_TENANT_ID",
        "ARM_SUBSCRIPTION_ID",
        "ARM_USE_CLI",
        "GO_AZURE_SDK_SKIP_POLLING_DELAY",
    }
    assert {key for key in owner if owner[key] != contributor[key]} == {"ARM_CLIENT_ID"}


def test_chart_registry_is_answered_here(emulator: Emulator) -> None:
    tags = ask(emulator, "GET", "https://quay.io/v2/jetstack/charts/cert-manager/manifests/v1.21.1")

    assert tags["config"]["mediaType"] == "application/vnd.cncf.helm.config.v1+json"


def test_unknown_host_of_azure_is_not_passed_on(emulator: Emulator) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(emulator, "GET", "https://vault.azure.microsoft.com/")

    assert refused.value.code == 404
    assert "The emulator does not have" in refused.value.read().decode()
    refused.value.close()


def tunnel(emulator: Emulator, target: str) -> socket.socket:
    port = int(emulator.endpoint.rpartition(":")[2])
    connection = socket.create_connection(("127.0.0.1", port), 20)
    connection.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        received = connection.recv(1)
        if not received:
            break
        answer += received
    if b" 200 " not in answer.partition(b"\r\n")[0]:
        connection.close()
        raise ConnectionRefusedError(answer.decode())
    return connection


def test_other_host_is_passed_on_unread(emulator: Emulator) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def echo() -> None:
            peer, _ = server.accept()
            with peer:
                peer.sendall(peer.recv(100)[::-1])

        thread = threading.Thread(target=echo)
        thread.start()
        with tunnel(emulator, f"127.0.0.1:{server.getsockname()[1]}") as connection:
            connection.sendall(b"abc")
            assert connection.recv(100) == b"cba"
        thread.join()


def encrypted(connection: socket.socket, context: ssl.SSLContext | None) -> socket.socket:
    return context.wrap_socket(connection, server_side=True) if context else connection


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("http://user:p%40ss@127.0.0.1:{port}", b"behind"),
        ("https://user:p%40ss@localhost:{port}", b"behind"),
        ("https://user:p%40ss@127.0.0.1:{port}", "certificate is not valid for '127.0.0.1'"),
        ("user:p%40ss@127.0.0.1:{port}", b"behind"),
        ("http://user:wrong@127.0.0.1:{port}", "407"),
        ("http://127.0.0.1:{port}", "407"),
    ],
)
def test_proxy_of_the_user_gets_its_login(
    address: str, answer: bytes | str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    authority = Authority()
    context = authority.server_context("localhost") if address.startswith("https:") else None
    with socket.create_server(("127.0.0.1", 0)) as server:
        if context:
            authorities = tmp_path / "authorities.pem"
            authorities.write_text(authority.bundle())
            monkeypatch.setenv("SSL_CERT_FILE", str(authorities))
        monkeypatch.setenv("https_proxy", address.format(port=server.getsockname()[1]))
        monkeypatch.setenv("no_proxy", "")

        def proxy() -> None:
            # A client that does not accept the certificate ends the connection.
            with suppress(ssl.SSLError), server.accept()[0] as plain, encrypted(plain, context) as peer:
                head = peer.recv(1000)
                assert head.startswith(b"CONNECT registry.example.com:443 HTTP/1.1\r\n")
                granted = base64.b64encode(b"user:p@ss") in head
                peer.sendall(b"HTTP/1.1 " + (b"200 OK\r\n\r\nbehind" if granted else b"407 Login\r\n\r\n"))

        thread = threading.Thread(target=proxy)
        thread.start()
        try:
            with _connect("registry.example.com", 443) as connection:
                assert connection.recv(100) == answer
        except OSError as error:
            assert isinstance(answer, str), error
            assert answer in str(error)
        thread.join()


def test_host_that_cannot_be_reached_is_refused(emulator: Emulator) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    with pytest.raises(ConnectionRefusedError, match="502"):
        tunnel(emulator, f"127.0.0.1:{port}")


def test_existing_resource_is_there_and_not_in_the_inventory(emulator: Emulator) -> None:
    zone = ask(emulator, "GET", f"https://management.azure.com{DNS_ZONE}", Authorization=f"Bearer {token(emulator)}")

    assert zone["name"] == "example.com"
    assert "network/dnsZones" not in emulator.inventory()


def test_kubelogin_prints_a_token_of_the_principal(emulator: Emulator) -> None:
    environment = {**os.environ, **emulator.environment("contributor")}
    command = [KUBELOGIN, "get-token", "--login", "spn", "--server-id", "server", "--use-azurerm-env-vars"]

    printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=30)

    credential = json.loads(printed.stdout)
    assert (credential["kind"], credential["status"]["token"].count(".")) == ("ExecCredential", 2)
    environment["ARM_CLIENT_ID"] = "stranger"
    refused = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=30)
    assert refused.returncode == 1
    assert refused.stderr.startswith("kubelogin: cannot log in to https://login.microsoftonline.com/")
