"""OpenAPI documents: version 2 for the whole API, version 3 per group.

Clients take the schemas of kinds from them, and from the paths of version 3 what an operation can be asked for.
Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-interface-definition
"""

import functools
import json
from typing import Any

from emulator.kubernetes import custom_resources, schemas
from emulator.kubernetes.objects import Object
from emulator.kubernetes.registry import Registry
from emulator.kubernetes.resources import Resource

V2, V3 = "/openapi/v2", "/openapi/v3"
_V2_PREFIX, _V3_PREFIX = "#/definitions/", "#/components/schemas/"
_PARAMETERS = ("dryRun", "fieldManager", "fieldValidation")
_SPECIAL = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": "string"},
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {"type": "string", "format": "int-or-string"},
}


def answer(path: str, registry: Registry) -> bytes | None:
    """The document at a path; None: there is none."""
    if path == V2:
        return _version_2(registry)
    if path == V3:
        paths = {_root(group, version): group for group, version in registry.groups()}
        urls = {root: {"serverRelativeURL": f"{V3}/{root}?hash={_hash(registry)}"} for root in paths}
        return json.dumps({"paths": urls}).encode()
    for group, version in registry.groups():
        if path == f"{V3}/{_root(group, version)}":
            return json.dumps(_version_3(registry, group, version)).encode()
    return None


def _root(group: str, version: str) -> str:
    return f"apis/{group}/{version}" if group else f"api/{version}"


def _hash(registry: Registry) -> str:
    return f"{hash(tuple(registry.all())) & 0xFFFFFFFFFFFF:012X}"


def _version_2(registry: Registry) -> bytes:
    info = {"title": "Kubernetes", "version": f"v{registry.version}"}
    definitions = {**_published(registry.version, _V2_PREFIX), **_custom(registry, None, _V2_PREFIX)}
    return json.dumps({"swagger": "2.0", "info": info, "paths": {}, "definitions": definitions}).encode()


def _version_3(registry: Registry, group: str, version: str) -> Object:
    found = [each for each in registry.all() if (each.group, each.version) == (group, version)]
    known = {**_published(registry.version, _V3_PREFIX), **_custom(registry, (group, version), _V3_PREFIX)}
    wanted = [name for each in found if (name := _name(registry, each)) in known]
    paths: Object = {}
    for each in found:
        paths |= _paths(each)
    return {
        "openapi": "3.0.0",
        "info": {"title": "Kubernetes", "version": f"v{registry.version}"},
        "paths": paths,
        "components": {"schemas": _reachable(wanted, known)},
    }


def _name(registry: Registry, resource: Resource) -> str:
    name = schemas.definition_name(registry.version, resource.group, resource.version, resource.kind)
    return name or f"{'.'.join(reversed(resource.group.split('.')))}.{resource.version}.{resource.kind}"


def _reachable(names: list[str], known: Object) -> Object:
    """The schemas with those that they refer to."""
    found: Object = {}
    while names:
        name = names.pop()
        if name not in found and name in known:
            found[name] = known[name]
            names += _references(known[name])
    return found


def _references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [name for each in node for name in _references(each)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"].removeprefix(_V3_PREFIX)] if isinstance(node.get("$ref"), str) else []
    return own + [name for each in node.values() for name in _references(each)]


def _paths(resource: Resource) -> Object:
    place = f"/{_root(resource.group, resource.version)}/"
    place += ("namespaces/{namespace}/" if resource.is_namespaced else "") + resource.plural
    kind = {"group": resource.group, "version": resource.version, "kind": resource.kind}

    def operation(action: str, *parameters: str) -> Object:
        asked = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in parameters]
        return {
            "parameters": asked,
            "responses": {"200": {"description": "OK"}},
            "x-kubernetes-action": action,
            "x-kubernetes-group-version-kind": kind,
        }

    many = {"post": operation("post", *_PARAMETERS)}
    one = {"patch": operation("patch", *_PARAMETERS, "force"), "put": operation("put", *_PARAMETERS)}
    if resource.verbs != ("create",):
        return {place: {"get": operation("list"), **many}, f"{place}/{{name}}": {"get": operation("get"), **one}}
    return {place: many}


def _custom(registry: Registry, group: tuple[str, str] | None, prefix: str) -> Object:
    found: Object = {}
    for resource in registry.all():
        definition = registry.definition(resource)
        if definition is None or (group and group != (resource.group, resource.version)):
            continue
        node = schemas.custom(registry.version, custom_resources.schema_node(definition, resource.version)).node
        kind = {"group": resource.group, "version": resource.version, "kind": resource.kind}
        found[_name(registry, resource)] = _converted({**node, "x-kubernetes-group-version-kind": [kind]}, prefix)
    return found


@functools.cache
def _published(version: str, prefix: str) -> Object:
    return {name: _SPECIAL.get(name) or _converted(node, prefix) for name, node in schemas.definitions(version).items()}


def _converted(node: Any, prefix: str) -> Any:
    """JSON schema as OpenAPI has it: one type per value."""
    if isinstance(node, list):
        return [_converted(each, prefix) for each in node]
    if not isinstance(node, dict):
        return node
    converted = {name: _converted(value, prefix) for name, value in node.items()}
    if isinstance(node.get("$ref"), str):
        converted["$ref"] = node["$ref"].replace(schemas.DEFINITIONS, prefix)
    if isinstance(node.get("type"), list):
        converted["type"] = next(each for each in node["type"] if each != "null")
    if "x-kubernetes-group-version-kind" in node and isinstance(converted.get("properties"), dict):
        for name in ("apiVersion", "kind"):
            converted["properties"].get(name, {}).pop("enum", None)
    return converted
