"""The objects that every new cluster has, and those that clients add.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces
"""

from collections.abc import Container

from emulator.kubernetes.admission.pods import SYSTEM_PRIORITIES
from emulator.kubernetes.api import Api
from emulator.kubernetes.controllers.common import create
from emulator.kubernetes.controllers.namespaces import reconcile
from emulator.kubernetes.objects import Object, owner_uids

_NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
# Made by the cluster in each namespace, or about objects that are counted themselves.
_UNCOUNTED = {"endpoints", "events", "endpointslices", "leases", "nodes"}
_PER_NAMESPACE = {("configmaps", "kube-root-ca.crt"), ("serviceaccounts", "default")}


def create_initial_objects(api: Api) -> None:
    for name in _NAMESPACES:
        create(api, "namespaces", "", {"metadata": {"name": name}})
        reconcile(api, ("", name))
    for name, value in SYSTEM_PRIORITIES.items():
        create(api, "priorityclasses.scheduling.k8s.io", "", {"metadata": {"name": name}, "value": value})
    ports = [{"name": "https", "port": 443, "targetPort": 6443}]
    labels = {"component": "apiserver", "provider": "kubernetes"}
    service = {
        "metadata": {"name": "kubernetes", "labels": labels},
        "spec": {"clusterIP": "172.20.0.1", "ports": ports},
    }
    create(api, "services", "default", service)


def new_objects(api: Api, initial: Container[str]) -> dict[str, list[str]]:
    """The objects that are not `initial` and have no owner, as {"kind": ["namespace/name"]}."""
    found: dict[str, list[str]] = {}
    with api.store.lock:
        for (group, plural), item in api.store.all():
            if item["metadata"]["uid"] not in initial and not _belongs_to_others(plural, item):
                namespace, name = item["metadata"].get("namespace"), item["metadata"]["name"]
                kind = f"{plural}.{group}".rstrip(".")
                found.setdefault(kind, []).append(f"{namespace}/{name}" if namespace else name)
    return {kind: sorted(names) for kind, names in sorted(found.items())}


def _belongs_to_others(plural: str, item: Object) -> bool:
    if plural in _UNCOUNTED or owner_uids(item):
        return True
    return (plural, item["metadata"]["name"]) in _PER_NAMESPACE
