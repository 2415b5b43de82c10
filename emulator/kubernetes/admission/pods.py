"""Pods: their service account, its token, tolerations and priority.

Source: https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/ (ServiceAccount,
DefaultTolerationSeconds, Priority).
"""

from emulator.kubernetes.api import Api
from emulator.kubernetes.errors import forbidden
from emulator.kubernetes.objects import Object, containers_of, random_suffix
from emulator.kubernetes.requests import Caller
from emulator.kubernetes.resources import Resource

_TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"
_MODE = 0o644
_TOKEN_SECONDS = 3607
SYSTEM_PRIORITIES = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}


def admit(api: Api, resource: Resource, item: Object, before: Object | None, _caller: Caller) -> None:
    if before is not None:
        return
    spec, name = item["spec"], item["metadata"].get("name", "")
    _set_account(api, resource, item)
    tolerations = spec.setdefault("tolerations", [])
    for taint in ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"):
        if not any(each.get("key") in (taint, None) and each.get("operator") == "Exists" for each in tolerations):
            tolerations.append({"key": taint, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300})
    spec["priority"] = _priority(api, resource, name, spec.get("priorityClassName"))
    spec.setdefault("preemptionPolicy", "PreemptLowerPriority")


def _set_account(api: Api, resource: Resource, item: Object) -> None:
    spec, namespace = item["spec"], item["metadata"]["namespace"]
    account_name = spec.setdefault("serviceAccountName", "default")
    spec["serviceAccount"] = account_name
    account = api.get("serviceaccounts", namespace, account_name)
    if account is None:
        why = f'error looking up service account {namespace}/{account_name}: serviceaccount "{account_name}" not found'
        raise forbidden(resource, item["metadata"].get("name", ""), why)
    if account.get("imagePullSecrets") and not spec.get("imagePullSecrets"):
        spec["imagePullSecrets"] = account["imagePullSecrets"]
    mounts = spec.get("automountServiceAccountToken", account.get("automountServiceAccountToken", True))
    if mounts:
        _mount_token(spec)


def _mount_token(spec: Object) -> None:
    volume = f"kube-api-access-{random_suffix()}"
    mounted = False
    for _, container in containers_of(spec):
        mounts = container.setdefault("volumeMounts", [])
        if not any(mount.get("mountPath") == _TOKEN_PATH for mount in mounts):
            mounts.append({"name": volume, "readOnly": True, "mountPath": _TOKEN_PATH})
            mounted = True
    if mounted:
        root = {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}
        field = {"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}
        sources = [
            {"serviceAccountToken": {"expirationSeconds": _TOKEN_SECONDS, "path": "token"}},
            {"configMap": root},
            {"downwardAPI": {"items": [field]}},
        ]
        projected = {"sources": sources, "defaultMode": _MODE}
        spec.setdefault("volumes", []).append({"name": volume, "projected": projected})


def _priority(api: Api, resource: Resource, name: str, class_name: str | None) -> int:
    if not class_name:
        return 0
    found = api.get("priorityclasses.scheduling.k8s.io", "", class_name)
    if found is None:
        raise forbidden(resource, name, f"no PriorityClass with name {class_name} was found")
    value: int = found["value"]
    return value
