"""An Azure subscription, asked with the credentials of the azurerm provider.

Every question is one GET (or a check of a name) of Resource Manager, so this uses the Azure SDK's login, retries and
paging (azure-identity, azure-mgmt-core), and pins the API version of each question here. A client library per service
would be thirteen more packages, each with releases that rename its operations.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.preflight.findings import DeniedError, UnreachableError
from scripts.preflight.stacks import Stack
from scripts.setup import PREFLIGHT

_MANAGEMENT = "https://management.azure.com"
_DENIED, _MISSING = (401, 403), 404
_SUFFIX = re.compile(r'\$\{substr\(sha256\(join\("/", \[data\.azurerm_client_config\.\w+\.subscription_id, "([^"]+)"\]\)\), 0, 8\)\}')
_OUR_GROUP = re.compile(r"\$\{basename\(azurerm_resource_group\.(\w+)\.id\)\}")


@dataclass
class AzureAccount:
    """The subscription of the infrastructure stack `stack`, whose folder is `folder`.

    `resolver`: address and port of the DNS server to ask; omitted: the one of this machine.
    """

    stack: Stack
    folder: Path
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
        """Whether the resource group of the stack exists, and the stack does not use an existing one."""
        return any(
            self.exists(f"{self.subscription}/resourceGroups/{group['name']}", "2021-04-01")
            for group in self.stack.resources("azurerm_resource_group").values()
        )

    def resolved(self, text: str) -> str:
        """A name as Terraform will know it: its suffix is computed from subscription and namespace."""
        return _SUFFIX.sub(lambda found: self._suffix(found[1]), text)

    def _suffix(self, namespace: str) -> str:
        return hashlib.sha256(f"{self.subscription_id}/{namespace}".encode()).hexdigest()[:8]

    def secret(self, url: str) -> Any:
        """A secret's attributes, from the vault itself; None if it does not exist. The value is dropped."""
        answer = self._send("GET", url, "7.4", {}, scope="https://vault.azure.net/.default")
        return None if answer is None else {key: value for key, value in answer.items() if key != "value"}

    @functools.cached_property
    def _credential(self) -> Any:
        return _credential(self.environment)

    @functools.cached_property
    def _pipeline(self) -> Any:
        _use_sdk()
        from azure.core import PipelineClient

        return PipelineClient(_MANAGEMENT)

    def _token(self, scope: str) -> str:
        _use_sdk()
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
        from azure.core.exceptions import AzureError
        from azure.core.rest import HttpRequest

        url = path if path.startswith("https://") else f"{_MANAGEMENT}{path}"
        query = {**parameters, **({"api-version": api_version} if api_version else {})}
        headers = {"Authorization": f"Bearer {self._token(scope)}"}
        request = HttpRequest(method, url, params=query, headers=headers, json=body)
        try:
            response = self._pipeline.send_request(request, connection_timeout=5, read_timeout=10, retry_total=2)
        except AzureError as error:
            raise UnreachableError(str(error)) from error
        if response.status_code == _MISSING:
            return None
        if response.status_code in _DENIED:
            raise DeniedError(_message(response))
        if response.status_code >= 400:
            raise RuntimeError(_message(response))
        return response.json()


def own_group(text: str) -> str | None:
    """The name of the resource group block that a resource group argument refers to."""
    found = _OUR_GROUP.fullmatch(text)
    return found[1] if found else None


def _use_sdk() -> None:
    """Makes the Azure SDK importable, which only this command needs and which has its own environment."""
    # After everything else: what both environments have comes from .venv.
    for folder in PREFLIGHT.glob("lib/python*/site-packages"):
        if str(folder) not in sys.path:
            sys.path.append(str(folder))


def _credential(environment: Mapping[str, str]) -> Any:
    """The login of the azurerm provider: a service principal by ARM_* variables, or else the Azure CLI."""
    _use_sdk()
    try:
        from azure.identity import AzureCliCredential, ClientSecretCredential, ManagedIdentityCredential
        from azure.identity import WorkloadIdentityCredential
    except ImportError as error:
        raise UnreachableError(f"the Azure SDK is not installed ({error}): run `make preflight`") from error
    tenant, client = environment.get("ARM_TENANT_ID", ""), environment.get("ARM_CLIENT_ID", "")
    if secret := environment.get("ARM_CLIENT_SECRET"):
        return ClientSecretCredential(tenant, client, secret)
    if file := environment.get("ARM_OIDC_TOKEN_FILE_PATH"):
        return WorkloadIdentityCredential(tenant_id=tenant, client_id=client, token_file_path=file)
    if environment.get("ARM_USE_MSI") == "true":
        return ManagedIdentityCredential(client_id=client or None)
    return AzureCliCredential(tenant_id=tenant)


def _message(response: Any) -> str:
    try:
        error = response.json()["error"]
        return f"{error['code']}: {error['message']}"
    except (ValueError, KeyError, TypeError):
        return f"{response.request.url} answers with {response.status_code}"


def _claims(token: str) -> dict[str, Any]:
    import base64

    part = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims
