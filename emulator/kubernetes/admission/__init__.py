"""Admission: what the server fills in from the state of the cluster, and what it forbids because of it.

Source: https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/. Webhooks are stored and not
called: no pod runs that could answer.
"""

from collections.abc import Callable

from emulator.kubernetes.admission import jobs, pod_security, pods, services, storage
from emulator.kubernetes.api import Api
from emulator.kubernetes.objects import Object
from emulator.kubernetes.requests import Caller
from emulator.kubernetes.resources import Resource

Admission = Callable[[Api, Resource, Object, Object | None, Caller], None]
_ADMISSIONS: dict[str, tuple[Admission, ...]] = {
    "cronjobs.batch": (pod_security.warn,),
    "daemonsets.apps": (pod_security.warn,),
    "deployments.apps": (pod_security.warn,),
    "ingresses.networking.k8s.io": (services.set_ingress_class,),
    "jobs.batch": (jobs.select_own_pods, pod_security.warn),
    "namespaces": (pod_security.check_labels,),
    "persistentvolumeclaims": (storage.admit_claim,),
    "persistentvolumes": (storage.protect_volume,),
    "pods": (pods.admit, pod_security.enforce),
    "replicasets.apps": (pod_security.warn,),
    "services": (services.admit,),
    "statefulsets.apps": (pod_security.warn,),
}
# Fields that the server has filled in, and that stay when an update leaves them out.
_CARRIED = {
    "services": ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "healthCheckNodePort"),
    "persistentvolumeclaims": ("volumeName", "storageClassName"),
    "jobs.batch": ("selector",),
}


def admit(api: Api, resource: Resource, item: Object, before: Object | None, caller: Caller) -> None:
    for admission in _ADMISSIONS.get(resource.qualified, ()):
        admission(api, resource, item, before, caller)


def carry_over(resource: Resource, item: Object, before: Object | None) -> None:
    if before is None:
        return
    for name in _CARRIED.get(resource.qualified, ()):
        spec = item.setdefault("spec", {})
        if name in before["spec"] and spec.get(name) is None and spec.get("type") != "ExternalName":
            spec[name] = before["spec"][name]
    if resource.qualified == "services":
        services.keep_node_ports(item, before)
