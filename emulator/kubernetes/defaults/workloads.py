"""Defaults of workloads: the kinds with pod templates, budgets and autoscalers."""

from emulator.kubernetes.defaults.pods import set_template
from emulator.kubernetes.defaults.storage import set_claim_spec
from emulator.kubernetes.objects import Object, labels_of

_QUARTER = "25%"


def _deployment(item: Object) -> None:
    spec = item.setdefault("spec", {})
    spec.setdefault("replicas", 1)
    spec.setdefault("revisionHistoryLimit", 10)
    spec.setdefault("progressDeadlineSeconds", 600)
    strategy = spec.setdefault("strategy", {})
    strategy.setdefault("type", "RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        rolling = strategy.setdefault("rollingUpdate", {})
        rolling.setdefault("maxSurge", _QUARTER)
        rolling.setdefault("maxUnavailable", _QUARTER)
    set_template(spec.setdefault("template", {}))


def _replica_set(item: Object) -> None:
    spec = item.setdefault("spec", {})
    spec.setdefault("replicas", 1)
    set_template(spec.setdefault("template", {}))


def _stateful_set(item: Object) -> None:
    spec = item.setdefault("spec", {})
    spec.setdefault("replicas", 1)
    spec.setdefault("podManagementPolicy", "OrderedReady")
    spec.setdefault("revisionHistoryLimit", 10)
    spec.setdefault("serviceName", "")
    strategy = spec.setdefault("updateStrategy", {})
    strategy.setdefault("type", "RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        strategy.setdefault("rollingUpdate", {}).setdefault("partition", 0)
    retention = spec.setdefault("persistentVolumeClaimRetentionPolicy", {})
    retention.setdefault("whenDeleted", "Retain")
    retention.setdefault("whenScaled", "Retain")
    for template in spec.get("volumeClaimTemplates") or []:
        template |= {"kind": "PersistentVolumeClaim", "apiVersion": "v1", "status": {"phase": "Pending"}}
        set_claim_spec(template.setdefault("spec", {}))
    set_template(spec.setdefault("template", {}))


def _daemon_set(item: Object) -> None:
    spec = item.setdefault("spec", {})
    spec.setdefault("revisionHistoryLimit", 10)
    strategy = spec.setdefault("updateStrategy", {})
    strategy.setdefault("type", "RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        rolling = strategy.setdefault("rollingUpdate", {})
        rolling.setdefault("maxSurge", 0)
        rolling.setdefault("maxUnavailable", 1)
    set_template(spec.setdefault("template", {}))


def _job(item: Object) -> None:
    spec = item.setdefault("spec", {})
    if "completions" not in spec and "parallelism" not in spec:
        spec["completions"] = 1
    spec.setdefault("parallelism", 1)
    spec.setdefault("backoffLimit", 6)
    spec.setdefault("completionMode", "NonIndexed")
    spec.setdefault("suspend", False)
    spec.setdefault("manualSelector", False)
    spec.setdefault("podReplacementPolicy", "Failed" if spec.get("podFailurePolicy") else "TerminatingOrFailed")
    template = spec.setdefault("template", {})
    set_template(template)
    if labels_of(template) and not labels_of(item):
        item["metadata"]["labels"] = dict(labels_of(template))


def _cron_job(item: Object) -> None:
    spec = item.setdefault("spec", {})
    spec.setdefault("concurrencyPolicy", "Allow")
    spec.setdefault("suspend", False)
    spec.setdefault("successfulJobsHistoryLimit", 3)
    spec.setdefault("failedJobsHistoryLimit", 1)
    job = spec.setdefault("jobTemplate", {})
    job.setdefault("metadata", {})
    set_template(job.setdefault("spec", {}).setdefault("template", {}))


def _autoscaler(item: Object) -> None:
    spec = item.setdefault("spec", {})
    spec.setdefault("minReplicas", 1)
    if not spec.get("metrics"):
        target = {"type": "Utilization", "averageUtilization": 80}
        spec["metrics"] = [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
    for direction, rules in (spec.get("behavior") or {}).items():
        rules.setdefault("selectPolicy", "Max")
        if direction == "scaleUp":
            rules.setdefault("stabilizationWindowSeconds", 0)
            pods = {"type": "Pods", "value": 4, "periodSeconds": 15}
            rules.setdefault("policies", [pods, {"type": "Percent", "value": 100, "periodSeconds": 15}])
        else:
            rules.setdefault("policies", [{"type": "Percent", "value": 100, "periodSeconds": 15}])


DEFAULTS = {
    "deployments.apps": _deployment,
    "replicasets.apps": _replica_set,
    "statefulsets.apps": _stateful_set,
    "daemonsets.apps": _daemon_set,
    "jobs.batch": _job,
    "cronjobs.batch": _cron_job,
    "horizontalpodautoscalers.autoscaling": _autoscaler,
}
