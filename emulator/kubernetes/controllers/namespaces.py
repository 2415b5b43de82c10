"""Namespaces: what each new one gets, and how one is emptied before it goes.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
"""

from collections.abc import Callable, Iterable

from emulator.kubernetes import deleting
from emulator.kubernetes.api import Api, controller
from emulator.kubernetes.controllers.common import change, create, set_status
from emulator.kubernetes.deleting import DeleteOptions
from emulator.kubernetes.objects import Key, Object, is_deleted, key_of, set_condition
from emulator.kubernetes.store import DELETED, Change, Storage

_ROOT_CERTIFICATE = "kube-root-ca.crt"
_ACCOUNT = "default"
_NOW = DeleteOptions(propagation=deleting.BACKGROUND, grace_seconds=0)


def reconcile(api: Api, key: Key) -> float | None:
    namespace = api.get("namespaces", *key)
    if namespace is None:
        return None
    if is_deleted(namespace):
        _empty(api, namespace)
    else:
        _furnish(api, key[1])
    return None


def reconcile_account(api: Api, key: Key) -> float | None:
    return reconcile(api, ("", key[0]))


def _furnish(api: Api, name: str) -> None:
    if api.get("serviceaccounts", name, _ACCOUNT) is None:
        create(api, "serviceaccounts", name, {"metadata": {"name": _ACCOUNT}})
    if api.get("configmaps", name, _ROOT_CERTIFICATE) is None:
        told = "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such "
        told += (
            "as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions "
        )
        told += "of Kubernetes clusters."
        metadata = {"name": _ROOT_CERTIFICATE, "annotations": {"kubernetes.io/description": told}}
        create(api, "configmaps", name, {"metadata": metadata, "data": {"ca.crt": api.authority_pem}})


def _empty(api: Api, namespace: Object) -> None:
    name = namespace["metadata"]["name"]
    for storage, item in _content(api, name):
        resource = api.registry.stored(storage)
        if resource is not None and (not is_deleted(item) or resource.qualified == "pods"):
            deleting.delete(api, resource, name, item["metadata"]["name"], _NOW, controller())
    left = _content(api, name)
    if left:
        _tell(api, namespace, left)
        return

    def finish(item: Object) -> None:
        item["spec"]["finalizers"] = []

    namespace = change(api, "namespaces", namespace, finish)
    if not namespace["metadata"].get("finalizers"):
        api.store.remove(api.resource("namespaces").storage, key_of(namespace))


def _content(api: Api, name: str) -> list[tuple[Storage, Object]]:
    return [(storage, item) for storage in api.store.storages() for item in api.store.items(storage, name)]


def _tell(api: Api, namespace: Object, left: list[tuple[Storage, Object]]) -> None:
    status: Object = {"phase": "Terminating", "conditions": list(namespace["status"].get("conditions") or [])}
    kinds = sorted({f"{plural}.{group}".rstrip(".") for (group, plural), _ in left})
    told = ", ".join(
        f"{kind} has {sum(_is(storage, kind) for storage, _ in left)} resource instances" for kind in kinds
    )
    message = f"Some resources are remaining: {told}"
    set_condition(status, "NamespaceContentRemaining", True, "SomeResourcesRemain", message)
    finalizers = sorted({name for _, item in left for name in item["metadata"].get("finalizers") or []})
    if finalizers:
        told = ", ".join(f"{name} in 1 resource instances" for name in finalizers)
        message = f"Some content in the namespace has finalizers remaining: {told}"
        set_condition(status, "NamespaceFinalizersRemaining", True, "SomeFinalizersRemain", message)
    set_status(api, "namespaces", namespace, status)


def _is(storage: Storage, kind: str) -> bool:
    return f"{storage[1]}.{storage[0]}".rstrip(".") == kind


def after_removal(api: Api, change: Change) -> Iterable[tuple[Callable[[Api, Key], float | None], Key]]:
    """A namespace that is being emptied is looked at again when something in it is gone."""
    name = change.item["metadata"].get("namespace")
    if name and change.type == DELETED:
        yield reconcile, ("", name)
