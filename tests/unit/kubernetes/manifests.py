"""Terraform resources of the Kubernetes provider as the objects that the provider sends to the API."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Manifest = dict[str, Any]
KINDS = {
    "kubernetes_cluster_role_binding_v1": ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
    "kubernetes_cluster_role_v1": ("rbac.authorization.k8s.io/v1", "ClusterRole"),
    "kubernetes_config_map_v1": ("v1", "ConfigMap"),
    "kubernetes_cron_job_v1": ("batch/v1", "CronJob"),
    "kubernetes_deployment_v1": ("apps/v1", "Deployment"),
    "kubernetes_ingress_v1": ("networking.k8s.io/v1", "Ingress"),
    "kubernetes_namespace_v1": ("v1", "Namespace"),
    "kubernetes_persistent_volume_claim_v1": ("v1", "PersistentVolumeClaim"),
    "kubernetes_pod_disruption_budget_v1": ("policy/v1", "PodDisruptionBudget"),
    "kubernetes_priority_class_v1": ("scheduling.k8s.io/v1", "PriorityClass"),
    "kubernetes_role_binding_v1": ("rbac.authorization.k8s.io/v1", "RoleBinding"),
    "kubernetes_role_v1": ("rbac.authorization.k8s.io/v1", "Role"),
    "kubernetes_secret_v1": ("v1", "Secret"),
    "kubernetes_service_account_v1": ("v1", "ServiceAccount"),
    "kubernetes_service_v1": ("v1", "Service"),
    "kubernetes_storage_class_v1": ("storage.k8s.io/v1", "StorageClass"),
}
# Names whose singular the provider uses for a list; single values of these names (a probe's port and path) stay.
_LISTS = {
    "container": "containers",
    "init_container": "initContainers",
    "path": "paths",
    "port": "ports",
    "rule": "rules",
    "subject": "subjects",
    "toleration": "tolerations",
    "topology_spread_constraint": "topologySpreadConstraints",
    "volume": "volumes",
    "volume_mount": "volumeMounts",
}
_OTHER_NAMES = {"data_wo": "stringData", "storage_provisioner": "provisioner", "timezone": "timeZone"}
# Keys in these are the user's own, not names of the API.
_FREE = {
    "annotations",
    "data",
    "data_wo",
    "labels",
    "limits",
    "match_labels",
    "node_selector",
    "parameters",
    "requests",
}
_TEXT_NUMBERS = {"fs_group", "replicas", "run_as_group", "run_as_user", "toleration_seconds"}
_ONE_OF_LIST = {"label_selector"}
_OF_TERRAFORM = {"//", "data_wo_revision", "depends_on", "lifecycle", "timeouts"}


def manifests(configuration: Mapping[str, Any]) -> Iterator[tuple[str, Manifest]]:
    """Address and API object of every Kubernetes resource in a stack's configuration."""
    for type_, resources in configuration["resource"].items():
        if type_ == "terraform_data":
            continue
        api_version, kind = KINDS[type_]
        for name, arguments in resources.items():
            yield f"{type_}.{name}", {"apiVersion": api_version, "kind": kind, **_object(arguments)}


def _object(arguments: Mapping[str, Any]) -> Manifest:
    return {
        _name(name, value): _value(name, value)
        for name, value in arguments.items()
        if name not in _OF_TERRAFORM and not name.startswith("wait_")
    }


def _name(name: str, value: Any) -> str:
    if name in _LISTS and isinstance(value, list):
        return _LISTS[name]
    return _OTHER_NAMES.get(name) or re.sub(r"_([a-z])", lambda match: match[1].upper(), name).replace("Ip", "IP")


def _value(name: str, value: Any) -> Any:
    if name in _FREE:
        return value
    if name in _TEXT_NUMBERS:
        return int(value)
    if name in _ONE_OF_LIST:
        [value] = value
    if isinstance(value, list):
        return [_object(each) if isinstance(each, dict) else each for each in value]
    return _object(value) if isinstance(value, dict) else value
