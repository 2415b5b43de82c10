"""Node pools of AKS clusters (Microsoft.ContainerService/managedClusters/agentPools).

- A pool's version is at most the cluster's (`NodePoolMcVersionIncompatible`).
- With the autoscaler, the count lies between the limits (`InvalidParameter`).
- The last system pool of a cluster is not deleted.
- A spot pool has no surge, and its nodes have a label and a taint.
- Sources: https://learn.microsoft.com/rest/api/aks/agent-pools, https://learn.microsoft.com/azure/aks/use-system-pools
  and https://learn.microsoft.com/azure/aks/spot-node-pool.
"""

from emulator.azure.aks import POOL, check_version, full_version
from emulator.azure.http_messages import Json, RefusedError
from emulator.azure.resource_types import Change, ResourceType, register
from emulator.azure.store import Resource
from emulator.azure.tenant import Tenant

_SPOT = "kubernetes.azure.com/scalesetpriority"
_IMAGE = "AKSUbuntu-2204gen2containerd-202511.01.0"


def _complete(change: Change) -> None:
    own = change.properties
    cluster = change.tenant.existing(change.id.parent)
    version = own["orchestratorVersion"] = own.get("orchestratorVersion") or cluster.properties["kubernetesVersion"]
    check_version(version, None)
    if _minor(version) > _minor(cluster.properties["kubernetesVersion"]):
        message = f"Node pool version {version} is higher than the cluster's."
        raise RefusedError(400, "NodePoolMcVersionIncompatible", message)
    _check_count(own)
    own["currentOrchestratorVersion"] = full_version(version)
    own["nodeImageVersion"] = _IMAGE
    defaults: Json = {
        "powerState": {"code": "Running"},
        "maxPods": 30,
        "osDiskSizeGB": 128,
        "osSKU": "Ubuntu",
        "osType": "Linux",
        "kubeletDiskType": "OS",
        "scaleDownMode": "Delete",
        "securityProfile": {"enableVTPM": False, "enableSecureBoot": False},
        "enableFIPS": False,
        "workloadRuntime": "OCIContainer",
    }
    change.body["properties"] = own = {**defaults, **own}
    if own.get("scaleSetPriority") == "Spot":
        _complete_spot(own)
    else:
        own["upgradeSettings"] = {"maxSurge": "10%", "maxUnavailable": "0", **(own.get("upgradeSettings") or {})}


def _complete_spot(properties: Json) -> None:
    if properties.get("mode") == "System":
        raise RefusedError(400, "InvalidParameter", "A system node pool cannot have spot capacity.")
    if (properties.get("upgradeSettings") or {}).get("maxSurge"):
        raise RefusedError(400, "InvalidParameter", "Spot pools can't set max surge.")
    properties["nodeLabels"] = {**(properties.get("nodeLabels") or {}), _SPOT: "spot"}
    taint, taints = f"{_SPOT}=spot:NoSchedule", properties.get("nodeTaints") or []
    properties["nodeTaints"] = [*taints, *([] if taint in taints else [taint])]


def _minor(version: str) -> int:
    return int(version.split(".")[1])


def _check_count(properties: Json) -> None:
    if properties.get("count") is None:
        properties["count"] = properties.get("minCount", 1)
    if properties.get("enableAutoScaling"):
        low, high = properties["minCount"], properties["maxCount"]
        if not low <= properties["count"] <= high:
            message = f"Agent pool's count {properties['count']} must be {low} to {high} (minCount to maxCount)."
            raise RefusedError(400, "InvalidParameter", message)


def _refuse_last(tenant: Tenant, pool: Resource) -> None:
    pools = tenant.store.directly_in(pool.id.rsplit("/", 1)[0])
    if [each.name for each in pools if each.properties.get("mode") == "System"] == [pool.name]:
        message = "There has to be at least one system agent pool in the cluster."
        raise RefusedError(400, "OperationNotAllowed", message)


register(
    ResourceType(type=POOL, complete=_complete, refuse_deletion=_refuse_last, deleted_status=204, long_running=True),
)
