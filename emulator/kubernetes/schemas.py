"""The schemas of the API's kinds, from the package `kubernetes-validate`, loaded when first needed.

They are the published OpenAPI definitions, with the keys by which lists are merged
(https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy).
"""

import functools
import json
from importlib.resources import files
from typing import Any

Node = dict[str, Any]
DEFINITIONS = "#/$defs/"
OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
_QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity"
_INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString"
# Any JSON, without a schema of its own.
_ANY = ("RawExtension", "JSON", "JSONSchemaPropsOrBool", "JSONSchemaPropsOrArray", "FieldsV1", "Patch")


class Schema:
    """A part of a schema: that of an object, a field, or the elements of a list or a map."""

    def __init__(self, node: Node, definitions: Node, reference: str = "") -> None:
        self.node, self._definitions, self.reference = node, definitions, reference

    def field(self, name: str) -> "Schema | None":
        """The schema of a field; None: there is no such field."""
        found = (self.node.get("properties") or {}).get(name)
        return self._part(found) if found is not None else self.values

    @functools.cached_property
    def values(self) -> "Schema | None":
        """The schema of a map's values."""
        found = self.node.get("additionalProperties")
        return self._part(found) if isinstance(found, dict) else None

    @functools.cached_property
    def items(self) -> "Schema | None":
        """The schema of a list's elements."""
        found = self.node.get("items")
        return self._part(found) if isinstance(found, dict) else None

    @functools.cached_property
    def type(self) -> str:
        """object, array, string, integer, number, boolean, quantity, int-or-string, or "" for anything."""
        if self.reference == _QUANTITY:
            return "quantity"
        if self.reference == _INT_OR_STRING or self.node.get("x-kubernetes-int-or-string"):
            return "int-or-string"
        found = self.node.get("type") or ""
        if isinstance(found, list):
            found = next(each for each in found if each != "null")
        return str(found)

    @property
    def has_fields(self) -> bool:
        return "properties" in self.node

    @property
    def keeps_unknown(self) -> bool:
        """Whether fields without a schema are allowed."""
        return (
            bool(self.node.get("x-kubernetes-preserve-unknown-fields"))
            or self.reference.rpartition(".")[2] in _ANY
            or not (self.has_fields or self.values is not None or self.type not in ("object", ""))
        )

    @property
    def is_atomic(self) -> bool:
        """Whether the value is owned and replaced as a whole."""
        if self.type == "array":
            return bool(self.node.get("x-kubernetes-list-type", "atomic") == "atomic")
        if self.node.get("x-kubernetes-map-type") == "atomic":
            return True
        return not (self.has_fields or self.values is not None) and not self.node.get(
            "x-kubernetes-preserve-unknown-fields"
        )

    @property
    def is_set(self) -> bool:
        return self.node.get("x-kubernetes-list-type") == "set"

    @property
    def keys(self) -> list[str]:
        """The fields by which a list's elements are known."""
        found: list[str] = self.node.get("x-kubernetes-list-map-keys") or []
        return found

    @property
    def merge_key(self) -> str | None:
        """The field by which a strategic merge patch knows a list's elements."""
        return self.node.get("x-kubernetes-patch-merge-key") if self.is_merged else None

    @property
    def is_merged(self) -> bool:
        return "merge" in self.node.get("x-kubernetes-patch-strategy", "").split(",")

    def _part(self, node: Node) -> "Schema":
        reference = node.get("$ref", "").removeprefix(DEFINITIONS)
        if not reference:
            return Schema(node, self._definitions)
        return Schema({**self._definitions[reference], **node}, self._definitions, reference)


@functools.cache
def definitions(version: str) -> Node:
    """The definitions of a Kubernetes version, or of the nearest older one."""
    folder = files("kubernetes_validate") / "kubernetes-json-schema"
    suffix = ".0-local"
    known = sorted(
        (_number(each.name[1 : -len(suffix)]), each.name) for each in folder.iterdir() if each.name.endswith(suffix)
    )
    name = max((each for each in known if each[0] <= _number(version)), default=known[0])[1]
    found: Node = json.loads((folder / name / "_definitions.json").read_text())["$defs"]
    return found


def _number(version: str) -> tuple[int, int]:
    major, minor = version.removeprefix("v").split(".")[:2]
    return int(major), int(minor)


@functools.cache
def _index(version: str) -> dict[tuple[str, str, str], str]:
    return {
        (kind["group"], kind["version"], kind["kind"]): name
        for name, node in definitions(version).items()
        for kind in node.get("x-kubernetes-group-version-kind", [])
    }


@functools.cache
def built_in(version: str, group: str, api_version: str, kind: str) -> Schema | None:
    """The schema of a kind of Kubernetes itself."""
    name = _index(version).get((group, api_version, kind))
    return Schema(definitions(version)[name], definitions(version), name) if name else None


def definition_name(version: str, group: str, api_version: str, kind: str) -> str | None:
    return _index(version).get((group, api_version, kind))


def custom(version: str, node: Node) -> Schema:
    """The schema of a custom resource, with the fields that every object has."""
    properties = {
        **(node.get("properties") or {}),
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": {"$ref": DEFINITIONS + OBJECT_META},
    }
    return Schema({**node, "type": "object", "properties": properties}, definitions(version))
