"""Rules of services and ingresses."""

import re
from collections.abc import Callable

from emulator.kubernetes.errors import Cause, duplicate, invalid_value, required, unsupported
from emulator.kubernetes.objects import Object
from emulator.kubernetes.validation import names

_TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
_PATH_TYPES = ("Exact", "ImplementationSpecific", "Prefix")


def _service(item: Object) -> list[Cause]:
    spec = item["spec"]
    ports = spec.get("ports") or []
    found = []
    if spec["type"] not in _TYPES:
        found.append(unsupported("spec.type", spec["type"], _TYPES))
    if not ports and spec["type"] != "ExternalName" and spec.get("clusterIP") != "None":
        found.append(required("spec.ports"))
    if spec["type"] == "ExternalName" and not spec.get("externalName"):
        found.append(required("spec.externalName"))
    seen = set()
    for number, port in enumerate(ports):
        path = f"spec.ports[{number}]"
        if len(ports) > 1 and not port.get("name"):
            found.append(required(f"{path}.name"))
        elif port.get("name") in seen:
            found.append(duplicate(f"{path}.name", port["name"]))
        seen.add(port.get("name"))
        if not 1 <= port.get("port", 0) <= 65535:
            wrong = "must be between 1 and 65535, inclusive"
            found.append(invalid_value(f"{path}.port", port.get("port", 0), wrong))
            if port.get("targetPort") == port.get("port"):
                found.append(invalid_value(f"{path}.targetPort", port["port"], wrong))
    return found


def _ingress(item: Object) -> list[Cause]:
    spec = item["spec"]
    if not spec.get("rules") and not spec.get("defaultBackend"):
        return [invalid_value("spec", None, "either `defaultBackend` or `rules` must be specified")]
    found = []
    for number, rule in enumerate(spec.get("rules") or []):
        host = rule.get("host", "")
        plain = host.removeprefix("*.")
        if plain and (wrong := names.subdomain(plain)):
            found.append(invalid_value(f"spec.rules[{number}].host", host, wrong))
        for place, path in enumerate((rule.get("http") or {}).get("paths") or []):
            found += _path(path, f"spec.rules[{number}].http.paths[{place}]")
    return found


def _path(path: Object, where: str) -> list[Cause]:
    kind, text = path.get("pathType"), path.get("path", "")
    if not kind:
        return [required(f"{where}.pathType", "pathType must be specified")]
    if kind not in _PATH_TYPES:
        return [unsupported(f"{where}.pathType", kind, _PATH_TYPES)]
    if kind != "ImplementationSpecific" and not re.match("^/", text):
        return [invalid_value(f"{where}.path", text, "must be an absolute path")]
    return []


RULES: dict[str, Callable[[Object], list[Cause]]] = {"services": _service, "ingresses.networking.k8s.io": _ingress}
