"""How whoever applies logs in to a Kubernetes API: plain values, which every provider that speaks to it takes.

They belong to provider configuration only, so secrets among them are ephemeral: no plan and no state holds them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from constructs_lib.framework import EphemeralReference, require_reference


@dataclass(frozen=True)
class TokenLogin:
    """By a bearer token."""

    token: EphemeralReference

    def __post_init__(self) -> None:
        require_reference("TokenLogin.token", self.token)


@dataclass(frozen=True)
class ExecLogin:
    """By a program on the machine of whoever applies, asked for a token whenever the last one has run out."""

    command: str
    args: Sequence[str]


@dataclass(frozen=True)
class CertificateLogin:
    """By a client certificate and its key, both PEM."""

    client_certificate: str
    client_key: EphemeralReference

    def __post_init__(self) -> None:
        require_reference("CertificateLogin.client_key", self.client_key)


ClusterLogin = TokenLogin | ExecLogin | CertificateLogin
