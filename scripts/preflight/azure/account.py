"""An Azure subscription, asked with the credentials of the azurerm provider.

Every question is one GET (or a check of a name) of Resource Manager. So this uses the login, retries and proxies of the
Azure SDK (azure-identity, azure-core), and each question pins its API version. A client library per service would be
eleven more packages, each with releases that rename its operations.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.preflight.findings import DeniedError, UnreachableError
from scripts.preflight.stacks import Stack

from .login import credential, use_sdk

_MANAGEMENT = "https://management.azure.com"
_DENIED, _MISSING = (401, 403), 404
READ_SECONDS = 10
_SUFFIX = re.compile(
    r'\$\{substr\(sha256\(join\("/", \[data\.azurerm_client_config\.\w+\.subscription_id, "([^"]+)"\]\)\), 0, 8\)\}'
)


@dataclass
class AzureAccount:
    """The subscription of the infrastructure stack `stack`.

    `resolver`: address and port of the DNS server to ask; omitted: the one of this machine.
    """

    stack: Stack
    environment: Mapping[str, str]
    resolver: tuple[str, int] | None = None

    @functools.cached_property
    def subscription_id(self) -> str:
        """The subscription of the provider, or of the environment."""
        own = self.stack.provider("azurerm").get("subscription_id")
        found = own or self.environment.get("ARM_SUBSCRIPTION_ID")
        if not found:
            raise UnreachableError("no subscription: set subscription_id, or ARM_SUBSCRIPTION_ID")
        return str(found)

    @property
    def subscription(self) -> str:
        return f"/subscriptions/{self.subscription_id}"

    @property
    def location(self) -> str:
        """The region, in the form of the API: `westeurope`."""
        [group] = self.stack.resources("azurerm_resource_group").values() or [{"location": ""}]
        return str(group["location"]).replace(" ", "").lower()

    def get(self, path: str, api_version: str, **parameters: str) -> Any:
        """The answer to a GET, with all pages of a list; None if it does not exist."""
        answer = self._send("GET", path, api_version, parameters)
        while isinstance(answer, dict) and answer.get("nextLink"):
            more = self._send("GET", answer.pop("nextLink"), None, {})
            answer = {**more, "value": [*answer["value"], *more["value"]]}
        return answer

    def post(self, path: str, api_version: str, body: Mapping[str, Any]) -> Any:
        """The answer to a question that is asked by POST, such as whether a name is free."""
        return self._send("POST", path, api_version, {}, body)

    def exists(self, path: str, api_version: str) -> bool:
        return self.get(path, api_version) is not None

    @functools.cached_property
    def claims(self) -> Mapping[str, Any]:
        """The claims of the caller's token: tenant, object id, application or user name."""
        return _claims(self._token("https://management.azure.com/.default"))

    @functools.cached_property
    def is_deployed(self) -> bool:
        """Whether the state of the stack exists. Only the backends `local` and `azurerm` are asked."""
        if self.stack.backend[0] == "azurerm":
            return self.head(self.state_blob) is not None
        return self.stack.has_local_state

    @property
    def state_container(self) -> str:
        """The address of the container of the backend `azurerm`."""
        _, arguments = self.stack.backend
        return f"https://{arguments['storage_account_name']}.blob.core.windows.net/{arguments['container_name']}"

    @property
    def state_blob(self) -> str:
        return f"{self.state_container}/{self.stack.backend[1]['key']}"

    def head(self, url: str, **parameters: str) -> Mapping[str, str] | None:
        """The headers of a blob or container; None if it does not exist."""
        headers = {"x-ms-version": "2021-08-06"}
        response = self._answer("HEAD", url, parameters, scope="https://storage.azure.com/.default", headers=headers)
        return None if response is None else dict(response.headers)

    def resolved(self, text: str) -> str:
        """A name as Terraform will know it: its suffix is computed from subscription and namespace."""
        return _SUFFIX.sub(lambda found: self._suffix(found[1]), text)

    def _suffix(self, namespace: str) -> str:
        return hashlib.sha256(f"{self.subscription_id}/{namespace}".encode()).hexdigest()[:8]

    def certificate(self, url: str) -> Any:
        """A certificate of a vault, without its private key; None if it does not exist."""
        return self._send("GET", url, "7.4", {}, scope="https://vault.azure.net/.default")

    @functools.cached_property
    def _credential(self) -> Any:
        tenant = self.stack.provider("azurerm").get("tenant_id") or self.environment.get("ARM_TENANT_ID", "")
        return credential({**self.environment, "ARM_TENANT_ID": tenant}, **_trust(self.environment))

    @functools.cached_property
    def _pipeline(self) -> Any:
        use_sdk()
        from azure.core import PipelineClient
        from azure.core.pipeline.policies import RetryPolicy
        from azure.core.pipeline.transport import RequestsTransport

        transport = RequestsTransport(connection_timeout=5, read_timeout=READ_SECONDS, **_trust(self.environment))
        return PipelineClient(_MANAGEMENT, transport=transport, policies=[RetryPolicy(retry_total=2)])

    def _token(self, scope: str) -> str:
        use_sdk()
        from azure.core.exceptions import ClientAuthenticationError

        try:
            return str(self._credential.get_token(scope).token)
        except ClientAuthenticationError as error:
            raise UnreachableError(f"cannot sign in: {str(error).splitlines()[0]}") from error

    def _send(
        self,
        method: str,
        path: str,
        api_version: str | None,
        parameters: Mapping[str, str],
        body: Mapping[str, Any] | None = None,
        scope: str = f"{_MANAGEMENT}/.default",
    ) -> Any:
        query = {**parameters, **({"api-version": api_version} if api_version else {})}
        url = path if path.startswith("https://") else f"{_MANAGEMENT}{path}"
        response = self._answer(method, url, query, body, scope)
        return None if response is None else response.json()

    def _answer(
        self,
        method: str,
        url: str,
        query: Mapping[str, str],
        body: Mapping[str, Any] | None = None,
        scope: str = f"{_MANAGEMENT}/.default",
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        token = self._token(scope)
        from azure.core.exceptions import AzureError
        from azure.core.rest import HttpRequest

        sent = {"Authorization": f"Bearer {token}", **(headers or {})}
        request = HttpRequest(method, url, params=dict(query), headers=sent, json=body)
        try:
            response = self._pipeline.send_request(request)
        except AzureError as error:
            raise UnreachableError(str(error)) from error
        if response.status_code == _MISSING:
            return None
        if response.status_code in _DENIED:
            raise DeniedError(_message(response))
        if response.status_code >= 400:
            raise RuntimeError(_message(response))
        return response


def _trust(environment: Mapping[str, str]) -> dict[str, Any]:
    """The certificate authorities: Terraform reads SSL_CERT_FILE, which Python's requests does not."""
    file = environment.get("SSL_CERT_FILE")
    return {"connection_verify": file} if file else {}


def _message(response: Any) -> str:
    try:
        error = response.json()["error"]
        return f"{error['code']}: {error['message']}"
    except (ValueError, KeyError, TypeError):
        return f"{response.request.url} answers with {response.status_code}"


def _claims(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims
