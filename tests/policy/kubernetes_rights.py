"""Broad permissions of roles, pods and services of an application stack."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.policy.scanner import Finding
from tests.unit.kubernetes.helm_values import parsed

Arguments = Mapping[str, Any]
ROLES = ("kubernetes_cluster_role_v1", "kubernetes_role_v1")
BINDINGS = ("kubernetes_cluster_role_binding_v1", "kubernetes_role_binding_v1")
# Verbs for privilege escalation (https://kubernetes.io/docs/concepts/security/rbac-good-practices/).
RAISING_VERBS = {"bind", "escalate", "impersonate"}
# Resources whose creation or reading allows privilege escalation (same page).
TELLING_RESOURCES = {"nodes/proxy", "pods/exec", "secrets", "serviceaccounts/token"}
STARTING = ({"pods", "deployments", "daemonsets", "statefulsets", "replicasets", "jobs", "cronjobs"}, {"create"})


def kubernetes_findings(stack: str, configuration: Arguments) -> Iterator[Finding]:
    """Everything in `configuration` that is broader than named objects, or open to the outside."""
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
    for name, release in resources.get("helm_release", {}).items():
        # The stack contains the objects of our charts, but not those of third-party charts.
        if not release["chart"].startswith("assets/"):
            yield "chart", "brings roles and pods that are not seen here", f"helm_release.{name} {release['chart']}"
        for values in release.get("values", []):
            for check, title, part in _of_the_operator(parsed(values)):
                yield check, title, f"helm_release.{name} {part}"
    for address, pod in _pods(resources):
        yield from _pod(address, pod)


def _of_the_operator(values: Arguments) -> Iterator[tuple[str, str, str]]:
    """What the operator's charts create in the whole cluster, or under accounts that no other test sees.

    The charts' defaults are those of the versions in `constructs_lib/kubernetes/operator_components.py`.
    """
    if "airgapped" in values and values.get("namespaceIsolation") != {"enabled": True}:
        yield "whole-cluster", "manages objects of the whole cluster", "namespaceIsolation"
    manifest = values.get("object", {})
    if manifest.get("kind") != "WeightsAndBiases":
        return
    chart = manifest["spec"]["values"]
    title = "creates a role for the whole cluster"
    for key in ("otel", "prometheus"):
        if chart.get(key, {}).get("install", True):
            yield "whole-cluster", title, key
    if chart.get("console", {}).get("role") != {"type": "Role"}:
        yield "whole-cluster", title, "console"
    if chart.get("app", {}).get("internalJWTMap") != []:
        yield "whole-cluster", "lets everyone read the cluster's OpenID configuration", "app"
    for key, component in chart.items():
        account = component.get("serviceAccount") if isinstance(component, Mapping) else None
        if isinstance(account, Mapping) and account.get("create", True):
            yield "own-account", "has a service account that the chart creates", key


def _pods(resources: Arguments) -> Iterator[tuple[str, Arguments]]:
    """Address and pod template of every object that creates pods."""
    for type_, named in resources.items():
        for name, arguments in named.items():
            spec = arguments.get("spec") if type_.startswith("kubernetes_") else None
            while isinstance(spec, Mapping) and ("template" in spec or "job_template" in spec):
                spec = (spec.get("template") or spec.get("job_template"))["spec"]
                if "container" in spec:
                    yield f"{type_}.{name}", spec


def _pod(address: str, pod: Arguments) -> Iterator[tuple[str, str, str]]:
    for shared in ("host_network", "host_pid", "host_ipc"):
        if pod.get(shared):
            yield "host", "shares what is its node's", f"{address} {shared}"
    if any("host_path" in volume for volume in pod.get("volume", [])):
        yield "host", "shares what is its node's", f"{address} host_path"
    # By default, Kubernetes mounts a token in every pod.
    if pod.get("automount_service_account_token", True):
        yield "api-token", "holds a token for the Kubernetes API", address


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
