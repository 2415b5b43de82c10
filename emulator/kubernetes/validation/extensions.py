"""Rules of custom resource definitions."""

from collections.abc import Callable

from emulator.kubernetes.errors import Cause, invalid_value, required
from emulator.kubernetes.objects import Object


def _definition(item: Object) -> list[Cause]:
    spec, name = item["spec"], item["metadata"].get("name", "")
    expected = f"{spec['names'].get('plural', '')}.{spec.get('group', '')}"
    found = []
    if name != expected:
        found.append(invalid_value("metadata.name", name, 'must be spec.names.plural+"."+spec.group'))
    versions = spec.get("versions") or []
    if sum(bool(version.get("storage")) for version in versions) != 1:
        found.append(invalid_value("spec.versions", None, "must have exactly one version marked as storage version"))
    for number, version in enumerate(versions):
        if not (version.get("schema") or {}).get("openAPIV3Schema"):
            path = f"spec.versions[{number}].schema.openAPIV3Schema"
            found.append(required(path))
    return found


RULES: dict[str, Callable[[Object], list[Cause]]] = {"customresourcedefinitions.apiextensions.k8s.io": _definition}
