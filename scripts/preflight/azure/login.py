"""The logins of the azurerm provider, by its environment variables, with the Azure SDK.

The order is that of the provider: client certificate, client secret, OIDC, managed identity, Azure CLI
(https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#argument-reference).
"""

from __future__ import annotations

import base64
import json
import logging
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.preflight.findings import UnreachableError
from scripts.setup import PREFLIGHT

_AUDIENCE = "api://AzureADTokenExchange"
_SECONDS = 10


def use_sdk() -> None:
    """Makes the Azure SDK importable, which only this command needs and which has its own environment."""
    # After everything else: what both environments have comes from .venv.
    for folder in PREFLIGHT.glob("lib/python*/site-packages"):
        if str(folder) not in sys.path:
            sys.path.append(str(folder))


def credential(environment: Mapping[str, str], **options: Any) -> Any:
    """The credential of the provider's login. `options` are those of the SDK's clients."""
    use_sdk()
    # The SDK logs a failed login too, which is a finding already.
    logging.getLogger("azure").addHandler(logging.NullHandler())
    try:
        from azure import identity
    except ImportError as error:
        raise UnreachableError(f"the Azure SDK is not installed ({error}): run `make preflight`") from error
    tenant, client = environment.get("ARM_TENANT_ID", ""), _value(environment, "ARM_CLIENT_ID")
    if certificate := _certificate(environment):
        password = environment.get("ARM_CLIENT_CERTIFICATE_PASSWORD")
        try:
            return identity.CertificateCredential(
                tenant, client, certificate_data=certificate, password=password, **options
            )
        except ValueError as error:
            raise UnreachableError(f"the client certificate cannot be read: {error}") from error
    if secret := _value(environment, "ARM_CLIENT_SECRET"):
        return identity.ClientSecretCredential(tenant, client, secret, **options)
    if _is_on(environment, "ARM_USE_AKS_WORKLOAD_IDENTITY"):
        return identity.WorkloadIdentityCredential(**options)
    if _is_on(environment, "ARM_USE_OIDC"):
        return identity.ClientAssertionCredential(tenant, client, lambda: _assertion(environment), **options)
    if _is_on(environment, "ARM_USE_MSI"):
        return identity.ManagedIdentityCredential(client_id=client or None)
    if environment.get("ARM_USE_CLI", "true").lower() in ("false", "0"):
        raise UnreachableError("no login: ARM_USE_CLI is false, and no other login is set in ARM_* variables")
    return identity.AzureCliCredential(tenant_id=tenant)


def _assertion(environment: Mapping[str, str]) -> str:
    """The token that Entra ID exchanges: given, in a file, or requested from GitHub Actions."""
    if token := _value(environment, "ARM_OIDC_TOKEN"):
        return token
    names = ("ARM_OIDC_REQUEST_{}", "ACTIONS_ID_TOKEN_REQUEST_{}")
    url, bearer = (
        next((environment[name.format(part)] for name in names if environment.get(name.format(part))), "")
        for part in ("URL", "TOKEN")
    )
    if not url or not bearer:
        raise UnreachableError(
            "of the logins with ARM_USE_OIDC, only those with ARM_OIDC_TOKEN, ARM_OIDC_TOKEN_FILE_PATH or the token of "
            "GitHub Actions are supported"
        )
    request = urllib.request.Request(f"{url}&audience={_AUDIENCE}", headers={"Authorization": f"Bearer {bearer}"})
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            return str(json.loads(answer.read())["value"])
    except (OSError, ValueError, KeyError) as error:
        raise UnreachableError(f"GitHub Actions gave no token for {_AUDIENCE}: {error}") from error


def _certificate(environment: Mapping[str, str]) -> bytes | None:
    """The certificate with its key (PKCS#12): in a file, or in base64."""
    try:
        if path := environment.get("ARM_CLIENT_CERTIFICATE_PATH"):
            return Path(path).read_bytes()
        return base64.b64decode(environment.get("ARM_CLIENT_CERTIFICATE", "")) or None
    except (OSError, ValueError) as error:
        raise UnreachableError(f"the client certificate cannot be read: {error}") from error


def _value(environment: Mapping[str, str], name: str) -> str:
    """The value of a variable, or the content of the file that `<name>_FILE_PATH` names."""
    path = environment.get(f"{name}_FILE_PATH")
    if environment.get(name) or not path:
        return environment.get(name, "")
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise UnreachableError(f"{name}_FILE_PATH names {path}, which cannot be read: {error.strerror}") from error


def _is_on(environment: Mapping[str, str], name: str) -> bool:
    return environment.get(name, "").lower() in ("true", "1")
