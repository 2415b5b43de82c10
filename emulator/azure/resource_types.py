"""The registry of resource types, and what each service sets, refuses and does for its types."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from emulator.azure.http_messages import Answer, Json
from emulator.azure.identifiers import ResourceId
from emulator.azure.store import Resource

if TYPE_CHECKING:
    from emulator.azure.principals import Principal
    from emulator.azure.tenant import Tenant


@dataclass
class Change:
    """A resource about to be stored: `body` can still be changed; `previous` is what is stored now.

    `sent` is what the client sent, before it was merged into `previous`.
    """

    tenant: "Tenant"
    principal: "Principal"
    id: ResourceId
    body: Json
    previous: Resource | None
    sent: Json
    private: Json = field(default_factory=dict)

    @property
    def properties(self) -> Json:
        if self.body.get("properties") is None:
            self.body["properties"] = {}
        properties: Json = self.body["properties"]
        return properties

    @property
    def location(self) -> str:
        return str(self.body.get("location") or "").replace(" ", "").lower()


def nothing(*_arguments: Any) -> None:
    """The default of the hooks."""


def stored(tenant: "Tenant", id_: ResourceId) -> bool:
    return tenant.store.get(id_.text) is not None


Complete = Callable[[Change], None]
View = Callable[["Tenant", Resource, Json], None]
Deletion = Callable[["Tenant", Resource], None]
Action = Callable[["Tenant", Resource, Any], Answer]


@dataclass(frozen=True, kw_only=True)
class ResourceType:
    """A type of resource.

    - `complete` fills in what the service computes, or raises `RefusedError`.
    - `view` changes the copy of the resource in a response.
    - `refuse_deletion` raises `RefusedError`; `deleted` cleans up afterwards.
    - `in_use`: the error code with which the service refuses to delete a resource that others refer to.
    - `actions`: the POST requests on the resource, by their last path segment in lower case.
    - `reads`: the GET requests on the resource, likewise.
    - `long_running`: creation, change and deletion are long-running operations.
    - `created`, `updated`, `deleted_status`: HTTP status, if the service returns another one.
    - `has_state`: the resource shows a `provisioningState`.
    - `initial`: the body of a resource that the service creates itself, such as the blob service of a storage account.
    - `exists` finds resources that are not kept in the store.
    """

    type: str
    complete: Complete = nothing
    view: View = nothing
    refuse_deletion: Deletion = nothing
    deleted: Deletion = nothing
    in_use: str | None = None
    actions: Mapping[str, Action] = field(default_factory=dict)
    reads: Mapping[str, Action] = field(default_factory=dict)
    long_running: bool = False
    created: int = 201
    updated: int = 200
    deleted_status: int = 200
    has_state: bool = True
    initial: Callable[[ResourceId], Json] | None = None
    exists: Callable[["Tenant", ResourceId], bool] = stored


_types: dict[str, ResourceType] = {}


def register(*types: ResourceType) -> None:
    for each in types:
        _types[each.type.lower()] = each


def resource_type_of(type_: str) -> ResourceType | None:
    return _types.get(type_.lower())
