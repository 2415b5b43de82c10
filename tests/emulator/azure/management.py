"""Azure's REST APIs on the emulator: what an administrator does outside of Terraform."""

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any, Protocol

from emulator import Emulator

_MANAGEMENT = "https://management.azure.com"
_VAULT = "https://vault.azure.net"
_TIME_LIMIT_SECONDS = 60


class OnEmulator(Protocol):
    """What is deployed to an emulator."""

    emulator: Emulator


class Management:
    """The management API, with the login of the deployment's environment."""

    def __init__(self, deployment: OnEmulator) -> None:
        environment = deployment.emulator.environment()
        self._environment = environment
        self.subscription = f"/subscriptions/{environment['ARM_SUBSCRIPTION_ID']}"
        trusted = ssl.create_default_context(cafile=environment["SSL_CERT_FILE"])
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({"https": environment["HTTPS_PROXY"]}),
            urllib.request.HTTPSHandler(context=trusted),
        )

    def call(self, method: str, id_: str, version: str, body: Mapping[str, Any] | None = None) -> Any:
        """Calls the management API for the resource with this id."""
        return self._send(method, f"{_MANAGEMENT}{id_}?api-version={version}", _MANAGEMENT, body)

    def call_vault(self, method: str, vault: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Calls the data plane of a key vault."""
        return self._send(method, f"https://{vault}.vault.azure.net{path}?api-version=7.4", _VAULT, body)

    def call_blob(self, method: str, account: str, path: str, content: bytes = b"") -> bytes:
        """Calls the data plane of a storage account with a key, which the emulator does not verify."""
        headers = {"Authorization": f"SharedKey {account}:", "x-ms-blob-type": "BlockBlob"}
        url = f"https://{account}.blob.core.windows.net/{path}"
        request = urllib.request.Request(url, content or None, headers, method=method)
        with self._opener.open(request, timeout=_TIME_LIMIT_SECONDS) as answer:
            stored: bytes = answer.read()
        return stored

    def _send(self, method: str, url: str, audience: str, body: Mapping[str, Any] | None) -> Any:
        headers = {"Authorization": f"Bearer {self._token(audience)}", "Content-Type": "application/json"}
        request = urllib.request.Request(url, json.dumps(body or {}).encode(), headers, method=method)
        return self._answer(request)

    def _token(self, audience: str) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._environment["ARM_CLIENT_ID"],
            "client_secret": self._environment["ARM_CLIENT_SECRET"],
            "scope": f"{audience}/.default",
        }
        url = f"https://login.microsoftonline.com/{self._environment['ARM_TENANT_ID']}/oauth2/v2.0/token"
        request = urllib.request.Request(url, urllib.parse.urlencode(form).encode())
        token: str = self._answer(request)["access_token"]
        return token

    def _answer(self, request: urllib.request.Request) -> Any:
        with self._opener.open(request, timeout=_TIME_LIMIT_SECONDS) as answer:
            text = answer.read()
        return json.loads(text) if text else None
