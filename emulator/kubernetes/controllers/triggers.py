"""Which change asks which controller to look at which object."""

from collections.abc import Callable, Iterable

from emulator.kubernetes import custom_resources
from emulator.kubernetes.api import Api
from emulator.kubernetes.controllers import (
    addresses,
    budgets,
    daemon_sets,
    definitions,
    deployments,
    endpoints,
    garbage,
    jobs,
    namespaces,
    pods,
    replica_sets,
    stateful_sets,
    volumes,
    wandb_operator,
)
from emulator.kubernetes.objects import Key, Object, key_of
from emulator.kubernetes.resources import BY_NAME
from emulator.kubernetes.store import Change

Reconcile = Callable[[Api, Key], float | None]
Work = tuple[Reconcile, Key]
Trigger = Callable[[Api, Change], Iterable[Work]]
_OWNERS: dict[str, Reconcile] = {
    "DaemonSet": daemon_sets.reconcile,
    "Deployment": deployments.reconcile,
    "Job": jobs.reconcile,
    "ReplicaSet": replica_sets.reconcile,
    "StatefulSet": stateful_sets.reconcile,
}


def itself(reconcile: Reconcile) -> Trigger:
    return lambda _api, change: [(reconcile, key_of(change.item))]


def its_owner(_api: Api, change: Change) -> Iterable[Work]:
    for reference in change.item["metadata"].get("ownerReferences") or []:
        if reference["kind"] in _OWNERS:
            yield _OWNERS[reference["kind"]], (change.item["metadata"].get("namespace", ""), reference["name"])


def all_of(reconcile: Reconcile, resource: str, *, waiting_only: bool = False) -> Trigger:
    """All objects of a resource in the changed object's namespace."""

    def trigger(api: Api, change: Change) -> Iterable[Work]:
        found = api.list(resource, change.item["metadata"].get("namespace"))
        return [(reconcile, key_of(each)) for each in found if not waiting_only or _waits(each)]

    return trigger


def _waits(item: Object) -> bool:
    return bool(item.get("status", {}).get("phase") == "Pending")


def all_pods(api: Api) -> list[Work]:
    return [(pods.reconcile, key_of(each)) for each in api.list("pods")]


def _everywhere(reconcile: Reconcile, resource: str) -> Trigger:
    return lambda api, _change: [(reconcile, key_of(each)) for each in api.list(resource)]


_waiting_pods = all_of(pods.reconcile, "pods", waiting_only=True)
_BY_NAME: dict[str, tuple[Trigger, ...]] = {
    "configmaps": (_waiting_pods,),
    "daemonsets.apps": (itself(daemon_sets.reconcile),),
    "deployments.apps": (itself(deployments.reconcile), wandb_operator.after_change_of_controller),
    "ingresses.networking.k8s.io": (itself(addresses.reconcile_ingress),),
    "jobs.batch": (itself(jobs.reconcile),),
    "namespaces": (itself(namespaces.reconcile),),
    "nodes": (_everywhere(pods.reconcile, "pods"), _everywhere(daemon_sets.reconcile, "daemonsets.apps")),
    "persistentvolumeclaims": (itself(volumes.reconcile_claim), _waiting_pods),
    "persistentvolumes": (itself(volumes.reconcile_volume),),
    "poddisruptionbudgets.policy": (itself(budgets.reconcile),),
    "pods": (
        itself(pods.reconcile),
        its_owner,
        all_of(budgets.reconcile, "poddisruptionbudgets.policy"),
        all_of(endpoints.reconcile, "services"),
        all_of(volumes.reconcile_claim, "persistentvolumeclaims"),
    ),
    "replicasets.apps": (itself(replica_sets.reconcile), its_owner),
    "secrets": (_waiting_pods,),
    "serviceaccounts": (itself(namespaces.reconcile_account), all_of(replica_sets.reconcile, "replicasets.apps")),
    "services": (itself(addresses.reconcile_service), itself(endpoints.reconcile)),
    "statefulsets.apps": (itself(stateful_sets.reconcile),),
    "storageclasses.storage.k8s.io": (_everywhere(volumes.reconcile_claim, "persistentvolumeclaims"),),
}
TRIGGERS: dict[tuple[str, str], tuple[Trigger, ...]] = {
    **{BY_NAME[name].storage: triggers for name, triggers in _BY_NAME.items()},
    custom_resources.DEFINITIONS: (itself(definitions.reconcile),),
    wandb_operator.RESOURCES: (wandb_operator.after_change,),
    ("", "*"): (garbage.collect, namespaces.after_removal, definitions.after_removal),
}
