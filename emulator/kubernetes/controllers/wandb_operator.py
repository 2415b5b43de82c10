"""W&B's controller: installs the components of a `WeightsAndBiases`, while its own deployment is available.

Source: https://github.com/wandb/operator/blob/v1/internal/controller/weightsandbiases_controller.go
"""

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from typing import Any

from emulator.kubernetes import writing
from emulator.kubernetes.api import Api, controller
from emulator.kubernetes.controllers.common import create, delete, record
from emulator.kubernetes.controllers.wandb_chart import objects_of
from emulator.kubernetes.deleting import remove_finalizer
from emulator.kubernetes.objects import Key, Object, is_deleted, key_of, random_suffix
from emulator.kubernetes.resources import BY_NAME
from emulator.kubernetes.store import Change

RESOURCES = ("apps.wandb.com", "weightsandbiases")
CONTROLLER = "wandb-controller-manager"
FINALIZER = "finalizer.app.wandb.com"
_POLL_SECONDS = 0.2
_INSTALLED = ("deployments.apps", "services")


def after_change_of_controller(api: Api, change: Change) -> Iterable[tuple[Callable[[Api, Key], float | None], Key]]:
    """The controller looks at the resources of its namespace when it starts."""
    namespace, name = key_of(change.item)
    if name != CONTROLLER:
        return []
    return [(reconcile, key_of(item)) for item in api.store.items(RESOURCES, namespace)]


def reconcile(api: Api, key: Key) -> float | None:
    resource, item = api.registry.stored(RESOURCES), api.store.copy(RESOURCES, key)
    if resource is None or item is None or not _runs(api, key[0]):
        return None
    if is_deleted(item):
        if _uninstall(api, item):
            remove_finalizer(api, resource, item, FINALIZER)
            return None
        return _POLL_SECONDS
    if FINALIZER not in item["metadata"].get("finalizers", []):
        item["metadata"]["finalizers"] = [*item["metadata"].get("finalizers", []), FINALIZER]
        item = api.store.put(RESOURCES, item)
    if "chart" not in item["spec"]:
        # Only W&B's release channel has a chart for it, and the emulator has no channel.
        _finish(api, item, "Invalid Config", "ApplyFailed", "no chart in the configuration")
    else:
        _install(api, item)
        _finish(api, item, "Completed", "Completed", "Completed reconcile successfully")
    return None


def _runs(api: Api, namespace: str) -> bool:
    deployment = api.get("deployments.apps", namespace, CONTROLLER)
    return deployment is not None and bool(deployment.get("status", {}).get("availableReplicas"))


def _finish(api: Api, item: Object, phase: str, reason: str, message: str) -> None:
    if item.get("status", {}).get("phase") != phase:
        item = api.store.put(RESOURCES, {**deepcopy(item), "status": {"phase": phase}})
        record(api, item, reason, message)


def _install(api: Api, item: Object) -> None:
    values, (namespace, name) = item["spec"].get("values", {}), key_of(item)
    active = {"chart": item["spec"]["chart"], "values": values, "metadata": {}}
    _put(api, "secrets", _secret(item, f"{name}-spec-active", active))
    if api.get("secrets", namespace, f"{name}-gorilla-session-key") is None:
        # The chart keeps it when values change.
        _put(api, "secrets", _secret(item, f"{name}-gorilla-session-key", {"key": random_suffix(32)}))
    wanted = objects_of(name, values)
    for resource, specs in wanted.items():
        for own_name, spec in specs.items():
            _put(api, resource, {"metadata": _metadata(item, own_name), "spec": spec})
        for each in _dependents(api, item, resource):
            if each["metadata"]["name"] not in specs:
                delete(api, resource, each)


def _uninstall(api: Api, item: Object) -> bool:
    """Delete what was installed; returns whether all is gone, pods included."""
    for resource in _INSTALLED:
        for each in _dependents(api, item, resource):
            if not is_deleted(each):
                delete(api, resource, each)
    label, (namespace, name) = "app.kubernetes.io/instance", key_of(item)
    pods = (each["metadata"].get("labels", {}) for each in api.list("pods", namespace))
    return not any(labels.get(label) == name for labels in pods)


def _dependents(api: Api, item: Object, resource: str) -> list[Object]:
    found = api.store.dependents(item["metadata"]["uid"])
    return [each for storage, each in found if storage == BY_NAME[resource].storage]


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
        return {**present, **parts}

    writing.update(api, resource, namespace, own_name, change, controller("wandb-manager"))


def _metadata(item: Object, name: str) -> Object:
    """What the release gives its objects; the controller makes the resource the owner of all that have both labels."""
    namespace, release = key_of(item)
    owner = {key: item[key] for key in ("apiVersion", "kind")}
    owner |= {key: item["metadata"][key] for key in ("name", "uid")}
    return {
        "name": name,
        "namespace": namespace,
        "labels": {"app.kubernetes.io/managed-by": "Helm", "app.kubernetes.io/instance": release},
        "ownerReferences": [owner],
    }


def _secret(item: Object, name: str, content: Mapping[str, Any]) -> Object:
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in content.items()}
    data = {key: base64.b64encode(text.encode()).decode() for key, text in texts.items()}
    return {"kind": "Secret", "metadata": _metadata(item, name), "data": data}
