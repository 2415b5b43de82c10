"""Rules of claims."""

from collections.abc import Callable

from emulator.kubernetes.errors import Cause, required
from emulator.kubernetes.objects import Object


def _claim(item: Object) -> list[Cause]:
    spec = item["spec"]
    found = []
    if not spec.get("accessModes"):
        found.append(required("spec.accessModes", "at least 1 access mode is required"))
    if "storage" not in ((spec.get("resources") or {}).get("requests") or {}):
        found.append(required("spec.resources[storage]"))
    return found


RULES: dict[str, Callable[[Object], list[Cause]]] = {"persistentvolumeclaims": _claim}
