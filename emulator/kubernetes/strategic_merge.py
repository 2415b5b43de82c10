"""Strategic merge patches: lists are merged by the key that the schema names.

Source: https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
"""

from copy import deepcopy
from typing import Any

from emulator.kubernetes.schemas import Schema

_DIRECTIVE = "$patch"
_RETAIN = "$retainKeys"
_ORDER = "$setElementOrder/"
_DELETE_VALUES = "$deleteFromPrimitiveList/"


def merge(target: Any, patch: dict[str, Any], schema: Schema | None) -> Any:
    """The object `target` with `patch`."""
    patch = dict(patch)
    directive = patch.pop(_DIRECTIVE, None)
    if directive == "delete":
        return {}
    if directive == "replace":
        return _clean(patch)
    result = dict(target) if isinstance(target, dict) else {}
    retained = patch.pop(_RETAIN, None)
    if retained is not None:
        result = {name: value for name, value in result.items() if name in retained}
    orders = {name.removeprefix(_ORDER): patch.pop(name) for name in list(patch) if name.startswith(_ORDER)}
    for name in [name for name in patch if name.startswith(_DELETE_VALUES)]:
        gone, field = patch.pop(name), name.removeprefix(_DELETE_VALUES)
        result[field] = [value for value in result.get(field) or [] if value not in gone]
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = _merged(result.get(name), value, schema.field(name) if schema else None)
    for name, order in orders.items():
        if isinstance(result.get(name), list):
            result[name] = _ordered(result[name], order, schema.field(name) if schema else None)
    return result


def _merged(target: Any, value: Any, schema: Schema | None) -> Any:
    if isinstance(value, dict):
        return merge(target, value, schema)
    if not isinstance(value, list) or schema is None or not schema.is_merged:
        return _clean(value)
    if schema.merge_key is None:
        present = list(target or [])
        return present + [each for each in value if each not in present]
    return _merge_list(list(target or []), value, schema, schema.merge_key)


def _merge_list(target: list[Any], patch: list[Any], schema: Schema, key: str) -> list[Any]:
    if any(each.get(_DIRECTIVE) == "replace" and len(each) == 1 for each in patch):
        return [_clean(each) for each in patch if _DIRECTIVE not in each]
    result = deepcopy(target)
    for element in patch:
        found = next((number for number, each in enumerate(result) if each.get(key) == element.get(key)), None)
        if element.get(_DIRECTIVE) == "delete":
            result = [each for each in result if each.get(key) != element.get(key)]
        elif found is None:
            result.append(merge({}, element, schema.items))
        else:
            result[found] = merge(result[found], element, schema.items)
    return result


def _ordered(present: list[Any], order: list[Any], schema: Schema | None) -> list[Any]:
    """Elements of `order` in its order; others stay after the element that they followed."""
    key = schema.merge_key if schema else None
    names = [each[key] if key and isinstance(each, dict) else each for each in order]

    def name(element: Any) -> Any:
        return element.get(key) if key and isinstance(element, dict) else element

    listed = sorted((each for each in present if name(each) in names), key=lambda each: names.index(name(each)))
    result = []
    for element in present:
        result.append(listed.pop(0) if name(element) in names else element)
    return result


def _clean(value: Any) -> Any:
    """A value without directives and nulls."""
    if isinstance(value, dict):
        return {name: _clean(part) for name, part in value.items() if not name.startswith("$") and part is not None}
    return [_clean(part) for part in value] if isinstance(value, list) else value
