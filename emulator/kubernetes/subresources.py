"""Subresources other than the status: scale, eviction, logs and tokens.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
"""

import secrets

from emulator.kubernetes import evictions, writing
from emulator.kubernetes.api import Api
from emulator.kubernetes.errors import not_found
from emulator.kubernetes.objects import Object, later
from emulator.kubernetes.rbac import service_account
from emulator.kubernetes.requests import Request
from emulator.kubernetes.resources import Resource
from emulator.kubernetes.selectors import as_text

_HOUR = 3600


def scale_of(item: Object) -> Object:
    metadata = {
        name: item["metadata"][name]
        for name in ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
        if name in item["metadata"]
    }
    status = {"replicas": item.get("status", {}).get("replicas", 0), "selector": as_text(item["spec"]["selector"])}
    spec = {"replicas": item["spec"].get("replicas", 0)}
    return {"kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": metadata, "spec": spec, "status": status}


def scaled(item: Object, scale: Object) -> Object:
    """The object with the number of replicas of a Scale."""
    return {**item, "spec": {**item["spec"], "replicas": (scale.get("spec") or {}).get("replicas", 0)}}


def create(api: Api, resource: Resource, request: Request) -> Object:
    """POST to a subresource: an eviction or a token."""
    item = api.store.get(resource.storage, (request.namespace, request.name))
    if item is None:
        raise not_found(resource, request.name)
    body = request.object()
    if request.subresource == "eviction":
        return evictions.evict(api, resource, request, item)
    seconds = (body.get("spec") or {}).get("expirationSeconds") or _HOUR
    token = secrets.token_urlsafe(32)
    api.tokens[token] = service_account(request.namespace, request.name)
    status = {"token": token, "expirationTimestamp": later(seconds)}
    return {**body, "kind": "TokenRequest", "apiVersion": "authentication.k8s.io/v1", "status": status}


def replace(api: Api, resource: Resource, request: Request, scale: Object) -> Object:
    """Set the number of replicas."""
    changed = writing.update(
        api,
        resource,
        request.namespace,
        request.name,
        lambda item: scaled(item, scale),
        request.caller,
        managed_as="scale",
    )
    return scale_of(changed)
