"""Resource ids of Azure Resource Manager. Azure compares them without regard to case.

https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ResourceId:
    """An id that ends in pairs of type and name, such as `.../virtualNetworks/a/subnets/b`.

    `type` is `Microsoft.Network/virtualNetworks/subnets` in the request's spelling; `parent` is the id of the
    enclosing resource, or of the scope (resource group, subscription, or extended resource).
    """

    text: str
    type: str
    name: str
    parent: str

    @property
    def key(self) -> str:
        return self.text.lower()

    @property
    def is_child(self) -> bool:
        return self.type.count("/") > 1

    @property
    def subscription(self) -> str:
        return self.text.split("/")[2]

    @property
    def resource_group(self) -> str | None:
        """The id of the resource group."""
        return resource_group_of(self.text)

    @classmethod
    def parse(cls, path: str) -> "ResourceId | None":
        """None if the path is not the id of a resource, for example of a list or an action."""
        segments = [segment for segment in path.split("/") if segment]
        providers = [index for index, segment in enumerate(segments) if segment.lower() == "providers"]
        if not providers:
            return None
        rest = segments[providers[-1] + 1 :]
        if len(rest) < 3 or len(rest) % 2 == 0:
            return None
        parent = segments[: providers[-1]] if len(rest) == 3 else segments[:-2]
        text = "/" + "/".join(segments)
        return cls(text, "/".join([rest[0], *rest[1::2]]), rest[-1], "/" + "/".join(parent))


def resource_group_of(resource_id: str) -> str | None:
    segments = resource_id.split("/")
    if len(segments) < 5 or segments[3].lower() != "resourcegroups":
        return None
    return "/".join(segments[:5])


def last(resource_id: str) -> str:
    return resource_id.rsplit("/", 1)[-1]


def derived_guid(*parts: str) -> str:
    """A GUID that is the same for the same parts, so that a recreated resource is recognized in logs."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(part.lower() for part in parts)))


def references(value: Any) -> Iterator[str]:
    """Each id of a resource in a JSON value, also those that are keys of an object."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from references(key)
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)
    elif isinstance(value, str) and value.lower().startswith("/subscriptions/") and "/providers/" in value.lower():
        yield value
