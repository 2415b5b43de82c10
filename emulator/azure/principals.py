"""Service principals of the tenant, and their tokens.

The client id of a login (`ARM_CLIENT_ID`) selects the principal. A token is signed with a key of this process, so that
no other token is accepted (https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference).
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass

from emulator.azure.http_messages import Json
from emulator.environment import AZURE_CLIENTS, AZURE_TENANT

TENANT_ID = AZURE_TENANT
_LIFETIME_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Principal:
    """`role` is the built-in role that the principal has on every subscription."""

    client_id: str
    object_id: str
    role: str
    groups: tuple[str, ...] = ()

    @property
    def object_ids(self) -> tuple[str, ...]:
        """The ids to which a role that the principal has can be assigned."""
        return (self.object_id, *self.groups)


# The second may deploy, but not assign roles or remove locks, and has no right to data.
OWNER = Principal(AZURE_CLIENTS["owner"], "22222222-2222-2222-2222-222222222222", "Owner")
CONTRIBUTOR = Principal(AZURE_CLIENTS["contributor"], "55555555-5555-5555-5555-555555555555", "Contributor")


class Principals:
    """The principals that can log in. `groups` (object ids) are those of the owner."""

    def __init__(self, groups: Iterable[str] = ()) -> None:
        owner = Principal(OWNER.client_id, OWNER.object_id, OWNER.role, tuple(groups))
        self._by_client_id = {each.client_id: each for each in (owner, CONTRIBUTOR)}
        self._key = secrets.token_bytes(32)

    def get(self, client_id: str) -> Principal | None:
        return self._by_client_id.get(client_id.lower())

    def put(self, principal: Principal) -> None:
        self._by_client_id[principal.client_id.lower()] = principal

    def token(self, principal: Principal, audience: str) -> str:
        now = int(time.time())
        claims = {
            "aud": audience,
            "iss": f"https://sts.windows.net/{TENANT_ID}/",
            "iat": now,
            "nbf": now,
            "exp": now + _LIFETIME_SECONDS,
            "oid": principal.object_id,
            "sub": principal.object_id,
            "tid": TENANT_ID,
            "appid": principal.client_id,
            "idtyp": "app",
            "ver": "1.0",
        }
        signed = f"{_encoded({'alg': 'HS256', 'typ': 'JWT'})}.{_encoded(claims)}"
        return f"{signed}.{self._signature(signed)}"

    def of_token(self, token: str | None, *audiences: str) -> Principal | None:
        """The principal of a valid token for one of the audiences; None: it is not valid."""
        signed, _, signature = (token or "").rpartition(".")
        if not hmac.compare_digest(signature, self._signature(signed)) or not signed:
            return None
        claims = _decoded(signed.partition(".")[2])
        if claims["exp"] < time.time() or claims["aud"].rstrip("/") not in audiences:
            return None
        return self.get(claims["appid"])

    def _signature(self, text: str) -> str:
        return base64.urlsafe_b64encode(hmac.digest(self._key, text.encode(), hashlib.sha256)).decode().rstrip("=")


def _encoded(value: Json) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _decoded(text: str) -> Json:
    value: Json = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return value
