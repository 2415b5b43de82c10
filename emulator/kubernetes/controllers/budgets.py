"""Pod disruption budgets: how many of the selected pods may be evicted.

Source: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
"""

import math
from typing import Any

from emulator.kubernetes.api import Api
from emulator.kubernetes.controllers.common import set_status, status_of
from emulator.kubernetes.controllers.replica_sets import is_ready
from emulator.kubernetes.objects import Key, Object, is_deleted, labels_of, set_condition
from emulator.kubernetes.selectors import selected_by

_SCALED = {"Deployment": "deployments.apps", "ReplicaSet": "replicasets.apps", "StatefulSet": "statefulsets.apps"}
_RESOURCE = "poddisruptionbudgets.policy"


def reconcile(api: Api, key: Key) -> float | None:
    budget = api.get(_RESOURCE, *key)
    if budget is None or is_deleted(budget):
        return None
    spec = budget.get("spec") or {}
    pods = [pod for pod in api.list("pods", key[0]) if selected_by(spec.get("selector"), labels_of(pod))]
    healthy, expected = sum(is_ready(pod) and not is_deleted(pod) for pod in pods), _expected(api, pods)
    if "maxUnavailable" in spec:
        desired = max(expected - _number(spec["maxUnavailable"], expected), 0)
    else:
        desired = _number(spec.get("minAvailable", 0), expected)
    allowed = max(healthy - desired, 0)
    status = status_of(budget)
    status |= {
        "currentHealthy": healthy,
        "desiredHealthy": desired,
        "disruptionsAllowed": allowed,
        "expectedPods": expected,
        "observedGeneration": budget["metadata"]["generation"],
    }
    reason = "SufficientPods" if allowed else "InsufficientPods"
    set_condition(status, "DisruptionAllowed", allowed > 0, reason, observedGeneration=status["observedGeneration"])
    set_status(api, _RESOURCE, budget, status)
    return None


def _expected(api: Api, pods: list[Object]) -> int:
    """How many pods there should be: a pod that was just evicted is still expected."""
    owners = [_scaled_owner(api, pod) for pod in pods]
    scales = {owner["metadata"]["uid"]: int(owner["spec"]["replicas"]) for owner in owners if owner is not None}
    return sum(scales.values()) + owners.count(None)


def _scaled_owner(api: Api, item: Object) -> Object | None:
    """The outermost owner of a pod that has a number of replicas."""
    for reference in item["metadata"].get("ownerReferences") or []:
        resource = _SCALED.get(reference["kind"])
        owner = api.get(resource, item["metadata"]["namespace"], reference["name"]) if resource else None
        if owner is not None:
            return _scaled_owner(api, owner) or owner
    return None


def _number(value: Any, total: int) -> int:
    return value if isinstance(value, int) else math.ceil(int(str(value).rstrip("%")) * total / 100)
