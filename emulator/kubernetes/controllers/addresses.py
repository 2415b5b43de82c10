"""Addresses that a cloud gives to ingresses and to services of the type LoadBalancer.

Source: https://kubernetes.io/docs/concepts/services-networking/. The addresses are of a documentation range
(https://datatracker.ietf.org/doc/html/rfc5737).
"""

from emulator.kubernetes.api import Api
from emulator.kubernetes.controllers.common import set_status
from emulator.kubernetes.objects import Key, is_deleted

INGRESS_ADDRESS = "203.0.113.10"
SERVICE_ADDRESS = "203.0.113.11"


def reconcile_ingress(api: Api, key: Key) -> float | None:
    ingress = api.get("ingresses.networking.k8s.io", *key)
    if ingress is not None and not is_deleted(ingress) and not ingress["status"]["loadBalancer"]:
        status = {"loadBalancer": {"ingress": [{"ip": INGRESS_ADDRESS}]}}
        set_status(api, "ingresses.networking.k8s.io", ingress, status)
    return None


def reconcile_service(api: Api, key: Key) -> float | None:
    service = api.get("services", *key)
    if service is None or is_deleted(service):
        return None
    has_address = bool(service["status"]["loadBalancer"])
    wants_address = service["spec"]["type"] == "LoadBalancer"
    if wants_address and not has_address:
        ingress = [{"ip": SERVICE_ADDRESS, "ipMode": "VIP"}]
        set_status(api, "services", service, {**service["status"], "loadBalancer": {"ingress": ingress}})
    elif has_address and not wants_address:
        set_status(api, "services", service, {**service["status"], "loadBalancer": {}})
    return None
