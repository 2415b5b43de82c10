"""`metadata.managedFields`: which manager owns which fields.

Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from emulator.kubernetes.fields import Path, from_fields_v1, to_fields_v1, tree_of
from emulator.kubernetes.objects import Object, now
from emulator.kubernetes.schemas import Schema

APPLY, UPDATE = "Apply", "Update"


@dataclass
class Manager:
    """A manager's entry: who it is, and what it owns."""

    name: str
    operation: str
    api_version: str
    subresource: str = ""
    time: str = field(default_factory=now)
    owned: set[Path] = field(default_factory=set)

    @property
    def identity(self) -> tuple[str, str, str, str]:
        return self.name, self.operation, self.api_version, self.subresource


def managers_of(item: Object) -> list[Manager]:
    return [
        Manager(
            entry.get("manager", ""),
            entry.get("operation", UPDATE),
            entry.get("apiVersion", ""),
            entry.get("subresource", ""),
            entry.get("time", ""),
            set(from_fields_v1(entry.get("fieldsV1") or {})),
        )
        for entry in item["metadata"].get("managedFields") or []
    ]


def set_managers(item: Object, managers: Iterable[Manager]) -> None:
    entries = [_entry(manager) for manager in managers if manager.owned]
    if entries:
        item["metadata"]["managedFields"] = entries
    else:
        item["metadata"].pop("managedFields", None)


def note_update(before: Object | None, after: Object, schema: Schema, manager: Manager) -> None:
    """Make `manager` the owner of what it changed; nobody owns what is gone."""
    old = tree_of(before, schema) if before else {}
    new = tree_of(after, schema)
    changed = {path for path, value in new.items() if path not in old or old[path] != value}
    managers = managers_of(before) if before else []
    for other in managers:
        if other.identity != manager.identity:
            other.owned -= changed
        other.owned &= new.keys()
    if changed:
        own(managers, manager).owned |= changed
    set_managers(after, managers)


def own(managers: list[Manager], manager: Manager) -> Manager:
    """The entry of a manager, with a new time; added if it has none."""
    for found in managers:
        if found.identity == manager.identity:
            found.time = manager.time
            return found
    managers.append(manager)
    return manager


def owners(managers: Sequence[Manager], path: Path) -> list[Manager]:
    return [manager for manager in managers if path in manager.owned]


def _entry(manager: Manager) -> Object:
    entry = {
        "manager": manager.name,
        "operation": manager.operation,
        "apiVersion": manager.api_version,
        "time": manager.time,
        "fieldsType": "FieldsV1",
        "fieldsV1": to_fields_v1(manager.owned),
    }
    if manager.subresource == "scale":
        del entry["time"]
    return {**entry, "subresource": manager.subresource} if manager.subresource else entry
