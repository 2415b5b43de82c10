"""Objects as tables, as `kubectl get` shows them.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
"""

from collections.abc import Callable, Sequence
from typing import Any

from emulator.kubernetes.objects import Object, age, condition

Cell = Callable[[Object], Any]
_KIND = {"kind": "Table", "apiVersion": "meta.k8s.io/v1"}


def table(resource: str, items: Sequence[Object], metadata: Object, *, with_objects: bool = False) -> Object:
    """A table of objects of a resource, such as `deployments.apps`."""
    columns = {"Name": lambda item: item["metadata"]["name"], **_COLUMNS.get(resource, {}), "Age": _age}
    definitions = [
        {"name": name, "type": "string", "format": "name" if name == "Name" else "", "description": "", "priority": 0}
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


_COLUMNS: dict[str, dict[str, Cell]] = {
    "configmaps": {"Data": lambda item: len(item.get("data") or {})},
    "cronjobs.batch": {
        "Schedule": _at("spec", "schedule"),
        "Suspend": lambda item: str(item["spec"].get("suspend", False)),
        "Active": lambda item: len(item.get("status", {}).get("active") or []),
        "Last Schedule": _at("status", "lastScheduleTime"),
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
    },
    "namespaces": {"Status": _at("status", "phase")},
    "nodes": {"Status": _node_status, "Version": _at("status", "nodeInfo", "kubeletVersion")},
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
    "replicasets.apps": {
        "Desired": _at("spec", "replicas"),
        "Current": _at("status", "replicas", otherwise=0),
        "Ready": _at("status", "readyReplicas", otherwise=0),
    },
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
