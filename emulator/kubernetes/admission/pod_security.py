"""Pod Security admission by the labels of namespaces.

`enforce` applies to pods, `warn` to pods and to the kinds with pod templates.
Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/
"""

from emulator.kubernetes.admission.pod_security_standards import LEVELS, violations
from emulator.kubernetes.api import Api
from emulator.kubernetes.errors import Cause, forbidden, invalid
from emulator.kubernetes.objects import Object, labels_of
from emulator.kubernetes.requests import Caller
from emulator.kubernetes.resources import Resource

_PREFIX = "pod-security.kubernetes.io/"
_MODES = ("enforce", "audit", "warn")


def enforce(api: Api, resource: Resource, item: Object, before: Object | None, caller: Caller) -> None:
    if before is not None and before["spec"] == item["spec"]:
        return
    level, version = _level(api, item, "enforce")
    found = violations(level, item)
    if found:
        raise forbidden(resource, item["metadata"].get("name", ""), _told(level, version, found))
    _warn(api, item, item, caller)


def warn(api: Api, resource: Resource, item: Object, _before: Object | None, caller: Caller) -> None:
    spec = item["spec"]["jobTemplate"]["spec"] if resource.kind == "CronJob" else item["spec"]
    _warn(api, item, spec["template"], caller)


def _warn(api: Api, item: Object, template: Object, caller: Caller) -> None:
    level, version = _level(api, item, "warn")
    found = violations(level, template)
    if found:
        caller.warnings.append("would violate" + _told(level, version, found).removeprefix("violates"))


def _told(level: str, version: str, found: list[str]) -> str:
    return f'violates PodSecurity "{level}:{version}": {", ".join(found)}'


def _level(api: Api, item: Object, mode: str) -> tuple[str, str]:
    namespace = api.get("namespaces", "", item["metadata"]["namespace"])
    labels = labels_of(namespace) if namespace else {}
    return labels.get(_PREFIX + mode, "privileged"), labels.get(f"{_PREFIX}{mode}-version", "latest")


def check_labels(_api: Api, resource: Resource, item: Object, _before: Object | None, _caller: Caller) -> None:
    """Refuse levels that do not exist."""
    for mode in _MODES:
        level = labels_of(item).get(_PREFIX + mode)
        if level is not None and level not in LEVELS:
            message = f'Invalid value: "{level}": must be one of {", ".join(LEVELS)}'
            cause = Cause("FieldValueInvalid", f"metadata.labels[{_PREFIX}{mode}]", message)
            raise invalid(resource, item["metadata"]["name"], [cause])
