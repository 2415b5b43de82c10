"""Defaults of services, ingresses and network policies. A service's addresses are admitted, not defaulted."""

from emulator.kubernetes.objects import Object

_EXPOSED = ("NodePort", "LoadBalancer")


def _service(item: Object) -> None:
    spec = item.setdefault("spec", {})
    spec.setdefault("sessionAffinity", "None")
    spec.setdefault("type", "ClusterIP")
    if spec["sessionAffinity"] == "ClientIP":
        spec.setdefault("sessionAffinityConfig", {}).setdefault("clientIP", {}).setdefault("timeoutSeconds", 10800)
    for port in spec.get("ports") or []:
        port.setdefault("protocol", "TCP")
        port.setdefault("targetPort", port.get("port"))
    if spec["type"] in _EXPOSED:
        spec.setdefault("externalTrafficPolicy", "Cluster")
    if spec["type"] == "LoadBalancer":
        spec.setdefault("allocateLoadBalancerNodePorts", True)
    if spec["type"] != "ExternalName":
        spec.setdefault("internalTrafficPolicy", "Cluster")
    item.setdefault("status", {}).setdefault("loadBalancer", {})


def _ingress(item: Object) -> None:
    item.setdefault("spec", {})
    item.setdefault("status", {}).setdefault("loadBalancer", {})


def _network_policy(item: Object) -> None:
    spec = item.setdefault("spec", {})
    spec.setdefault("podSelector", {})
    if not spec.get("policyTypes"):
        spec["policyTypes"] = ["Ingress", *(["Egress"] if spec.get("egress") else [])]
    for rule in [*(spec.get("ingress") or []), *(spec.get("egress") or [])]:
        for port in rule.get("ports") or []:
            port.setdefault("protocol", "TCP")


def _slice(item: Object) -> None:
    for port in item.get("ports") or []:
        port.setdefault("protocol", "TCP")
        port.setdefault("name", "")


DEFAULTS = {
    "services": _service,
    "ingresses.networking.k8s.io": _ingress,
    "networkpolicies.networking.k8s.io": _network_policy,
    "endpointslices.discovery.k8s.io": _slice,
}
