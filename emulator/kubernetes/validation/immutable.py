"""Fields that an update must not change.

Source: the descriptions of the fields in https://kubernetes.io/docs/reference/kubernetes-api/
"""

from collections.abc import Callable
from typing import Any

from emulator.kubernetes import quantities
from emulator.kubernetes.errors import Cause, forbidden_field, invalid_value
from emulator.kubernetes.objects import Object, is_deleted

_IMMUTABLE = "field is immutable"
_FIELDS: dict[str, tuple[str, ...]] = {
    "deployments.apps": ("spec.selector",),
    "replicasets.apps": ("spec.selector",),
    "daemonsets.apps": ("spec.selector",),
    "jobs.batch": ("spec.completions", "spec.selector", "spec.template", "spec.completionMode"),
    "secrets": ("type",),
    "storageclasses.storage.k8s.io": ("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"),
    "ingressclasses.networking.k8s.io": ("spec.controller",),
    "customresourcedefinitions.apiextensions.k8s.io": ("spec.group", "spec.names.plural", "spec.scope"),
}
_STATEFUL_SET_MAY_CHANGE = (
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
)
_BOUND_CLAIM_MAY_CHANGE = ("resources", "volumeAttributesClassName")


def causes(resource: str, before: Object, after: Object) -> list[Cause]:
    added = set(after["metadata"].get("finalizers") or []) - set(before["metadata"].get("finalizers") or [])
    found = []
    if is_deleted(before) and added:
        names = ", ".join(f'"{name}"' for name in sorted(added))
        wrong = "no new finalizers can be added if the object is being deleted, found new finalizers []string"
        # Two rules of the server find this.
        found += [forbidden_field("metadata.finalizers", f"{wrong}{{{names}}}")] * 2
    found += [
        invalid_value(path, new, _IMMUTABLE)
        for path in _FIELDS.get(resource, ())
        if (new := _at(after, path)) != _at(before, path)
    ]
    return found + (_MORE[resource](before, after) if resource in _MORE else [])


def _at(item: Any, path: str) -> Any:
    for name in path.split("."):
        item = item.get(name) if isinstance(item, dict) else None
    return item


def _service(before: Object, after: Object) -> list[Cause]:
    old, new = before["spec"].get("clusterIP"), after["spec"].get("clusterIP")
    if after["spec"]["type"] == "ExternalName" or before["spec"]["type"] == "ExternalName" or old == new:
        return []
    return [invalid_value("spec.clusterIPs[0]", [new], "may not change once set")]


def _config(before: Object, after: Object) -> list[Cause]:
    if not before.get("immutable"):
        return []
    found = []
    if not after.get("immutable"):
        found.append(forbidden_field("immutable", "field is immutable when `immutable` is set"))
    for name in ("data", "binaryData"):
        if before.get(name) != after.get(name):
            found.append(forbidden_field(name, "field is immutable when `immutable` is set"))
    return found


def _claim(before: Object, after: Object) -> list[Cause]:
    bound = before.get("status", {}).get("phase") == "Bound"
    may_change = _BOUND_CLAIM_MAY_CHANGE if bound else ("volumeName",)
    if _without(before["spec"], may_change) != _without(after["spec"], may_change):
        wrong = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound "
        return [forbidden_field("spec", wrong + "claims")]
    if _storage(after) < _storage(before):
        path = "spec.resources.requests.storage"
        return [forbidden_field(path, "field can not be less than status.capacity")]
    return []


def _storage(claim: Object) -> Any:
    return quantities.parse(claim["spec"]["resources"]["requests"]["storage"])


def _without(spec: Object, names: tuple[str, ...]) -> Object:
    return {name: value for name, value in spec.items() if name not in names}


def _role_reference(before: Object, after: Object) -> list[Cause]:
    if before["roleRef"] == after["roleRef"]:
        return []
    names = {"apiGroup": "APIGroup", "kind": "Kind", "name": "Name"}
    shown = {shown: after["roleRef"].get(name, "") for name, shown in names.items()}
    return [invalid_value("roleRef", shown, "cannot change roleRef")]


def _stateful_set(before: Object, after: Object) -> list[Cause]:
    if _without(before["spec"], _STATEFUL_SET_MAY_CHANGE) == _without(after["spec"], _STATEFUL_SET_MAY_CHANGE):
        return []
    allowed = ", ".join(f"'{name}'" for name in _STATEFUL_SET_MAY_CHANGE[:-1])
    wrong = f"updates to statefulset spec for fields other than {allowed} and 'minReadySeconds' are forbidden"
    return [forbidden_field("spec", wrong)]


def _pod(before: Object, after: Object) -> list[Cause]:
    def fixed(item: Object) -> Object:
        spec = _without(item["spec"], ("activeDeadlineSeconds", "terminationGracePeriodSeconds", "tolerations"))
        return {
            name: [_without(each, ("image",)) for each in value] if name in ("containers", "initContainers") else value
            for name, value in spec.items()
            if name != "nodeName"
        }

    if fixed(before) == fixed(after):
        return []
    fields = "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
    fields += "`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` "
    fields += "(allow it to be set to 1 if it was previously negative)"
    return [forbidden_field("spec", f"pod updates may not change fields other than {fields}")]


def _priority_class(before: Object, after: Object) -> list[Cause]:
    wrong = "may not be changed in an update."
    return [
        forbidden_field(name, wrong) for name in ("value", "preemptionPolicy") if before.get(name) != after.get(name)
    ]


_MORE: dict[str, Callable[[Object, Object], list[Cause]]] = {
    "services": _service,
    "secrets": _config,
    "configmaps": _config,
    "persistentvolumeclaims": _claim,
    "rolebindings.rbac.authorization.k8s.io": _role_reference,
    "clusterrolebindings.rbac.authorization.k8s.io": _role_reference,
    "statefulsets.apps": _stateful_set,
    "pods": _pod,
    "priorityclasses.scheduling.k8s.io": _priority_class,
}
