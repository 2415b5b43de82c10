"""What roles, pods and services of a stack allow inside the cluster, and out of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.policy.scanner import Finding

Arguments = Mapping[str, Any]
ROLES = ("kubernetes_cluster_role_v1", "kubernetes_role_v1")
BINDINGS = ("kubernetes_cluster_role_binding_v1", "kubernetes_role_binding_v1")
# Verbs by which a role gives itself more (https://kubernetes.io/docs/concepts/security/rbac-good-practices/).
RAISING_VERBS = {"bind", "escalate", "impersonate"}
# What one may become by making or reading them, on the same page.
TELLING_RESOURCES = {"nodes/proxy", "pods/exec", "secrets", "serviceaccounts/token"}
STARTING = ({"pods", "deployments", "daemonsets", "statefulsets", "replicasets", "jobs", "cronjobs"}, {"create"})


def kubernetes_findings(stack: str, configuration: Arguments) -> Iterator[Finding]:
    """Everything in `configuration` that is broader than named objects, or lets in from outside."""
    for check, title, address in _found(configuration.get("resource", {})):
        yield Finding(check, title, stack, address)


def _found(resources: Arguments) -> Iterator[tuple[str, str, str]]:
    for type_ in ROLES:
        for name, role in resources.get(type_, {}).items():
            for rule in role["rule"]:
                yield from _broad(f"{type_}.{name}", rule)
    for type_ in BINDINGS:
        for name, binding in resources.get(type_, {}).items():
            for subject in binding["subject"]:
                if subject["kind"] != "ServiceAccount":
                    yield "many-subjects", "binds more than a service account", f"{type_}.{name} {subject['name']}"
    for name, service in resources.get("kubernetes_service_v1", {}).items():
        kind = service["spec"].get("type", "ClusterIP")
        if kind not in ("ClusterIP", "NodePort"):
            yield "open-to-the-world", "has an address of its own", f"kubernetes_service_v1.{name} {kind}"
    for address, pod in _pods(resources):
        for shared in ("host_network", "host_pid", "host_ipc"):
            if pod.get(shared):
                yield "host", "shares what is its node's", f"{address} {shared}"
        if any("host_path" in volume for volume in pod.get("volume", [])):
            yield "host", "shares what is its node's", f"{address} host_path"
        if pod.get("automount_service_account_token"):
            yield "api-token", "holds a token for the Kubernetes API", address


def _pods(resources: Arguments) -> Iterator[tuple[str, Arguments]]:
    """The address of everything that starts pods, and what they are."""
    for name, deployment in resources.get("kubernetes_deployment_v1", {}).items():
        yield f"kubernetes_deployment_v1.{name}", deployment["spec"]["template"]["spec"]
    for name, cron_job in resources.get("kubernetes_cron_job_v1", {}).items():
        yield f"kubernetes_cron_job_v1.{name}", cron_job["spec"]["job_template"]["spec"]["template"]["spec"]


def _broad(place: str, rule: Arguments) -> Iterator[tuple[str, str, str]]:
    verbs, resources = set(rule["verbs"]), set(rule.get("resources", ()))
    for name in sorted({"*"} & (verbs | resources | set(rule.get("api_groups", ())))):
        yield "pattern", "allows by a pattern", f"{place} {name}"
    for verb in sorted(verbs & RAISING_VERBS):
        yield "raises-itself", "can give itself more", f"{place} {verb}"
    named = bool(rule.get("resource_names"))
    for resource in sorted(resources & TELLING_RESOURCES):
        if not named:
            yield "tells", "reads or makes what others are known by", f"{place} {resource}"
    kinds, starting = STARTING
    for resource in sorted(resources & kinds):
        if verbs & starting:
            yield "starts-pods", "starts pods, under any service account", f"{place} {resource}"
