"""Defaults of pods and of pod templates."""

from collections.abc import Iterable

from emulator.kubernetes.objects import Object, containers_of

_MODE = 0o644
_HOUR = 3600
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def set_pod(pod: Object) -> None:
    """A pod has more defaults than a template."""
    spec = pod.setdefault("spec", {})
    set_pod_spec(spec)
    spec.setdefault("enableServiceLinks", True)
    for _, container in containers_of(spec):
        resources = container["resources"]
        for name, limit in (resources.get("limits") or {}).items():
            resources.setdefault("requests", {}).setdefault(name, limit)
    pod.setdefault("status", {}).setdefault("phase", "Pending")
    pod["status"].setdefault("qosClass", quality_of_service(spec))


def set_template(template: Object) -> None:
    template.setdefault("metadata", {})
    set_pod_spec(template.setdefault("spec", {}))


def set_pod_spec(spec: Object) -> None:
    spec.setdefault("restartPolicy", "Always")
    spec.setdefault("dnsPolicy", "ClusterFirst")
    spec.setdefault("schedulerName", "default-scheduler")
    spec.setdefault("terminationGracePeriodSeconds", 30)
    spec.setdefault("securityContext", {})
    if spec.get("serviceAccountName"):
        # The deprecated name of the field is kept equal.
        spec["serviceAccount"] = spec["serviceAccountName"]
    elif spec.get("serviceAccount"):
        spec["serviceAccountName"] = spec["serviceAccount"]
    for _, container in containers_of(spec):
        _set_container(container, host_network=bool(spec.get("hostNetwork")))
    for volume in spec.get("volumes") or []:
        _set_volume(volume)


def _set_container(container: Object, *, host_network: bool) -> None:
    container.setdefault("terminationMessagePath", "/dev/termination-log")
    container.setdefault("terminationMessagePolicy", "File")
    container.setdefault("imagePullPolicy", _pull_policy(container.get("image", "")))
    container.setdefault("resources", {})
    for port in container.get("ports") or []:
        port.setdefault("protocol", "TCP")
        if host_network:
            port.setdefault("hostPort", port.get("containerPort"))
    for variable in container.get("env") or []:
        source = variable.get("valueFrom") or {}
        if "fieldRef" in source:
            source["fieldRef"].setdefault("apiVersion", "v1")
        if "resourceFieldRef" in source:
            source["resourceFieldRef"].setdefault("divisor", "0")
    for name in _PROBES:
        if container.get(name) is not None:
            _set_probe(container[name])
    for handler in (container.get("lifecycle") or {}).values():
        if isinstance(handler, dict):
            _set_http(handler)


def _pull_policy(image: str) -> str:
    if "@" in image:
        return "IfNotPresent"
    tag = image.rpartition("/")[2].partition(":")[2]
    return "Always" if tag in ("", "latest") else "IfNotPresent"


def _set_probe(probe: Object) -> None:
    probe.setdefault("timeoutSeconds", 1)
    probe.setdefault("periodSeconds", 10)
    probe.setdefault("successThreshold", 1)
    probe.setdefault("failureThreshold", 3)
    _set_http(probe)
    if "grpc" in probe:
        probe["grpc"].setdefault("service", "")


def _set_http(handler: Object) -> None:
    if handler.get("httpGet") is not None:
        handler["httpGet"].setdefault("path", "/")
        handler["httpGet"].setdefault("scheme", "HTTP")


def _set_volume(volume: Object) -> None:
    if set(volume) == {"name"}:
        volume["emptyDir"] = {}
    for name in ("configMap", "secret", "downwardAPI", "projected"):
        if volume.get(name) is not None:
            volume[name].setdefault("defaultMode", _MODE)
    if volume.get("hostPath") is not None:
        volume["hostPath"].setdefault("type", "")
    for source in _projections(volume):
        if "serviceAccountToken" in source:
            source["serviceAccountToken"].setdefault("expirationSeconds", _HOUR)
        _set_field_references(source.get("downwardAPI") or {})
    _set_field_references(volume.get("downwardAPI") or {})
    claim = ((volume.get("ephemeral") or {}).get("volumeClaimTemplate") or {}).get("spec")
    if claim is not None:
        claim.setdefault("volumeMode", "Filesystem")


def _projections(volume: Object) -> Iterable[Object]:
    sources: list[Object] = (volume.get("projected") or {}).get("sources") or []
    return sources


def _set_field_references(source: Object) -> None:
    for item in source.get("items") or []:
        if "fieldRef" in item:
            item["fieldRef"].setdefault("apiVersion", "v1")


def quality_of_service(spec: Object) -> str:
    """The class of a pod (https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/)."""
    resources = [container.get("resources") or {} for _, container in containers_of(spec)]
    if not any(each.get("limits") or each.get("requests") for each in resources):
        return "BestEffort"

    def guaranteed(each: Object) -> bool:
        limits = {name: value for name, value in (each.get("limits") or {}).items() if name in ("cpu", "memory")}
        requests = {name: value for name, value in (each.get("requests") or {}).items() if name in limits}
        return len(limits) == 2 and limits == requests

    return "Guaranteed" if all(map(guaranteed, resources)) else "Burstable"
