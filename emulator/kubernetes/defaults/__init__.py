"""What the server fills in: the default of each field of the kinds that deployments use.

Source: the API reference (https://kubernetes.io/docs/reference/kubernetes-api/) says "Defaults to ..." at each field.
"""

from collections.abc import Callable

from emulator.kubernetes.defaults import cluster, config, network, storage, workloads
from emulator.kubernetes.defaults.pods import set_pod
from emulator.kubernetes.objects import Object

_DEFAULTS: dict[str, Callable[[Object], None]] = {
    "pods": set_pod,
    **cluster.DEFAULTS,
    **config.DEFAULTS,
    **network.DEFAULTS,
    **storage.DEFAULTS,
    **workloads.DEFAULTS,
}
# The status of new objects whose type always has one.
_EMPTY_STATUS: dict[str, Object] = {
    "cronjobs.batch": {},
    "deployments.apps": {},
    "jobs.batch": {},
    "poddisruptionbudgets.policy": dict.fromkeys(
        ("currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods"), 0
    ),
    "replicasets.apps": {"replicas": 0},
    "statefulsets.apps": {"replicas": 0, "availableReplicas": 0},
}


def set_defaults(resource: str, item: Object) -> None:
    """Fill in an object of a resource, such as `deployments.apps`."""
    if resource in _DEFAULTS:
        _DEFAULTS[resource](item)
    if resource in _EMPTY_STATUS:
        item.setdefault("status", dict(_EMPTY_STATUS[resource]))
