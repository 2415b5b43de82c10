"""Who sends a request: by client certificate or by bearer token.

Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MASTERS = "system:masters"
AUTHENTICATED = "system:authenticated"
# The key of a request's environment with the verified client certificate, as `ssl.SSLSocket.getpeercert` returns it.
PEER_CERTIFICATE = "emulator.peer_certificate"


@dataclass(frozen=True)
class User:
    """A user; members of the group `system:masters` may do everything."""

    name: str
    groups: tuple[str, ...] = ()

    @property
    def is_master(self) -> bool:
        return MASTERS in self.groups


ANONYMOUS = User("system:anonymous", ("system:unauthenticated",))
Login = Callable[[str], User | None]  # The user of a bearer token; None: the token is not valid.


def user_of(environ: dict[str, Any], login: Login) -> User | None:
    """The user of a request; None: its credentials are not valid. Without any, it is that of everybody."""
    kind, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if kind.lower() == "bearer":
        return login(token.strip())
    certificate = environ.get(PEER_CERTIFICATE)
    return _certified(certificate) if certificate else ANONYMOUS


def _certified(certificate: dict[str, Any]) -> User:
    """As Kubernetes does: the common name is the user, and each organization a group."""
    parts = [part for relative_name in certificate["subject"] for part in relative_name]
    name = next((value for key, value in parts if key == "commonName"), "")
    return User(name, tuple(value for key, value in parts if key == "organizationName"))
