"""Custom resources: those of the custom resource definitions in the store.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
"""

from typing import Any

from emulator.kubernetes.objects import Object, set_condition
from emulator.kubernetes.resources import Resource
from emulator.kubernetes.schemas import Node, Schema, custom

CLEANUP = "customresourcecleanup.apiextensions.k8s.io"
# In the order of apiextensions-apiserver's discovery.
_VERBS = ("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch")
DEFINITIONS = ("apiextensions.k8s.io", "customresourcedefinitions")


def resources_of(definition: Object) -> list[Resource]:
    """The resources that a definition makes, the newest version first."""
    spec, names = definition["spec"], definition["spec"]["names"]
    return [
        Resource(
            spec["group"],
            version["name"],
            names["plural"],
            names["kind"],
            spec["scope"] == "Namespaced",
            tuple(names.get("shortNames") or ()),
            tuple(name for name in ("scale", "status") if name in (version.get("subresources") or {})),
            tuple(names.get("categories") or ()),
            verbs=_VERBS,
            singular=names["singular"],
            list_kind=names["listKind"],
            is_custom=True,
        )
        for version in spec["versions"]
        if version.get("served")
    ]


def version_of(definition: Object, name: str) -> Object:
    found: Object = next(version for version in definition["spec"]["versions"] if version["name"] == name)
    return found


def schema_of(definition: Object, version: str, cluster_version: str) -> Schema:
    return custom(cluster_version, schema_node(definition, version))


def schema_node(definition: Object, version: str) -> Node:
    node: Node = (version_of(definition, version).get("schema") or {}).get("openAPIV3Schema") or {}
    return node


def accept(definition: Object) -> None:
    """The status of a definition whose names are free: the API serves it at once."""
    status = definition.setdefault("status", {})
    names = {"plural", "singular", "kind", "listKind", "shortNames", "categories"}
    status["acceptedNames"] = {key: value for key, value in definition["spec"]["names"].items() if key in names}
    stored = next(version["name"] for version in definition["spec"]["versions"] if version.get("storage"))
    status["storedVersions"] = [*(each for each in status.get("storedVersions") or [] if each != stored), stored]
    set_condition(status, "NamesAccepted", True, "NoConflicts", "no conflicts found")
    set_condition(status, "Established", True, "InitialNamesAccepted", "the initial names have been accepted")


def set_schema_defaults(value: Any, schema: Schema) -> None:
    """Fill in the defaults of a structural schema."""
    if isinstance(value, dict):
        for name, node in (schema.node.get("properties") or {}).items():
            if "default" in node and value.get(name) is None:
                value[name] = node["default"]
        for name, part in value.items():
            if (field := schema.field(name)) is not None:
                set_schema_defaults(part, field)
    elif isinstance(value, list) and schema.items is not None:
        for part in value:
            set_schema_defaults(part, schema.items)
