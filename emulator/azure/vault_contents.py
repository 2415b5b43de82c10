"""The contents of a key vault: secrets and keys with their versions, and the deleted ones that can be recovered.

- A deleted name cannot be used again until it is recovered or purged (`Conflict`, with the inner code
  `ObjectIsDeletedButRecoverable`); purge protection refuses the purge.
- Sources: https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview and
  https://learn.microsoft.com/rest/api/keyvault/.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from emulator.azure.http_messages import Answer, Json, RefusedError, Request

RECOVERY: Json = {"recoveryLevel": "Recoverable", "recoverableDays": 90}
_RETENTION_SECONDS = 90 * 24 * 60 * 60


@dataclass
class Collection:
    """Items of one kind (`Secret` or `Key`) by name, each a list of versions; the last is the newest."""

    kind: str
    items: dict[str, list[Json]] = field(default_factory=dict)
    deleted: dict[str, list[Json]] = field(default_factory=dict)

    def versions(self, name: str) -> list[Json]:
        if name not in self.items:
            message = f"A {self.kind.lower()} with (name/id) {name} was not found in this key vault."
            raise RefusedError(404, f"{self.kind}NotFound", message)
        return self.items[name]

    def version(self, name: str, version: str | None) -> Json:
        versions = self.versions(name)
        found = [each for each in versions if not version or id_of(each).endswith(f"/{version}")]
        if not found:
            message = f"A {self.kind.lower()} with (name/id) {name}/{version} was not found in this key vault."
            raise RefusedError(404, f"{self.kind}NotFound", message)
        return found[-1]

    def add(self, name: str, item: Json) -> Json:
        if name in self.deleted:
            raise RefusedError(
                409,
                "Conflict",
                f"{self.kind} {name} is currently in a deleted but recoverable state, and its name cannot be reused; "
                "in this state, the object can only be recovered or purged.",
            )
        self.items.setdefault(name, []).append(item)
        return item

    def delete(self, name: str) -> list[Json]:
        self.deleted[name] = self.versions(name)
        del self.items[name]
        return self.deleted[name]

    def answer_deleted(self, request: Request, vault: "Vault", shown: Callable[[Json], Json]) -> Answer:
        """`GET`, `POST .../recover` and `DELETE` (purge) of `/deleted<kind>s/<name>`, and the list of them."""
        segments = request.segments
        if len(segments) == 1:
            return Answer(body={"value": [shown(each[-1]) for each in self.deleted.values()], "nextLink": None})
        name = segments[1]
        if name not in self.deleted:
            message = f"A {self.kind.lower()} with (name/id) {name} was not found in a deleted but recoverable state."
            raise RefusedError(404, f"{self.kind}NotFound", message)
        if request.method == "DELETE":
            if vault.purge_protection:
                message = 'Operation "purge" is not allowed because purge protection is enabled for this vault.'
                raise RefusedError(403, "Forbidden", message)
            del self.deleted[name]
            return Answer(204)
        if request.method == "POST":
            self.items[name] = self.deleted.pop(name)
            return Answer(body=shown(self.items[name][-1]))
        return Answer(body=deleted_item(shown(self.deleted[name][-1]), vault, self.kind, name))


@dataclass
class Vault:
    """`rotation_policies` are those of keys, by name."""

    id: str
    purge_protection: bool
    rbac: bool
    access: list[Json] = field(default_factory=list)
    secrets: Collection = field(default_factory=lambda: Collection("Secret"))
    keys: Collection = field(default_factory=lambda: Collection("Key"))
    rotation_policies: dict[str, Json] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.id.rsplit("/", 1)[1]

    @property
    def uri(self) -> str:
        return f"https://{self.name}.vault.azure.net"


def id_of(item: Json) -> str:
    return str(item.get("id") or item["key"]["kid"])


def new_version(vault: Vault, collection: str, name: str) -> str:
    return f"{vault.uri}/{collection}/{name}/{uuid.uuid4().hex}"


def attributes(sent: Json | None) -> Json:
    """The attributes of a new version."""
    now = int(time.time())
    own = {key: value for key, value in (sent or {}).items() if value is not None}
    return {"enabled": True, "created": now, "updated": now, **RECOVERY, **own}


def deleted_item(item: Json, vault: Vault, kind: str, name: str) -> Json:
    now = int(time.time())
    return {
        **item,
        "recoveryId": f"{vault.uri}/deleted{kind.lower()}s/{name}",
        "deletedDate": now,
        "scheduledPurgeDate": now + _RETENTION_SECONDS,
    }
