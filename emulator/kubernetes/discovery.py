"""Discovery: which groups, versions and resources the cluster offers.

Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
"""

from emulator.kubernetes.objects import Object
from emulator.kubernetes.registry import Registry
from emulator.kubernetes.requests import Request
from emulator.kubernetes.resources import Resource

AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
_SUBRESOURCE_KINDS = {
    "eviction": ("policy", "v1", "Eviction"),
    "scale": ("autoscaling", "v1", "Scale"),
    "token": ("authentication.k8s.io", "v1", "TokenRequest"),
}
_SUBRESOURCE_VERBS = {"eviction": ["create"], "log": ["get"], "token": ["create"], "finalize": ["update"]}
_STATUS_VERBS = ["get", "patch", "update"]


def answer(request: Request, registry: Registry) -> tuple[Object, str] | None:
    """The answer to a request for discovery, with its media type; None: the path is another one."""
    parts = request.path.strip("/").split("/")
    if parts[0] not in ("api", "apis") or len(parts) > 3 or request.method != "GET":
        return None
    if len(parts) == 1:
        return _roots(request, registry, parts[0])
    group = "" if parts[0] == "api" else parts[1]
    versions = [version for name, version in registry.groups() if name == group]
    if not versions:
        return None
    if parts[0] == "apis" and len(parts) == 2:
        return _group(group, versions) | {"kind": "APIGroup", "apiVersion": "v1"}, "application/json"
    version = parts[-1]
    if len(parts) != (2 if parts[0] == "api" else 3) or version not in versions:
        return None
    return _resource_list(registry, group, version), "application/json"


def _roots(request: Request, registry: Registry, root: str) -> tuple[Object, str]:
    names = list(dict.fromkeys(name for name, _ in registry.groups() if bool(name) == (root == "apis")))
    if "g=apidiscovery.k8s.io" in request.accept and "v=v2;" in request.accept.replace(" ", "") + ";":
        items = [_aggregated(registry, name) for name in names]
        list_ = {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}}
        return {**list_, "items": items}, AGGREGATED
    if root == "api":
        return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}, "application/json"
    groups = [_group(name, [version for group, version in registry.groups() if group == name]) for name in names]
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}, "application/json"


def _group(name: str, versions: list[str]) -> Object:
    listed = [{"groupVersion": f"{name}/{version}", "version": version} for version in versions]
    return {"name": name, "versions": listed, "preferredVersion": listed[0]}


def _resource_list(registry: Registry, group: str, version: str) -> Object:
    found = [each for each in registry.all() if (each.group, each.version) == (group, version)]
    return {
        "kind": "APIResourceList",
        **({"apiVersion": "v1"} if group else {}),
        "groupVersion": f"{group}/{version}" if group else version,
        "resources": [entry for each in found for entry in _entries(each)],
    }


def _entries(resource: Resource) -> list[Object]:
    entry: Object = {
        "name": resource.plural,
        "singularName": resource.singular,
        "namespaced": resource.is_namespaced,
        "kind": resource.kind,
        "verbs": list(resource.verbs),
    }
    if resource.short_names:
        entry["shortNames"] = list(resource.short_names)
    if resource.categories:
        entry["categories"] = list(resource.categories)
    entries = [entry]
    for name in resource.subresources:
        more: Object = {"name": f"{resource.plural}/{name}", "singularName": "", "namespaced": resource.is_namespaced}
        kind = resource.kind
        if name in _SUBRESOURCE_KINDS:
            more["group"], more["version"], kind = _SUBRESOURCE_KINDS[name]
        entries.append({**more, "kind": kind, "verbs": _SUBRESOURCE_VERBS.get(name, _STATUS_VERBS)})
    return entries


def _aggregated(registry: Registry, group: str) -> Object:
    versions = []
    for _, version in [each for each in registry.groups() if each[0] == group]:
        found = [each for each in registry.all() if (each.group, each.version) == (group, version)]
        resources = [_aggregated_resource(each) for each in found]
        versions.append({"version": version, "resources": resources, "freshness": "Current"})
    return {"metadata": {"name": group} if group else {}, "versions": versions}


def _aggregated_resource(resource: Resource) -> Object:
    def kind(name: str = "") -> Object:
        # The API server leaves out the group and version of a built-in kind that has those of its resource.
        if name not in _SUBRESOURCE_KINDS and not resource.is_custom:
            return {"group": "", "version": "", "kind": resource.kind}
        group, version, kind = _SUBRESOURCE_KINDS.get(name, (resource.group, resource.version, resource.kind))
        return {"group": group, "version": version, "kind": kind}

    entry: Object = {
        "resource": resource.plural,
        "responseKind": kind(),
        "scope": "Namespaced" if resource.is_namespaced else "Cluster",
        "singularResource": resource.singular,
        "verbs": list(resource.verbs),
    }
    if resource.short_names:
        entry["shortNames"] = list(resource.short_names)
    if resource.categories:
        entry["categories"] = list(resource.categories)
    if resource.subresources:
        entry["subresources"] = [
            {"subresource": name, "responseKind": kind(name), "verbs": _SUBRESOURCE_VERBS.get(name, _STATUS_VERBS)}
            for name in resource.subresources
        ]
    return entry
