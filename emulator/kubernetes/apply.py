"""Server-side apply.

Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/
"""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from emulator.kubernetes.errors import ApiError
from emulator.kubernetes.fields import Path, element_name, fields_of, key_values, shown
from emulator.kubernetes.managed_fields import APPLY, Manager, managers_of, own, owners, set_managers
from emulator.kubernetes.objects import Object
from emulator.kubernetes.schemas import Schema


def apply(live: Object | None, applied: Object, schema: Schema, manager: Manager, *, force: bool) -> Object:
    """The object with `applied`, and with the managers of its fields; raises the conflict with other managers."""
    managers = managers_of(live) if live else []
    wanted = fields_of(applied, schema)
    present = fields_of(live, schema) if live else {}
    others = [each for each in managers if each.identity != manager.identity]
    contested = [path for path, value in wanted.items() if path in present and present[path] != value]
    conflicts = [(owner, path) for path in sorted(contested) for owner in owners(others, path)]
    if conflicts and not force:
        raise _conflict(conflicts)
    for owner, path in conflicts:
        owner.owned.discard(path)
    mine = own(managers, manager)
    gone = {path for path in mine.owned - wanted.keys() if not owners(others, path)}
    mine.owned = set(wanted)
    merged: Object = _merge(deepcopy(live) if live else {}, applied, schema)
    for path in sorted(gone, key=len, reverse=True):
        _remove(merged, path, schema)
    set_managers(merged, managers)
    return merged


def _conflict(conflicts: Sequence[tuple[Manager, Path]]) -> ApiError:
    causes = [
        {"reason": "FieldManagerConflict", "message": f"conflict with {_shown(owner)}", "field": shown(path)}
        for owner, path in conflicts
    ]
    if len(causes) == 1:
        told = f"Apply failed with 1 conflict: {causes[0]['message']}: {causes[0]['field']}"
    else:
        lines: dict[str, list[str]] = {}
        for cause in causes:
            lines.setdefault(cause["message"].replace("conflict", "conflicts", 1), []).append(f"- {cause['field']}")
        told = f"Apply failed with {len(causes)} conflicts: "
        told += "\n".join(f"{message}:\n" + "\n".join(fields) for message, fields in lines.items())
    return ApiError(409, "Conflict", told, {"causes": causes})


def _shown(owner: Manager) -> str:
    using = "" if owner.operation == APPLY else f" using {owner.api_version}"
    where = f' with subresource "{owner.subresource}"' if owner.subresource else ""
    return f'"{owner.name}"{where}{using}'


def _merge(live: Any, applied: Any, schema: Schema | None) -> Any:
    if isinstance(applied, dict) and isinstance(live, dict) and not (schema and schema.is_atomic):
        for name, value in applied.items():
            live[name] = _merge(live.get(name), value, schema.field(name) if schema else None)
        return live
    if isinstance(applied, list) and isinstance(live, list) and schema is not None and not schema.is_atomic:
        return _merge_list(live, applied, schema)
    return deepcopy(applied)


def _merge_list(live: list[Any], applied: list[Any], schema: Schema) -> list[Any]:
    """The applied elements in their order, then the others."""
    if schema.is_set:
        return [*applied, *(each for each in live if each not in applied)]
    found = {element_name(each, schema): each for each in live}
    result = []
    for element in applied:
        present = found.pop(element_name(element, schema), {})
        result.append(_merge(present, {**key_values(element, schema), **element}, schema.items))
    return _in_order(live, result, list(found.values()), schema)


def _in_order(live: list[Any], applied: list[Any], others: list[Any], schema: Schema) -> list[Any]:
    """Elements of others stay before those that they preceded."""
    if not others:
        return applied
    names = [element_name(each, schema) for each in live]
    rest, result = list(others), []
    for element in applied:
        name = element_name(element, schema)
        position = names.index(name) if name in names else len(names)
        while rest and names.index(element_name(rest[0], schema)) < position and name in names:
            result.append(rest.pop(0))
        result.append(element)
    return result + rest


def _remove(item: Any, path: Path, schema: Schema | None) -> None:
    """Remove the field or element at `path`, and parents that are empty then."""
    part, rest = path[0], path[1:]
    if part.startswith("f:"):
        name = part[2:]
        if not isinstance(item, dict) or name not in item:
            return
        if rest:
            _remove(item[name], rest, schema.field(name) if schema else None)
        if not rest or item[name] in ({}, []):
            del item[name]
    elif isinstance(item, list) and schema is not None:
        found = next((each for each in item if element_name(each, schema) == part), None)
        if found is not None and rest:
            _remove(found, rest, schema.items)
        elif found is not None:
            item.remove(found)
