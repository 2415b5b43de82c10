"""Objects as tables, as `kubectl get` shows them.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
"""

from collections.abc import Callable, Sequence
from typing import Any

from emulator.kubernetes.objects import Object, age, condition
from emulator.kubernetes.selectors import as_text

Cell = Callable[[Object], Any]
_KIND = {"kind": "Table", "apiVersion": "meta.k8s.io/v1"}


def table(
    resource: str, items: Sequence[Object], metadata: Object, *, with_objects: bool = False, own: Sequence[Object] = ()
) -> Object:
    """A table of objects of a resource, such as `deployments.apps`; `own` are the columns that a definition has."""
    wide = {"Containers": _containers("name"), "Images": _containers("image")} if resource in _WITH_CONTAINERS else {}
    wide |= _WIDE.get(resource, {})
    timed = {} if own else _AGE.get(resource, {"Age": _age})
    wide |= {each["name"]: _at(*each["jsonPath"].strip(".").split("."), otherwise=None) for each in own}
    shown = {each["name"]: each for each in own}
    columns = {"Name": lambda item: item["metadata"]["name"], **_COLUMNS.get(resource, {}), **timed, **wide}
    definitions = [
        {
            "name": name,
            "type": shown.get(name, {}).get("type") or _TYPES.get(f"{resource} {name}", "string"),
            "format": "name" if name == "Name" else "",
            "description": "",
            "priority": shown[name].get("priority", 0) if name in shown else int(name in wide),
        }
        for name in columns
    ]
    rows = [{"cells": [cell(item) for cell in columns.values()], "object": _part(item, with_objects)} for item in items]
    return {**_KIND, "metadata": metadata, "columnDefinitions": definitions, "rows": rows}


def _part(item: Object, whole: bool) -> Object:
    if whole:
        return item
    return {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": item["metadata"]}


def _age(item: Object) -> str:
    seconds = int(age(item["metadata"]["creationTimestamp"]))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= 2 * size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _at(*path: str, otherwise: Any = "<none>") -> Cell:
    def cell(item: Any) -> Any:
        for name in path:
            item = item.get(name) if isinstance(item, dict) else None
        return otherwise if item is None else item

    return cell


def _ready_pods(item: Object) -> str:
    return f"{item['status'].get('readyReplicas', 0)}/{item['spec'].get('replicas', 1)}"


def _ready_containers(pod: Object) -> str:
    statuses = pod["status"].get("containerStatuses") or []
    return f"{sum(bool(each.get('ready')) for each in statuses)}/{len(pod['spec']['containers'])}"


def _pod_status(pod: Object) -> str:
    if "deletionTimestamp" in pod["metadata"]:
        return "Terminating"
    for status in pod["status"].get("containerStatuses") or []:
        waiting = status["state"].get("waiting")
        if waiting:
            return str(waiting["reason"])
    return "Completed" if pod["status"]["phase"] == "Succeeded" else str(pod["status"]["phase"])


def _ports(service: Object) -> str:
    return ",".join(
        f"{port['port']}{':' + str(port['nodePort']) if 'nodePort' in port else ''}/{port['protocol']}"
        for port in service["spec"].get("ports") or []
    )


def _addresses(item: Object) -> str:
    found = ((item.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    return ",".join(each.get("ip") or each.get("hostname") for each in found)


def _node_status(node: Object) -> str:
    ready = condition(node, "Ready")
    return "Ready" if ready and ready["status"] == "True" else "NotReady"


def _containers(field: str) -> Cell:
    def cell(item: Object) -> str:
        spec = item["spec"]["jobTemplate"]["spec"] if "jobTemplate" in item["spec"] else item["spec"]
        return ",".join(each[field] for each in spec["template"]["spec"]["containers"])

    return cell


def _selector(item: Object) -> str:
    selector = item["spec"].get("selector") or {}
    return as_text(selector if "matchLabels" in selector else {"matchLabels": selector}) or "<none>"


def _node_address(kind: str) -> Cell:
    def cell(node: Object) -> str:
        addresses = node["status"].get("addresses") or []
        return next((str(each["address"]) for each in addresses if each["type"] == kind), "<none>")

    return cell


_SELECTOR: dict[str, Cell] = {"Selector": _selector}
_WITH_CONTAINERS = (
    "cronjobs.batch",
    "daemonsets.apps",
    "deployments.apps",
    "jobs.batch",
    "replicasets.apps",
    "replicationcontrollers",
    "statefulsets.apps",
)
# Columns that kubectl shows with -o wide.
_WIDE: dict[str, dict[str, Cell]] = {
    **{name: _SELECTOR for name in _WITH_CONTAINERS if name != "statefulsets.apps"},
    "nodes": {
        "Internal-IP": _node_address("InternalIP"),
        "External-IP": _node_address("ExternalIP"),
        "OS-Image": _at("status", "nodeInfo", "osImage"),
        "Kernel-Version": _at("status", "nodeInfo", "kernelVersion"),
        "Container-Runtime": _at("status", "nodeInfo", "containerRuntimeVersion"),
    },
    "services": _SELECTOR,
}
_TYPES = {
    "cronjobs.batch Suspend": "boolean",
    "cronjobs.batch Active": "integer",
    "customresourcedefinitions.apiextensions.k8s.io Created At": "date",
    "priorityclasses.scheduling.k8s.io Value": "integer",
    "priorityclasses.scheduling.k8s.io Global-Default": "boolean",
    **{
        f"{resource} {name}": "integer"
        for resource in ("daemonsets.apps", "replicasets.apps", "replicationcontrollers")
        for name in ("Desired", "Current", "Ready", "Available", *(["Up-to-date"] if resource[0] == "d" else []))
    },
}
# What stands for the age, with what follows it.
_AGE: dict[str, dict[str, Cell]] = {
    "customresourcedefinitions.apiextensions.k8s.io": {"Created At": _at("metadata", "creationTimestamp")},
    "nodes": {"Age": _age, "Version": _at("status", "nodeInfo", "kubeletVersion")},
    "priorityclasses.scheduling.k8s.io": {"Age": _age, "PreemptionPolicy": _at("preemptionPolicy")},
}
_SETS: dict[str, Cell] = {
    "Desired": _at("spec", "replicas"),
    "Current": _at("status", "replicas", otherwise=0),
    "Ready": _at("status", "readyReplicas", otherwise=0),
}
_COLUMNS: dict[str, dict[str, Cell]] = {
    "configmaps": {"Data": lambda item: len(item.get("data") or {})},
    "cronjobs.batch": {
        "Schedule": _at("spec", "schedule"),
        "Timezone": _at("spec", "timeZone"),
        "Suspend": _at("spec", "suspend", otherwise=False),
        "Active": lambda item: len(item.get("status", {}).get("active") or []),
        "Last Schedule": _at("status", "lastScheduleTime"),
    },
    "daemonsets.apps": {
        "Desired": _at("status", "desiredNumberScheduled", otherwise=0),
        "Current": _at("status", "currentNumberScheduled", otherwise=0),
        "Ready": _at("status", "numberReady", otherwise=0),
        "Up-to-date": _at("status", "updatedNumberScheduled", otherwise=0),
        "Available": _at("status", "numberAvailable", otherwise=0),
        "Node Selector": lambda item: (
            as_text({"matchLabels": item["spec"]["template"]["spec"].get("nodeSelector")}) or "<none>"
        ),
    },
    "deployments.apps": {
        "Ready": _ready_pods,
        "Up-to-date": _at("status", "updatedReplicas", otherwise=0),
        "Available": _at("status", "availableReplicas", otherwise=0),
    },
    "events": {
        "Type": _at("type"),
        "Reason": _at("reason"),
        "Object": lambda item: f"{item['involvedObject']['kind'].lower()}/{item['involvedObject']['name']}",
        "Message": _at("message"),
    },
    "ingresses.networking.k8s.io": {
        "Class": _at("spec", "ingressClassName"),
        "Hosts": lambda item: ",".join(rule.get("host", "*") for rule in item["spec"].get("rules") or []) or "*",
        "Address": _addresses,
        "Ports": lambda item: "80, 443" if item["spec"].get("tls") else "80",
    },
    "jobs.batch": {
        "Status": lambda item: "Complete" if condition(item, "Complete") else "Running",
        "Completions": lambda item: f"{item['status'].get('succeeded', 0)}/{item['spec'].get('completions', 1)}",
        "Duration": lambda item: _age(item) if item["status"].get("startTime") else "",
    },
    "namespaces": {"Status": _at("status", "phase")},
    "horizontalpodautoscalers.autoscaling": {
        "Reference": lambda item: "{kind}/{name}".format(**item["spec"]["scaleTargetRef"]),
        "Targets": lambda item: "<unknown>",
        "MinPods": lambda item: str(item["spec"]["minReplicas"]),
        "MaxPods": lambda item: str(item["spec"]["maxReplicas"]),
        "Replicas": lambda item: str((item.get("status") or {}).get("currentReplicas", 0)),
    },
    "nodes": {"Status": _node_status, "Roles": lambda item: "<none>"},
    "persistentvolumeclaims": {
        "Status": _at("status", "phase"),
        "Volume": _at("spec", "volumeName", otherwise=""),
        "Capacity": _at("status", "capacity", "storage", otherwise=""),
        "StorageClass": _at("spec", "storageClassName", otherwise=""),
    },
    "poddisruptionbudgets.policy": {
        "Min Available": _at("spec", "minAvailable", otherwise="N/A"),
        "Max Unavailable": _at("spec", "maxUnavailable", otherwise="N/A"),
        "Allowed Disruptions": _at("status", "disruptionsAllowed", otherwise=0),
    },
    "pods": {
        "Ready": _ready_containers,
        "Status": _pod_status,
        "Restarts": lambda item: "0",
    },
    "priorityclasses.scheduling.k8s.io": {
        "Value": _at("value"),
        "Global-Default": _at("globalDefault", otherwise=False),
    },
    "replicasets.apps": _SETS,
    "replicationcontrollers": _SETS,
    "secrets": {"Type": _at("type"), "Data": lambda item: len(item.get("data") or {})},
    "services": {
        "Type": _at("spec", "type"),
        "Cluster-IP": _at("spec", "clusterIP"),
        "External-IP": lambda item: _addresses(item) or "<none>",
        "Port(s)": _ports,
    },
    "statefulsets.apps": {"Ready": _ready_pods},
    "storageclasses.storage.k8s.io": {
        "Provisioner": _at("provisioner"),
        "ReclaimPolicy": _at("reclaimPolicy"),
        "VolumeBindingMode": _at("volumeBindingMode"),
    },
}
