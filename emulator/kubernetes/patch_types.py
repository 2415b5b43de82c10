"""JSON patches and merge patches.

Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/, RFC 6902, RFC 7386.
"""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from emulator.kubernetes.errors import ApiError

JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"
STRATEGIC_MERGE_PATCH = "application/strategic-merge-patch+json"
_REFUSED = "the server rejected our request due to an error in our request"
APPLY_PATCH = "application/apply-patch+yaml"


def merge(target: Any, patch: Any) -> Any:
    """RFC 7386: null removes, objects are merged, all else replaces."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merge(result.get(name), value)
    return result


def json_patch(target: Any, operations: Sequence[dict[str, Any]]) -> Any:
    """RFC 6902."""
    document = {"": deepcopy(target)}
    for operation in operations:
        try:
            _operate(document, operation)
        except (KeyError, IndexError, ValueError, TypeError) as error:
            raise _refused(_REFUSED) from error
    return document[""]


def _operate(document: dict[str, Any], operation: dict[str, Any]) -> None:
    path = _parts(operation["path"])
    match operation["op"]:
        case "add":
            _add(document, path, deepcopy(operation["value"]))
        case "remove":
            _remove(document, path)
        case "replace":
            _remove(document, path)
            _add(document, path, deepcopy(operation["value"]))
        case "move":
            _add(document, path, _remove(document, _parts(operation["from"])))
        case "copy":
            _add(document, path, deepcopy(_get(document, _parts(operation["from"]))))
        case "test":
            if _get(document, path) != operation["value"]:
                raise _refused(_REFUSED)
        case other:
            raise ValueError(f"unexpected kind: {other}")


def _refused(message: str) -> ApiError:
    return ApiError(422, "Invalid", message, {})


def _parts(path: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")]


def _get(value: Any, path: list[str]) -> Any:
    for part in path:
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def _add(document: Any, path: list[str], value: Any) -> None:
    parent = _get(document, path[:-1])
    if not isinstance(parent, list):
        parent[path[-1]] = value
    elif path[-1] == "-":
        parent.append(value)
    else:
        parent.insert(int(path[-1]), value)


def _remove(document: Any, path: list[str]) -> Any:
    parent = _get(document, path[:-1])
    return parent.pop(int(path[-1])) if isinstance(parent, list) else parent.pop(path[-1])
