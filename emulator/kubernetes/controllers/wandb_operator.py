"""W&B's controller: installs the components of a `WeightsAndBiases`, while its own deployment is available.

It does what the source of the controller says, with a stand-in for the chart operator-wandb: a deployment per
component, and a service for those that have one.
Sources: https://github.com/wandb/operator/blob/v1/internal/controller/weightsandbiases_controller.go and
https://github.com/wandb/helm-charts/tree/main/charts/operator-wandb
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from emulator.kubernetes import writing
from emulator.kubernetes.api import Api, controller
from emulator.kubernetes.controllers.common import create, delete, record
from emulator.kubernetes.deleting import remove_finalizer
from emulator.kubernetes.objects import Key, Object, is_deleted, key_of, random_suffix
from emulator.kubernetes.resources import BY_NAME
from emulator.kubernetes.store import Change

RESOURCES = ("apps.wandb.com", "weightsandbiases")
CONTROLLER = "wandb-controller-manager"
FINALIZER = "finalizer.app.wandb.com"
_POLL_SECONDS = 0.2
# Per component: what follows its key in the name of its deployment, and the port of its service.
_COMPONENTS: Mapping[str, tuple[str, int | None]] = {
    "app": ("-bc", 8080),
    "api": ("", 8081),
    "console": ("-bc", 8082),
    "executor": ("-bc", None),
    "glue": ("", None),
    "parquet": ("-bc", 8087),
    "weave": ("-bc", 9994),
    "weave-trace": ("-bc", 8722),
}
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
        return _finish(api, item, "Invalid Config", "ApplyFailed", "no chart in the configuration")
    _install(api, item)
    return _finish(api, item, "Completed", "Completed", "Completed reconcile successfully")


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
    wanted = {each["metadata"]["name"]: each for each in _objects(item, values)}
    for each in wanted.values():
        _put(api, "deployments.apps" if each["kind"] == "Deployment" else "services", each)
    for resource in _INSTALLED:
        for each in _dependents(api, item, resource):
            if each["metadata"]["name"] not in wanted:
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
        parts = {part: wanted[part] for part in ("spec", "data") if part in wanted}
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


def _objects(item: Object, values: Mapping[str, Any]) -> Iterator[Object]:
    """The deployments and services of the components that the values name."""
    release = item["metadata"]["name"]
    for key, (suffix, port) in _COMPONENTS.items():
        own = values.get(key)
        if not own or "image" not in own:
            continue
        name = f"{release}-{key}"
        selector = {"app.kubernetes.io/instance": release, "app.kubernetes.io/name": key}
        template = _template(key, own, values.get("global", {}), selector)
        spec = {"replicas": own.get("replicaCount", 1), "selector": {"matchLabels": selector}, "template": template}
        if "strategy" in own:
            spec["strategy"] = own["strategy"]
        yield {"kind": "Deployment", "metadata": _metadata(item, f"{name}{suffix}"), "spec": spec}
        if port is not None:
            service = own.get("service", {"ports": [{"name": "http", "port": port}]})
            yield {"kind": "Service", "metadata": _metadata(item, name), "spec": {**service, "selector": selector}}


def _template(key: str, own: Mapping[str, Any], shared: Mapping[str, Any], selector: Mapping[str, str]) -> Object:
    prefix = f"{shared['repositoryPrefix']}/" if shared.get("repositoryPrefix") else ""
    environment = {**_credentials(shared), **shared.get("extraEnv", {}), **own.get("env", {}), **own.get("extraEnv", {})}
    container = {
        "name": key,
        "image": f"{prefix}{own['image']['repository']}:{own['image'].get('tag', 'latest')}",
        "env": [
            {"name": name, **(value if isinstance(value, Mapping) else {"value": str(value)})}
            for name, value in sorted(environment.items())
        ],
    }
    pod = shared.get("pod", {})
    return {
        "metadata": {"labels": {**pod.get("labels", {}), **selector}, "annotations": pod.get("annotations", {})},
        "spec": {
            "serviceAccountName": own["serviceAccount"]["name"],
            "priorityClassName": shared.get("priorityClassName"),
            "imagePullSecrets": [{"name": name} for name in shared.get("imagePullSecrets", [])],
            "nodeSelector": shared.get("nodeSelector", {}),
            "tolerations": shared.get("tolerations", []),
            "containers": [container],
        },
    }


def _credentials(shared: Mapping[str, Any]) -> dict[str, Any]:
    """The variables whose values the chart takes from secrets that the values refer to."""
    mysql, redis = shared["mysql"]["passwordSecret"], shared.get("redis", {}).get("secret")
    oidc = shared.get("auth", {}).get("oidc", {}).get("oidcSecret")
    references = {
        "MYSQL_PASSWORD": (mysql["name"], mysql["passwordKey"]),
        **({"REDIS_PASSWORD": (redis["secretName"], redis["secretKey"])} if redis else {}),
        **({"LICENSE": (shared["licenseSecret"]["name"], shared["licenseSecret"]["key"])} if "licenseSecret" in shared else {}),
        **({"OIDC_SECRET": (oidc["name"], oidc["secretKey"])} if oidc else {}),
    }
    return {name: {"valueFrom": {"secretKeyRef": {"name": secret, "key": key}}} for name, (secret, key) in references.items()}
