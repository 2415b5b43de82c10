"""Jobs: their pods run to completion. Cron jobs start none by themselves: no time of a schedule comes.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/
"""

from emulator.kubernetes.api import Api
from emulator.kubernetes.controllers.common import children, create, delete, pod_from, set_status, status_of
from emulator.kubernetes.controllers.replica_sets import is_ready
from emulator.kubernetes.objects import Key, age, condition, is_deleted, now, set_condition

_RESOURCE = "jobs.batch"


def reconcile(api: Api, key: Key) -> float | None:
    job = api.get(_RESOURCE, *key)
    if job is None or is_deleted(job):
        return None
    if condition(job, "Complete"):
        seconds = job["spec"].get("ttlSecondsAfterFinished")
        if seconds is None:
            return None
        left = seconds - age(job["status"]["completionTime"])
        if left <= 0:
            delete(api, _RESOURCE, job)
        return max(float(left), 0.1) if left > 0 else None
    spec = job["spec"]
    pods = children(api, "pods", job)
    succeeded = [pod for pod in pods if pod["status"]["phase"] == "Succeeded"]
    active = [pod for pod in pods if pod not in succeeded and not is_deleted(pod)]
    wanted = spec.get("completions") or 1
    missing = min(spec["parallelism"], wanted - len(succeeded)) - len(active)
    for _ in range(0 if spec["suspend"] else missing):
        active.append(create(api, "pods", key[0], pod_from(spec["template"], job, generateName=f"{key[1]}-")))
    status = status_of(job)
    if not spec["suspend"]:
        status.setdefault("startTime", now())
    status |= {"active": len(active), "ready": sum(map(is_ready, active)), "succeeded": len(succeeded)}
    status |= {"terminating": 0, "uncountedTerminatedPods": {}}
    status = {name: value for name, value in status.items() if value or name not in ("active", "succeeded")}
    if len(succeeded) >= wanted:
        status["completionTime"] = now()
        told = "Reached expected number of succeeded pods"
        set_condition(status, "SuccessCriteriaMet", True, "CompletionsReached", told, lastProbeTime=now())
        set_condition(status, "Complete", True, "CompletionsReached", told, lastProbeTime=now())
    set_status(api, _RESOURCE, job, status)
    return None
