"""The resources that a cluster offers: those of Kubernetes and those of its custom resource definitions."""

from emulator.kubernetes import custom_resources, schemas
from emulator.kubernetes.objects import Object
from emulator.kubernetes.resources import BUILT_IN, Resource
from emulator.kubernetes.schemas import Schema
from emulator.kubernetes.store import Store

Group = tuple[str, str]  # group and version


class Registry:
    """Finds resources by group, version and plural, and their schemas."""

    def __init__(self, store: Store, version: str) -> None:
        self._store, self.version = store, version
        self._seen: tuple[str, ...] = ("none",)
        self._custom: dict[Resource, Object] = {}
        self._schemas: dict[Resource, Schema] = {}

    def find(self, group: str, version: str, plural: str) -> Resource | None:
        found = (each for each in self.all() if (each.group, each.version, each.plural) == (group, version, plural))
        return next(found, None)

    def stored(self, storage: tuple[str, str]) -> Resource | None:
        """A version of a stored resource."""
        return next((each for each in self.all() if each.storage == storage), None)

    def all(self) -> list[Resource]:
        return [*BUILT_IN, *self._definitions()]

    def groups(self) -> list[Group]:
        """The groups with their versions, in the order in which clients prefer them."""
        return list(dict.fromkeys((each.group, each.version) for each in self.all()))

    def schema(self, resource: Resource) -> Schema:
        custom = self._definitions().get(resource)
        if resource not in self._schemas:
            if custom is not None:
                self._schemas[resource] = custom_resources.schema_of(custom, resource.version, self.version)
            else:
                found = schemas.built_in(self.version, resource.group, resource.version, resource.kind)
                self._schemas[resource] = found or Schema({"x-kubernetes-preserve-unknown-fields": True}, {})
        return self._schemas[resource]

    def definition(self, resource: Resource) -> Object | None:
        """The custom resource definition of a resource; None for those of Kubernetes."""
        return self._definitions().get(resource)

    def _definitions(self) -> dict[Resource, Object]:
        with self._store.lock:
            present = self._store.items(custom_resources.DEFINITIONS)
            seen = tuple(each["metadata"]["resourceVersion"] for each in present)
            if seen != self._seen:
                self._seen = seen
                self._custom = {resource: each for each in present for resource in custom_resources.resources_of(each)}
                self._schemas.clear()
            return self._custom
