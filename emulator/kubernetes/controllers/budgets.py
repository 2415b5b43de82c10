"""Pod disruption budgets: how many of the selected pods may be evicted.

Source: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
"""

import math
from typing import Any

from emulator.kubernetes.api import Api
from emulator.kubernetes.controllers.common import set_status, status_of
from emulator.kubernetes.controllers.replica_sets import is_ready
from emulator.kubernetes.objects import Key, is_deleted, labels_of, set_condition
from emulator.kubernetes.selectors import selected_by

_RESOURCE = "poddisruptionbudgets.policy"


def reconcile(api: Api, key: Key) -> float | None:
    budget = api.get(_RESOURCE, *key)
    if budget is None or is_deleted(budget):
        return None
    spec = budget.get("spec") or {}
    pods = [pod for pod in api.list("pods", key[0]) if selected_by(spec.get("selector"), labels_of(pod))]
    healthy = sum(map(is_ready, pods))
    if "maxUnavailable" in spec:
        desired = max(len(pods) - _number(spec["maxUnavailable"], len(pods)), 0)
    else:
        desired = _number(spec.get("minAvailable", 0), len(pods))
    allowed = max(healthy - desired, 0)
    status = status_of(budget)
    status |= {
        "currentHealthy": healthy,
        "desiredHealthy": desired,
        "disruptionsAllowed": allowed,
        "expectedPods": len(pods),
        "observedGeneration": budget["metadata"]["generation"],
    }
    reason = "SufficientPods" if allowed else "InsufficientPods"
    set_condition(status, "DisruptionAllowed", allowed > 0, reason, observedGeneration=status["observedGeneration"])
    set_status(api, _RESOURCE, budget, status)
    return None


def _number(value: Any, total: int) -> int:
    return value if isinstance(value, int) else math.ceil(int(str(value).rstrip("%")) * total / 100)
