"""Defaults of secrets, namespaces, roles and bindings."""

import base64

from emulator.kubernetes.objects import Object

_RBAC = "rbac.authorization.k8s.io"


def _secret(item: Object) -> None:
    item.setdefault("type", "Opaque")
    for name, text in (item.pop("stringData", None) or {}).items():
        item.setdefault("data", {})[name] = base64.b64encode(text.encode()).decode()


def _namespace(item: Object) -> None:
    item["metadata"].setdefault("labels", {})["kubernetes.io/metadata.name"] = item["metadata"].get("name", "")
    item.setdefault("spec", {}).setdefault("finalizers", ["kubernetes"])
    item.setdefault("status", {}).setdefault("phase", "Active")


def _binding(item: Object) -> None:
    if "roleRef" in item:
        item["roleRef"].setdefault("apiGroup", _RBAC)
    for subject in item.get("subjects") or []:
        if subject.get("kind") in ("User", "Group"):
            subject.setdefault("apiGroup", _RBAC)


def _priority_class(item: Object) -> None:
    item.setdefault("preemptionPolicy", "PreemptLowerPriority")


DEFAULTS = {
    "secrets": _secret,
    "namespaces": _namespace,
    "rolebindings.rbac.authorization.k8s.io": _binding,
    "clusterrolebindings.rbac.authorization.k8s.io": _binding,
    "priorityclasses.scheduling.k8s.io": _priority_class,
}
