"""W&B's controller: installs the components of a `WeightsAndBiases`, while its own deployment is available.

It does what the controller 1.22.0 was seen to do with a Kubernetes API
(https://github.com/wandb/operator/blob/v1/internal/controller/weightsandbiases_controller.go).
"""

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from typing import Any

from emulator.kubernetes import writing
from emulator.kubernetes.api import Api, controller
from emulator.kubernetes.controllers.common import create, delete, record
from emulator.kubernetes.controllers.wandb_chart import MANAGED, objects_of
from emulator.kubernetes.deleting import remove_finalizer
from emulator.kubernetes.objects import Key, Object, is_deleted, key_of, random_suffix
from emulator.kubernetes.resources import BY_NAME
from emulator.kubernetes.store import Change

RESOURCES = ("apps.wandb.com", "weightsandbiases")
CONTROLLER = "wandb-controller-manager"
FINALIZER = "finalizer.app.wandb.com"
_ISOLATION = "--isolation-namespaces="
_POLL_SECONDS = 0.2
# The controller fetches and applies the chart in 7 to 17 s. Until then, the previous components run.
APPLY_SECONDS = 1.0
_INSTALLED = ("deployments.apps", "services", "ingresses.networking.k8s.io")
_RELEASE = "meta.helm.sh/release-name"
_INSTANCE = "app.kubernetes.io/instance"
# The chart keeps these secrets when its release is uninstalled.
_KEPT = {"gorilla-session-key": "GORILLA_SESSION_KEY", "clickhouse": "CLICKHOUSE_PASSWORD"}


def after_change(_api: Api, change: Change) -> Iterable[tuple[Callable[[Api, Key], float | None], Key]]:
    """The controller does not look at a resource again because of its status."""
    before = change.before or {"metadata": {}}
    if before["metadata"].get("generation") == change.item["metadata"]["generation"]:
        return []
    return [(reconcile, key_of(change.item))]


def after_change_of_controller(api: Api, change: Change) -> Iterable[tuple[Callable[[Api, Key], float | None], Key]]:
    """The controller looks at the resources that it manages when it starts."""
    if key_of(change.item)[1] != CONTROLLER:
        return []
    managed = (key_of(item) for item in api.store.items(RESOURCES))
    return [(reconcile, key) for key in managed if _manages(change.item, key[0])]


def reconcile(api: Api, key: Key) -> float | None:
    resource, item = api.registry.stored(RESOURCES), api.store.copy(RESOURCES, key)
    if resource is None or item is None or not _runs(api, key[0]):
        return None
    if is_deleted(item):
        if _uninstall(api, item):
            remove_finalizer(api, resource, item, FINALIZER)
            return None
        return _POLL_SECONDS
    namespace, name = key
    if api.get("secrets", namespace, f"{name}-spec-user") is None:
        # What people save in the console.
        _put(api, "secrets", _state(item, "spec-user", {"chart": None, "metadata": None, "values": {}}))
    active = _state(item, "spec-active", _applied(item))
    if (api.get("secrets", namespace, f"{name}-spec-active") or {}).get("data") == active["data"]:
        _set_phase(api, item, "Completed")
        return None
    if "chart" not in item["spec"]:
        # Only W&B's release channel has a chart for it, and the emulator has no channel.
        _set_phase(api, item, "Invalid Config")
        return None
    if item.get("status", {}).get("phase") != "Loading":
        if FINALIZER not in item["metadata"].get("finalizers", []):
            item["metadata"]["finalizers"] = [*item["metadata"].get("finalizers", []), FINALIZER]
        record(api, item, "Reconciling", "Reconciling")
        record(api, item, "LoadingConfig", "Loading desired configuration")
        _set_phase(api, item, "Loading")
        return APPLY_SECONDS
    _install(api, item)
    _put(api, "secrets", active)
    record(api, item, "Completed", "Completed reconcile successfully")
    _own(api, item)
    _set_phase(api, item, "Completed")
    return None


def _runs(api: Api, namespace: str) -> bool:
    """Whether a controller that manages the namespace is available."""
    return any(
        each["metadata"]["name"] == CONTROLLER
        and bool(each.get("status", {}).get("availableReplicas"))
        and _manages(each, namespace)
        for each in api.list("deployments.apps")
    )


def _manages(deployment: Object, namespace: str) -> bool:
    """Whether the controller manages the namespace: all, unless its arguments name some."""
    arguments = deployment["spec"]["template"]["spec"]["containers"][0].get("args", [])
    isolated = [each.removeprefix(_ISOLATION).split(",") for each in arguments if each.startswith(_ISOLATION)]
    return not isolated or any(namespace in names for names in isolated)


def _set_phase(api: Api, item: Object, phase: str) -> None:
    if item.get("status", {}).get("phase") != phase:
        api.store.put(RESOURCES, {**deepcopy(item), "status": {"phase": phase}})


def _applied(item: Object) -> Object:
    """The resource's chart and values, with what the controller adds."""
    values = deepcopy(item["spec"].get("values", {}))
    own = {"apiVersion": item["apiVersion"], "namespace": item["metadata"]["namespace"]}
    values["global"] = {**values.get("global", {}), "operator": own}
    login = {"username": "", "password": "", "debug": False}
    return {"chart": {**item["spec"].get("chart", {}), **login}, "metadata": None, "values": values}


def _install(api: Api, item: Object) -> None:
    namespace, name = key_of(item)
    for end, key in _KEPT.items():
        if api.get("secrets", namespace, f"{name}-{end}") is None:
            metadata = {"annotations": {"helm.sh/resource-policy": "keep"}}
            data = {key: base64.b64encode(random_suffix(32).encode()).decode()}
            _put(api, "secrets", {"metadata": _metadata(item, f"{name}-{end}", metadata), "data": data})
    for resource, objects in objects_of(name, item["spec"].get("values", {})).items():
        for own_name, found in objects.items():
            metadata = _metadata(item, own_name, found["metadata"])
            _put(api, resource, {"metadata": metadata, "spec": found["spec"]})
        for each in _of_release(api, item, resource):
            if each["metadata"]["name"] not in objects:
                delete(api, resource, each)


def _own(api: Api, item: Object) -> None:
    """Make the resource an owner of all that has both labels, whoever installed it."""
    namespace, name = key_of(item)
    labels = {**MANAGED, _INSTANCE: name}
    for resource in ("deployments.apps", "services", "ingresses.networking.k8s.io", "configmaps", "secrets"):
        for each in api.list(resource, namespace):
            owners = each["metadata"].get("ownerReferences", [])
            if labels.items() <= each["metadata"].get("labels", {}).items() and not owners:
                metadata = {**each["metadata"], "ownerReferences": [_owner(item)]}
                api.store.put(BY_NAME[resource].storage, {**deepcopy(each), "metadata": metadata})


def _uninstall(api: Api, item: Object) -> bool:
    """Delete what was installed, except for what the chart keeps; returns whether it is gone, pods included."""
    for resource in _INSTALLED:
        for each in _of_release(api, item, resource):
            if not is_deleted(each):
                delete(api, resource, each)
    namespace, name = key_of(item)
    pods = (each["metadata"].get("labels", {}) for each in api.list("pods", namespace))
    return not any(labels.get(_INSTANCE) == name for labels in pods)


def _of_release(api: Api, item: Object, resource: str) -> list[Object]:
    namespace, name = key_of(item)
    found = api.list(resource, namespace)
    return [each for each in found if each["metadata"].get("annotations", {}).get(_RELEASE) == name]


def _put(api: Api, name: str, wanted: Object) -> None:
    """Create the object, or change the one with its name."""
    resource, (namespace, own_name) = BY_NAME[name], key_of(wanted)
    if api.get(name, namespace, own_name) is None:
        create(api, name, namespace, wanted)
        return

    def change(present: Object) -> Object:
        parts: Object = {part: wanted[part] for part in ("spec", "data") if part in wanted}
        if "clusterIP" in present.get("spec", {}):
            parts["spec"] = {**present["spec"], **parts["spec"]}
        kept = {part: present["metadata"].get(part, {}) for part in ("labels", "annotations")}
        added = {part: {**old, **wanted["metadata"].get(part, {})} for part, old in kept.items()}
        return {**present, **parts, "metadata": {**present["metadata"], **added}}

    writing.update(api, resource, namespace, own_name, change, controller("wandb-manager"))


def _metadata(item: Object, name: str, own: Object) -> Object:
    namespace, release = key_of(item)
    annotations = {_RELEASE: release, "meta.helm.sh/release-namespace": namespace}
    return {
        "name": name,
        "namespace": namespace,
        "labels": {**own.get("labels", {}), **MANAGED},
        "annotations": {**own.get("annotations", {}), **annotations},
    }


def _owner(item: Object) -> Object:
    return {
        **{key: item[key] for key in ("apiVersion", "kind")},
        **{key: item["metadata"][key] for key in ("name", "uid")},
    }


def _state(item: Object, end: str, content: Mapping[str, Any]) -> Object:
    """A secret in which the controller stores its state."""
    namespace, name = key_of(item)
    owner = {**_owner(item), "controller": True, "blockOwnerDeletion": True}
    data = {key: base64.b64encode(json.dumps(value).encode()).decode() for key, value in content.items()}
    metadata = {"name": f"{name}-{end}", "namespace": namespace, "ownerReferences": [owner]}
    return {"kind": "Secret", "metadata": metadata, "data": data}
