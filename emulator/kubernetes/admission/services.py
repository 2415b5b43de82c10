"""Addresses and ports of services; the default class of ingresses.

Source: https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/
"""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Any

from emulator.kubernetes.api import Api
from emulator.kubernetes.errors import invalid, invalid_value
from emulator.kubernetes.objects import Object, annotations_of
from emulator.kubernetes.requests import Caller
from emulator.kubernetes.resources import Resource

_ADDRESSES = IPv4Network("172.20.0.0/16")
_NODE_PORTS = range(30000, 32768)
_EXPOSED = ("NodePort", "LoadBalancer")
_HEADLESS = "None"


def admit(api: Api, resource: Resource, item: Object, before: Object | None, _caller: Caller) -> None:
    spec = item["spec"]
    if spec["type"] not in _EXPOSED:
        spec.pop("externalTrafficPolicy", None)
    if spec["type"] == "ExternalName":
        return
    others = [each for each in api.list("services") if each["metadata"]["uid"] != item["metadata"]["uid"]]
    _set_address(resource, item, {each["spec"].get("clusterIP") for each in others})
    spec["clusterIPs"] = [spec["clusterIP"]]
    spec.setdefault("ipFamilies", ["IPv4"])
    spec.setdefault("ipFamilyPolicy", "SingleStack")
    _set_node_ports(
        resource, item, {port.get("nodePort") for each in others for port in each["spec"].get("ports") or []}
    )


def _set_address(resource: Resource, item: Object, taken: set[Any]) -> None:
    spec, wanted = item["spec"], item["spec"].get("clusterIP")
    if not wanted:
        spec["clusterIP"] = next(each for each in _addresses() if each not in taken)
    elif wanted != _HEADLESS and wanted in taken:
        why = "failed to allocate IP " + wanted + ": provided IP is already allocated"
        raise invalid(resource, item["metadata"]["name"], [invalid_value("spec.clusterIPs", [wanted], why)])


def _set_node_ports(resource: Resource, item: Object, taken: set[Any]) -> None:
    spec = item["spec"]
    exposed = spec["type"] in _EXPOSED and spec.get("allocateLoadBalancerNodePorts", True)
    for index, port in enumerate(spec.get("ports") or []):
        if not exposed:
            port.pop("nodePort", None)
        elif not port.get("nodePort"):
            port["nodePort"] = next(each for each in _NODE_PORTS if each not in taken)
            taken.add(port["nodePort"])
        elif port["nodePort"] in taken:
            field, why = f"spec.ports[{index}].nodePort", "provided port is already allocated"
            raise invalid(resource, item["metadata"]["name"], [invalid_value(field, port["nodePort"], why)])


def keep_node_ports(item: Object, before: Object) -> None:
    """Ports that an update leaves without a node port keep theirs."""
    ports = {(port.get("protocol", "TCP"), port["port"]): port for port in before["spec"].get("ports") or []}
    for port in item["spec"].get("ports") or []:
        old = ports.get((port.get("protocol", "TCP"), port.get("port")), {})
        if "nodePort" in old and not port.get("nodePort"):
            port["nodePort"] = old["nodePort"]


def set_ingress_class(api: Api, _resource: Resource, item: Object, before: Object | None, _caller: Caller) -> None:
    if before is not None or item["spec"].get("ingressClassName"):
        return
    if "kubernetes.io/ingress.class" in annotations_of(item):
        return
    for each in api.list("ingressclasses.networking.k8s.io"):
        if annotations_of(each).get("ingressclass.kubernetes.io/is-default-class") == "true":
            item["spec"]["ingressClassName"] = each["metadata"]["name"]


def _addresses() -> Iterator[str]:
    """The first ones are those of the cluster's own services."""
    return (str(_ADDRESSES[number]) for number in range(16, _ADDRESSES.num_addresses - 1))
