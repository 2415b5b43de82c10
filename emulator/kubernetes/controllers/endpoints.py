"""Endpoint slices of services: the addresses of the pods that they select.

Source: https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
"""

from emulator.kubernetes.api import Api
from emulator.kubernetes.controllers.common import change, children, create
from emulator.kubernetes.controllers.replica_sets import is_ready
from emulator.kubernetes.objects import Key, Object, controller_reference, is_deleted, labels_of, name_of
from emulator.kubernetes.selectors import selected_by

_SLICES = "endpointslices.discovery.k8s.io"


def reconcile(api: Api, key: Key) -> float | None:
    service = api.get("services", *key)
    if service is None or is_deleted(service) or not service["spec"].get("selector"):
        return None
    selector = {"matchLabels": service["spec"]["selector"]}
    pods = [pod for pod in api.list("pods", key[0]) if selected_by(selector, labels_of(pod))]
    addresses = [_endpoint(pod) for pod in pods if pod["status"].get("podIP") and not is_deleted(pod)]
    ports = [_port(port) for port in service["spec"].get("ports") or []]
    slices = children(api, _SLICES, service)
    if slices:
        change(api, _SLICES, slices[0], lambda item: item.update(endpoints=addresses, ports=ports))
    elif not is_deleted(api.get("namespaces", "", key[0]) or service):
        body = {
            "metadata": {
                "generateName": f"{key[1]}-",
                "labels": {**labels_of(service), "kubernetes.io/service-name": key[1]},
                "ownerReferences": [controller_reference(service)],
            },
            "addressType": "IPv4",
            "endpoints": addresses,
            "ports": ports,
        }
        create(api, _SLICES, key[0], body)
    return None


def _endpoint(pod: Object) -> Object:
    ready = is_ready(pod)
    return {
        "addresses": [pod["status"]["podIP"]],
        "conditions": {"ready": ready, "serving": ready, "terminating": False},
        "nodeName": pod["spec"].get("nodeName", ""),
        "targetRef": {
            "kind": "Pod",
            "name": name_of(pod),
            "namespace": pod["metadata"]["namespace"],
            "uid": pod["metadata"]["uid"],
        },
    }


def _port(port: Object) -> Object:
    number = port["targetPort"] if isinstance(port["targetPort"], int) else port["port"]
    return {"name": port.get("name", ""), "port": number, "protocol": port["protocol"]}
