"""Custom resource definitions: their custom resources go before they do.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#delete-a-customresourcedefinition
"""

from collections.abc import Callable, Iterable

from emulator.kubernetes import deleting
from emulator.kubernetes.api import Api, controller
from emulator.kubernetes.controllers.common import change
from emulator.kubernetes.custom_resources import CLEANUP, DEFINITIONS, accept
from emulator.kubernetes.deleting import DeleteOptions, remove_finalizer
from emulator.kubernetes.objects import Key, is_deleted
from emulator.kubernetes.store import DELETED, Change

_BACKGROUND = DeleteOptions(propagation=deleting.BACKGROUND)


def reconcile(api: Api, key: Key) -> float | None:
    definition = api.store.get(DEFINITIONS, key)
    if definition is None:
        return None
    if not is_deleted(definition):
        change(api, "customresourcedefinitions.apiextensions.k8s.io", definition, accept)
        return None
    storage = (definition["spec"]["group"], definition["spec"]["names"]["plural"])
    resource = api.registry.stored(storage)
    for item in api.store.items(storage):
        if resource is not None and not is_deleted(item):
            namespace, name = item["metadata"].get("namespace", ""), item["metadata"]["name"]
            deleting.delete(api, resource, namespace, name, _BACKGROUND, controller())
    if not api.store.items(storage):
        remove_finalizer(api, api.resource("customresourcedefinitions.apiextensions.k8s.io"), definition, CLEANUP)
    return None


def after_removal(_api: Api, removal: Change) -> Iterable[tuple[Callable[[Api, Key], float | None], Key]]:
    group, plural = removal.storage
    if removal.type == DELETED and "." in group:
        yield reconcile, ("", f"{plural}.{group}")
