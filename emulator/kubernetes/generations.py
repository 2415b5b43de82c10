"""`metadata.generation`: the number of an object's wishes.

Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/
"""

from emulator.kubernetes.objects import Object, annotations_of

# Kinds of Kubernetes whose objects have a generation; all custom resources have one.
_COUNTED = {
    "customresourcedefinitions.apiextensions.k8s.io",
    "cronjobs.batch",
    "daemonsets.apps",
    "deployments.apps",
    "ingressclasses.networking.k8s.io",
    "ingresses.networking.k8s.io",
    "jobs.batch",
    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "networkpolicies.networking.k8s.io",
    "poddisruptionbudgets.policy",
    "pods",
    "endpointslices.discovery.k8s.io",
    "priorityclasses.scheduling.k8s.io",
    "replicasets.apps",
    "statefulsets.apps",
    "validatingwebhookconfigurations.admissionregistration.k8s.io",
}
_NOT_WISHES = ("apiVersion", "kind", "metadata", "status")


def count(resource: str, before: Object | None, after: Object, *, is_custom: bool) -> None:
    """Set the generation: 1 at first, then one more with each change of what is wished."""
    if not is_custom and resource not in _COUNTED:
        return
    if before is None:
        after["metadata"]["generation"] = 1
        return
    generation = before["metadata"].get("generation", 1)
    after["metadata"]["generation"] = generation + (_wishes(before, resource) != _wishes(after, resource))


def _wishes(item: Object, resource: str) -> Object:
    """A deployment hands its annotations to its ReplicaSets."""
    handed_on = annotations_of(item) if resource == "deployments.apps" else {}
    return {**{name: value for name, value in item.items() if name not in _NOT_WISHES}, "annotations": handed_on}
