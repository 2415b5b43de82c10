"""Rules of workloads, jobs, budgets and autoscalers."""

import re
from collections.abc import Callable

from emulator.kubernetes.admission.pods import SYSTEM_PRIORITIES
from emulator.kubernetes.errors import Cause, forbidden_field, invalid_value, required, unsupported
from emulator.kubernetes.objects import Object, labels_of
from emulator.kubernetes.selectors import selected_by
from emulator.kubernetes.validation.names import label_causes
from emulator.kubernetes.validation.pods import pod_spec_causes

_HIGHEST_PRIORITY = 1_000_000_000
_JOB_POLICIES = ("OnFailure", "Never")
_POD_POLICIES = ("Always", "OnFailure", "Never")
_CRON_FIELD = re.compile(r"^[\d*/,\-?A-Za-z#]+$")


def _pod(item: Object) -> list[Cause]:
    return pod_spec_causes(item["spec"], "spec", restart_policies=_POD_POLICIES)


def _selecting(kind: str) -> Callable[[Object], list[Cause]]:
    def rule(item: Object) -> list[Cause]:
        return _selector_causes(item["spec"], kind) + _template_causes(item["spec"]["template"], "spec.template")

    return rule


def _selector_causes(spec: Object, kind: str) -> list[Cause]:
    selector, labels = spec.get("selector"), labels_of(spec["template"])
    found = []
    if selector is None:
        found.append(required("spec.selector"))
    elif not selector.get("matchLabels") and not selector.get("matchExpressions"):
        return [invalid_value("spec.selector", {}, f"empty selector is invalid for {kind}")]
    if selector is None or not selected_by(selector, labels):
        wrong = "`selector` does not match template `labels`"
        found.append(invalid_value("spec.template.metadata.labels", labels or None, wrong))
    return found


def _template_causes(template: Object, path: str, policies: tuple[str, ...] = ("Always",)) -> list[Cause]:
    spec = pod_spec_causes(template["spec"], f"{path}.spec", restart_policies=policies)
    return label_causes(template["metadata"], f"{path}.metadata") + spec


def _deployment(item: Object) -> list[Cause]:
    found = _selecting("deployment")(item)
    strategy = item["spec"]["strategy"]
    if strategy["type"] == "Recreate" and strategy.get("rollingUpdate") is not None:
        wrong = "may not be specified when strategy `type` is 'Recreate'"
        found.append(forbidden_field("spec.strategy.rollingUpdate", wrong))
    if item["spec"]["replicas"] < 0:
        found.append(invalid_value("spec.replicas", item["spec"]["replicas"], "must be greater than or equal to 0"))
    if item["spec"]["progressDeadlineSeconds"] <= item["spec"].get("minReadySeconds", 0):
        wrong = "must be greater than minReadySeconds"
        found.append(invalid_value("spec.progressDeadlineSeconds", item["spec"]["progressDeadlineSeconds"], wrong))
    return found


def _job(item: Object) -> list[Cause]:
    return _template_causes(item["spec"]["template"], "spec.template", _JOB_POLICIES)


def _cron_job(item: Object) -> list[Cause]:
    spec = item["spec"]
    found = []
    schedule = spec.get("schedule", "")
    parts = schedule.split()
    if schedule and not schedule.startswith("@"):
        if len(parts) != 5:
            wrong = f"expected exactly 5 fields, found {len(parts)}: [{' '.join(parts)}]"
            found.append(invalid_value("spec.schedule", schedule, wrong))
        elif bad := [part for part in parts if not _CRON_FIELD.match(part)]:
            found.append(invalid_value("spec.schedule", schedule, f"failed to parse int from {bad[0]}"))
    if len(item["metadata"].get("name", "")) > 52:
        wrong = "must be no more than 52 characters"
        found.append(invalid_value("metadata.name", item["metadata"]["name"], wrong))
    path = "spec.jobTemplate.spec.template"
    return found + _template_causes(spec["jobTemplate"]["spec"]["template"], path, _JOB_POLICIES)


def _budget(item: Object) -> list[Cause]:
    spec = item.get("spec") or {}
    if "minAvailable" in spec and "maxUnavailable" in spec:
        shown = {
            "MinAvailable": spec["minAvailable"],
            "Selector": spec.get("selector"),
            "MaxUnavailable": spec["maxUnavailable"],
            "UnhealthyPodEvictionPolicy": spec.get("unhealthyPodEvictionPolicy"),
        }
        return [invalid_value("spec", shown, "minAvailable and maxUnavailable cannot be both set")]
    return []


def _autoscaler(item: Object) -> list[Cause]:
    spec = item["spec"]
    if spec.get("maxReplicas", 0) < spec["minReplicas"]:
        wrong = "must be greater than or equal to `minReplicas`"
        return [invalid_value("spec.maxReplicas", spec.get("maxReplicas", 0), wrong)]
    return []


def _priority_class(item: Object) -> list[Cause]:
    name, value = item["metadata"].get("name", ""), item.get("value", 0)
    found = []
    if SYSTEM_PRIORITIES.get(name) == value:
        return []
    if name.startswith("system-"):
        wrong = "priority class names with 'system-' prefix are reserved for system use only."
        found.append(forbidden_field("metadata.name", f"{wrong} error: {name} is not a known system priority class"))
    elif value > _HIGHEST_PRIORITY:
        wrong = f"maximum allowed value of a user defined priority is {_HIGHEST_PRIORITY}"
        found.append(forbidden_field("value", wrong))
    return found


def _binding(*kinds: str) -> Callable[[Object], list[Cause]]:
    def rule(item: Object) -> list[Cause]:
        kind = (item.get("roleRef") or {}).get("kind", "")
        return [] if kind in kinds else [unsupported("roleRef.kind", kind, kinds)]

    return rule


RULES: dict[str, Callable[[Object], list[Cause]]] = {
    "pods": _pod,
    "deployments.apps": _deployment,
    "replicasets.apps": _selecting("replicaset"),
    "statefulsets.apps": _selecting("statefulset"),
    "daemonsets.apps": _selecting("daemonset"),
    "jobs.batch": _job,
    "cronjobs.batch": _cron_job,
    "poddisruptionbudgets.policy": _budget,
    "priorityclasses.scheduling.k8s.io": _priority_class,
    "rolebindings.rbac.authorization.k8s.io": _binding("Role", "ClusterRole"),
    "clusterrolebindings.rbac.authorization.k8s.io": _binding("ClusterRole"),
    "horizontalpodautoscalers.autoscaling": _autoscaler,
}
