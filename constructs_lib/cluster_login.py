"""Logins to a Kubernetes API for the configuration of Terraform providers.

Secrets in them are ephemeral, so they are in no plan and no state.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from constructs_lib.framework import EphemeralReference, require_reference


@dataclass(frozen=True)
class TokenLogin:
    """Login with a bearer token."""

    token: EphemeralReference

    def __post_init__(self) -> None:
        require_reference("TokenLogin.token", self.token)


@dataclass(frozen=True)
class ExecLogin:
    """Login with an exec plugin on the machine that runs Terraform. It issues a new token when the last one expires."""

    command: str
    args: Sequence[str]


@dataclass(frozen=True)
class CertificateLogin:
    """Login with a client certificate and its key, both PEM."""

    client_certificate: str
    client_key: EphemeralReference

    def __post_init__(self) -> None:
        require_reference("CertificateLogin.client_key", self.client_key)


ClusterLogin = TokenLogin | ExecLogin | CertificateLogin
