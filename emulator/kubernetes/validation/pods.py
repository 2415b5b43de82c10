"""Rules of pods and pod templates.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
"""

import re
from collections.abc import Sequence
from typing import Any

from emulator.kubernetes import quantities
from emulator.kubernetes.errors import (
    Cause,
    duplicate,
    invalid_value,
    not_found_value,
    required,
    unsupported,
)
from emulator.kubernetes.objects import Object
from emulator.kubernetes.validation import names

_PULL_POLICIES = ("Always", "IfNotPresent", "Never")
_SINGLE_SOURCE = "may not specify more than 1 volume type"


def pod_spec_causes(spec: Object, path: str, *, restart_policies: Sequence[str]) -> list[Cause]:
    volumes, found = _volume_causes(spec, f"{path}.volumes")
    if not spec.get("containers"):
        found.append(required(f"{path}.containers"))
    seen: set[str] = set()
    for field in ("initContainers", "containers"):
        for number, container in enumerate(spec.get(field) or []):
            found += _container_causes(container, f"{path}.{field}[{number}]", volumes)
            name = container.get("name", "")
            if name in seen:
                found.append(duplicate(f"{path}.{field}[{number}].name", name))
            seen.add(name)
    return found + _restart_causes(spec, path, restart_policies)


def _restart_causes(spec: Object, path: str, allowed: Sequence[str]) -> list[Cause]:
    policy = spec.get("restartPolicy")
    if policy in allowed:
        return []
    if len(allowed) == 2:  # Jobs: the default of the field is not allowed.
        return [required(f"{path}.restartPolicy", 'valid values: "OnFailure", "Never"')]
    return [unsupported(f"{path}.restartPolicy", policy, allowed)]


def _volume_causes(spec: Object, path: str) -> tuple[set[str], list[Cause]]:
    seen: set[str] = set()
    found = []
    for number, volume in enumerate(spec.get("volumes") or []):
        where, name = f"{path}[{number}]", volume.get("name", "")
        if name and (wrong := names.label(name)):
            found.append(invalid_value(f"{where}.name", name, wrong))
        if name in seen:
            found.append(duplicate(f"{where}.name", name))
        sources = [key for key, value in volume.items() if key != "name" and value is not None]
        found += [Cause("FieldValueForbidden", f"{where}.{key}", f"Forbidden: {_SINGLE_SOURCE}") for key in sources[1:]]
        seen.add(name)
    return seen, found


def _container_causes(container: Object, path: str, volumes: set[str]) -> list[Cause]:
    found = []
    name = container.get("name")
    if not name:
        found.append(required(f"{path}.name"))
    elif wrong := names.label(name):
        found.append(invalid_value(f"{path}.name", name, wrong))
    if not container.get("image"):
        found.append(required(f"{path}.image"))
    if container.get("imagePullPolicy") not in _PULL_POLICIES:
        found.append(unsupported(f"{path}.imagePullPolicy", container.get("imagePullPolicy"), _PULL_POLICIES))
    found += _port_causes(container, f"{path}.ports")
    found += _environment_causes(container, f"{path}.env")
    found += _mount_causes(container, f"{path}.volumeMounts", volumes)
    return found + _resource_causes(container.get("resources") or {}, f"{path}.resources")


def _port_causes(container: Object, path: str) -> list[Cause]:
    found = []
    for number, port in enumerate(container.get("ports") or []):
        value = port.get("containerPort")
        if value is not None and not 1 <= value <= 65535:
            wrong = "must be between 1 and 65535, inclusive"
            found.append(invalid_value(f"{path}[{number}].containerPort", value, wrong))
    return found


def _environment_causes(container: Object, path: str) -> list[Cause]:
    found = []
    for number, variable in enumerate(container.get("env") or []):
        name = variable.get("name", "")
        if name and not re.fullmatch(r"[\x20-\x3c\x3e-\x7e]+", name):
            wrong = "a valid environment variable name must consist only of printable ASCII characters other than '='"
            found.append(invalid_value(f"{path}[{number}].name", name, wrong))
        if variable.get("value") and variable.get("valueFrom"):
            wrong = "may not be specified when `value` is not empty"
            found.append(invalid_value(f"{path}[{number}].valueFrom", "", wrong))
    return found


def _mount_causes(container: Object, path: str, volumes: set[str]) -> list[Cause]:
    found, seen = [], set()
    for number, mount in enumerate(container.get("volumeMounts") or []):
        if mount.get("name") not in volumes:
            found.append(not_found_value(f"{path}[{number}].name", mount.get("name")))
        place = mount.get("mountPath")
        if place in seen:
            found.append(invalid_value(f"{path}[{number}].mountPath", place, "must be unique"))
        seen.add(place)
    return found


def _resource_causes(resources: Object, path: str) -> list[Cause]:
    limits: dict[str, Any] = resources.get("limits") or {}
    found = []
    for name, request in (resources.get("requests") or {}).items():
        if quantities.parse(request) < 0:
            found.append(invalid_value(f"{path}.requests[{name}]", request, "must be greater than or equal to 0"))
        if name in limits and quantities.parse(request) > quantities.parse(limits[name]):
            wrong = f"must be less than or equal to {name} limit of {limits[name]}"
            found.append(invalid_value(f"{path}.requests", request, wrong))
    return found
