"""Evictions, which the drain of a node consists of: they delete a pod if its disruption budget allows it.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/ and the API server's
pkg/registry/core/pod/storage/eviction.go.
"""

from copy import deepcopy

from emulator.kubernetes import deleting
from emulator.kubernetes.api import Api
from emulator.kubernetes.deleting import DeleteOptions
from emulator.kubernetes.errors import ApiError
from emulator.kubernetes.objects import Object, condition, is_deleted, labels_of, name_of
from emulator.kubernetes.requests import Request
from emulator.kubernetes.resources import BY_NAME, Resource
from emulator.kubernetes.selectors import selected_by

_BUDGETS = BY_NAME["poddisruptionbudgets.policy"].storage
_WITHOUT_BUDGET = ("Pending", "Succeeded", "Failed")


def evict(api: Api, resource: Resource, request: Request, pod: Object) -> Object:
    options = DeleteOptions.parse(request.object().get("deleteOptions"), request.query)
    with api.store.lock:
        if not is_deleted(pod) and pod["status"]["phase"] not in _WITHOUT_BUDGET:
            _take_from_budget(api, request, pod)
        deleting.delete(api, resource, request.namespace, request.name, options, request.caller)
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}


def _take_from_budget(api: Api, request: Request, pod: Object) -> None:
    found = [
        each
        for each in api.store.items(_BUDGETS, request.namespace)
        if selected_by(each.get("spec", {}).get("selector"), labels_of(pod))
    ]
    if len(found) > 1:
        message = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
        raise ApiError(500, "InternalError", message)
    if not found:
        return
    budget = deepcopy(found[0])
    status, ready = budget["status"], condition(pod, "Ready")
    if ready is None or ready["status"] != "True":
        always = budget["spec"].get("unhealthyPodEvictionPolicy") == "AlwaysAllow"
        if always or status["currentHealthy"] >= status["desiredHealthy"] > 0:
            return
    if status.get("observedGeneration", 0) < budget["metadata"]["generation"]:
        raise _refused(f"The disruption budget {name_of(budget)} is still being processed by the server.")
    if status["disruptionsAllowed"] < 1:
        needed, present = status["desiredHealthy"], status["currentHealthy"]
        raise _refused(
            f"The disruption budget {name_of(budget)} needs {needed} healthy pods and has {present} currently"
        )
    status["disruptionsAllowed"] -= 1
    if not request.caller.dry_run:
        api.store.put(_BUDGETS, budget)


def _refused(why: str) -> ApiError:
    message = "Cannot evict pod as it would violate the pod's disruption budget."
    return ApiError(429, "TooManyRequests", message, {"causes": [{"reason": "DisruptionBudget", "message": why}]})
