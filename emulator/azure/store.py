"""The resources of a tenant, by id."""

import copy
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from emulator.azure.http_messages import Json
from emulator.azure.identifiers import references


@dataclass
class Resource:
    """A stored resource.

    - `private`: what no response contains, such as access keys.
    - `managed`: Azure makes and deletes it with another resource (a private endpoint's network interface).
    - `existing`: it was there at the start; it does not belong to a deployment.
    """

    id: str
    type: str
    name: str
    body: Json
    created: float = field(default_factory=time.time)
    private: Json = field(default_factory=dict)
    managed: bool = False
    existing: bool = False

    @property
    def key(self) -> str:
        return self.id.lower()

    @property
    def properties(self) -> Json:
        properties: Json = self.body.setdefault("properties", {})
        return properties

    def is_a(self, type_: str) -> bool:
        return self.type.lower() == type_.lower()


class Store:
    """Resources by their ids, without regard to case, in the order of creation."""

    def __init__(self) -> None:
        self._resources: dict[str, Resource] = {}
        self._revisions = itertools.count(1)

    def get(self, id_: str) -> Resource | None:
        return self._resources.get(id_.rstrip("/").lower())

    def put(self, resource: Resource) -> Resource:
        """Replaces a resource with the same id, which keeps its place in the order."""
        resource.body |= {"id": resource.id, "name": resource.name, "type": resource.type}
        resource.body["etag"] = f'W/"{next(self._revisions)}"'
        self._resources[resource.key] = resource
        return resource

    def remove(self, id_: str) -> None:
        """Removes a resource and everything in it."""
        for inner in list(self.within(id_)):
            del self._resources[inner.key]
        self._resources.pop(id_.lower(), None)

    def all(self) -> Iterator[Resource]:
        return iter(list(self._resources.values()))

    def of_type(self, type_: str, scope: str = "") -> list[Resource]:
        """The resources of a type, in `scope` if given."""
        prefix = scope.lower().rstrip("/") + "/" if scope else ""
        return [each for each in self.all() if each.is_a(type_) and each.key.startswith(prefix)]

    def within(self, id_: str) -> Iterator[Resource]:
        prefix = id_.lower().rstrip("/") + "/"
        return (each for each in self.all() if each.key.startswith(prefix))

    def directly_in(self, collection: str) -> list[Resource]:
        """The members of a collection such as `.../virtualNetworks/a/subnets`."""
        prefix = collection.lower().rstrip("/") + "/"
        return [each for each in self.within(collection) if "/" not in each.key[len(prefix) :]]

    def users(self, id_: str) -> list[Resource]:
        """The resources outside `id_` that refer to it or to something in it."""
        own = id_.lower()
        return [
            each
            for each in self.all()
            if each.key != own
            and not each.key.startswith(own + "/")
            and not own.startswith(each.key + "/")
            and any(_is_within(reference.lower(), own) for reference in references(_without_id(each.body)))
        ]


def _is_within(reference: str, own: str) -> bool:
    return reference == own or reference.startswith(own + "/")


def _without_id(body: Json) -> Json:
    return {key: value for key, value in body.items() if key != "id"}


def merged(base: Any, changes: Any) -> Any:
    """`base` with `changes`, object by object, as in a JSON merge patch (RFC 7396); null removes."""
    if not isinstance(base, dict) or not isinstance(changes, dict):
        return copy.deepcopy(changes)
    result = copy.deepcopy(base)
    for key, value in changes.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result
