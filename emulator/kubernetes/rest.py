"""The verbs of the API on resources.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#api-verbs
"""

from collections.abc import Callable
from typing import Any

from emulator.kubernetes import deleting, patch_requests, reviews, selectors, subresources, tables, writing
from emulator.kubernetes.api import Api
from emulator.kubernetes.custom_resources import version_of
from emulator.kubernetes.errors import ApiError, method_not_allowed, not_found
from emulator.kubernetes.lists import list_page
from emulator.kubernetes.objects import Object
from emulator.kubernetes.requests import Request
from emulator.kubernetes.resources import REVIEWS, Resource
from emulator.kubernetes.responses import Response
from emulator.kubernetes.selectors import Matches
from emulator.kubernetes.watching import Watch

_CREATED = 201


class Rest:
    """Answers requests for resources; `is_open` says whether a client still listens to its watch."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def answer(self, request: Request, is_open: Callable[[], bool]) -> Response:
        resource = request.resource
        assert resource is not None
        verb = request.verb
        if verb not in resource.verbs or _misses_its_name(request, verb):
            raise method_not_allowed()
        if verb == "watch":
            watch = Watch(self._api.store, resource, request, _matches(request), self._watched_shape(request), is_open)
            return Response(watch.lines(), media_type="application/json;stream=watch")
        response: Response = getattr(self, f"_{verb}")(request, resource)
        response.warnings += request.caller.warnings
        return response

    def _get(self, request: Request, resource: Resource) -> Response:
        item = self._api.store.get(resource.storage, (request.namespace, request.name))
        if item is None:
            raise not_found(resource, request.name)
        if request.subresource == "log":
            return Response(b"", media_type="text/plain")
        if request.subresource == "scale":
            return Response(subresources.scale_of(item))
        return Response(self._shown(request, resource, item))

    def _list(self, request: Request, resource: Resource) -> Response:
        _check_version(self._api, request)
        items, metadata = list_page(self._api.store, resource, request, _matches(request))
        shown = [_versioned(resource, item) for item in items]
        if request.wants("Table"):
            whole = request.query.get("includeObject") == "Object"
            return Response(self._table(resource, shown, metadata, with_objects=whole))
        if request.wants("PartialObjectMetadataList"):
            return Response(_partial_list(shown, metadata))
        if self._api.registry.definition(resource) is not None:
            metadata.setdefault("continue", "")
        listed = {"kind": resource.list_kind, "apiVersion": resource.api_version, "metadata": metadata}
        return Response({**listed, "items": [_without_kind(self._api, resource, item) for item in shown]})

    def _create(self, request: Request, resource: Resource) -> Response:
        if request.subresource:
            return Response(subresources.create(self._api, resource, request), _CREATED)
        if resource.kind in REVIEWS:
            return Response(reviews.answer(self._api, resource, request.object(), request.caller), _CREATED)
        item = writing.create(self._api, resource, request.namespace, request.object(), request.caller)
        return Response(self._shown(request, resource, item), _CREATED)

    def _update(self, request: Request, resource: Resource) -> Response:
        body = request.object()
        if request.subresource == "scale":
            return Response(subresources.replace(self._api, resource, request, body))
        item = writing.update(
            self._api,
            resource,
            request.namespace,
            request.name,
            lambda _: body,
            request.caller,
            subresource=request.subresource,
        )
        return Response(self._shown(request, resource, item))

    def _patch(self, request: Request, resource: Resource) -> Response:
        item, is_new = patch_requests.patch(self._api, resource, request)
        if request.subresource == "scale":
            return Response(subresources.scale_of(item))
        return Response(self._shown(request, resource, item), _CREATED if is_new else 200)

    def _delete(self, request: Request, resource: Resource) -> Response:
        options = deleting.DeleteOptions.parse(request.document(), request.query)
        item = deleting.delete(self._api, resource, request.namespace, request.name, options, request.caller)
        return Response(item)

    def _deletecollection(self, request: Request, resource: Resource) -> Response:
        options = deleting.DeleteOptions.parse(request.document(), request.query)
        matches = _matches(request)
        with self._api.store.lock:
            found = self._api.store.items(resource.storage, request.namespace or None)
            found = [each for each in found if matches(each)]
            for each in found:
                namespace = each["metadata"].get("namespace", "")
                deleting.delete(self._api, resource, namespace, each["metadata"]["name"], options, request.caller)
        metadata = {"resourceVersion": str(self._api.store.version)}
        listed = {"kind": resource.list_kind, "apiVersion": resource.api_version, "metadata": metadata}
        return Response({**listed, "items": [_without_kind(self._api, resource, each) for each in found]})

    def _shown(self, request: Request, resource: Resource, item: Object) -> Object:
        item = _versioned(resource, item)
        if request.wants("Table"):
            metadata = {"resourceVersion": item["metadata"].get("resourceVersion", "")}
            return self._table(resource, [item], metadata)
        if request.wants("PartialObjectMetadata"):
            return _partial(item)
        return item

    def _table(
        self, resource: Resource, items: list[Object], metadata: Object, *, with_objects: bool = False
    ) -> Object:
        definition = self._api.registry.definition(resource)
        own = version_of(definition, resource.version).get("additionalPrinterColumns", ()) if definition else ()
        return tables.table(resource.qualified, items, metadata, with_objects=with_objects, own=own)

    def _watched_shape(self, request: Request) -> Callable[[Object], Object]:
        resource = request.resource
        assert resource is not None

        def shape(item: Object) -> Object:
            if request.wants("PartialObjectMetadata") or request.wants("PartialObjectMetadataList"):
                return _partial(item)
            return self._shown(request, resource, item)

        return shape


def _misses_its_name(request: Request, verb: str) -> bool:
    if verb == "create":
        return bool(request.name) and not request.subresource
    return verb in ("patch", "update") and not request.name


def _check_version(api: Api, request: Request) -> None:
    """A version that does not exist yet does not come while the request waits."""
    wanted = request.query.get("resourceVersion", "")
    if wanted.isdecimal() and int(wanted) > api.store.version:
        cause = {"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}
        told = f"Timeout: Too large resource version: {wanted}, current: {api.store.version}"
        raise ApiError(504, "Timeout", told, {"causes": [cause], "retryAfterSeconds": 1})


def _versioned(resource: Resource, item: Object) -> Object:
    """The object in the version that was asked for; all versions have the same fields."""
    if item.get("apiVersion") == resource.api_version:
        return item
    return {**item, "apiVersion": resource.api_version}


def _without_kind(api: Api, resource: Resource, item: Object) -> Object:
    """Objects in lists say what they are only if they are custom resources."""
    if api.registry.definition(resource) is not None:
        return item
    return {name: value for name, value in item.items() if name not in ("apiVersion", "kind")}


def _partial(item: Object) -> Object:
    return {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": item["metadata"]}


def _partial_list(items: list[Object], metadata: Object) -> Object:
    kind = {"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1"}
    return {**kind, "metadata": metadata, "items": [_partial(item) for item in items]}


def _matches(request: Request) -> Matches:
    tests: list[Matches] = []
    if request.query.get("labelSelector"):
        tests.append(selectors.labels(request.query["labelSelector"]))
    if request.query.get("fieldSelector"):
        assert request.resource is not None
        tests.append(selectors.fields(request.query["fieldSelector"], request.resource))
    if request.name:
        tests.append(lambda item: bool(item["metadata"]["name"] == request.name))

    def matches(item: Any) -> bool:
        return all(test(item) for test in tests)

    return matches
