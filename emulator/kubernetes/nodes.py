"""The nodes of a cluster.

Source: https://kubernetes.io/docs/reference/node/node-status/
"""

from collections.abc import Mapping

from emulator.kubernetes.api import Api
from emulator.kubernetes.objects import Object, new_uid, now
from emulator.kubernetes.resources import BY_NAME

_STORAGE = BY_NAME["nodes"].storage
_SIZE = {"cpu": "64", "memory": "256Gi", "pods": "500", "ephemeral-storage": "500Gi"}
_CONDITIONS = (
    ("MemoryPressure", "False", "KubeletHasSufficientMemory"),
    ("DiskPressure", "False", "KubeletHasNoDiskPressure"),
    ("PIDPressure", "False", "KubeletHasSufficientPID"),
    ("Ready", "True", "KubeletReady"),
)


def set_nodes(api: Api, nodes: Mapping[str, Mapping[str, str]], kubelet_version: str) -> None:
    """Make the cluster have exactly these nodes, by name, each with its labels."""
    with api.store.lock:
        present = {node["metadata"]["name"] for node in api.list("nodes")}
        for name in present - set(nodes):
            api.store.remove(_STORAGE, ("", name))
            _evict(api, name)
        for name in sorted(set(nodes) - present):
            api.store.put(_STORAGE, _node(name, dict(nodes[name]), kubelet_version))


def _evict(api: Api, node: str) -> None:
    """The pods of a node that is gone are gone."""
    for pod in api.list("pods"):
        if pod["spec"].get("nodeName") == node:
            api.store.remove(BY_NAME["pods"].storage, (pod["metadata"]["namespace"], pod["metadata"]["name"]))


def _node(name: str, labels: dict[str, str], kubelet_version: str) -> Object:
    moment = now()
    own = {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}
    conditions = [
        {
            "type": type_,
            "status": status,
            "reason": reason,
            "message": reason,
            "lastHeartbeatTime": moment,
            "lastTransitionTime": moment,
        }
        for type_, status, reason in _CONDITIONS
    ]
    info = {
        "kubeletVersion": kubelet_version,
        "osImage": "Linux",
        "kernelVersion": "6.12",
        "containerRuntimeVersion": "containerd://2.1",
        "operatingSystem": "linux",
        "architecture": "amd64",
        "machineID": "",
        "systemUUID": "",
        "bootID": "",
        "kubeProxyVersion": "",
    }
    status = {
        "capacity": _SIZE,
        "allocatable": _SIZE,
        "conditions": conditions,
        "addresses": [{"type": "Hostname", "address": name}],
        "nodeInfo": info,
    }
    metadata = {"name": name, "uid": new_uid(), "creationTimestamp": moment, "labels": {**own, **labels}}
    return {"apiVersion": "v1", "kind": "Node", "metadata": metadata, "spec": {}, "status": status}
