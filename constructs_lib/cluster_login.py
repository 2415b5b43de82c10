"""How whoever applies logs in to a Kubernetes API: plain values, which every provider that speaks to it takes.

They belong to provider configuration alone, so they may be ephemeral: no plan and no state holds them.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class TokenLogin:
    """By a bearer token."""

    token: str


@dataclass(frozen=True)
class ExecLogin:
    """By a program on the machine of whoever applies, asked for a token whenever the last one has run out."""

    command: str
    args: Sequence[str]


@dataclass(frozen=True)
class CertificateLogin:
    """By a client certificate and its key, both PEM."""

    client_certificate: str
    client_key: str


ClusterLogin = TokenLogin | ExecLogin | CertificateLogin
