"""AKS: version, nodes, zones, access."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from ..base import SettingsModel
from ..fields.conversion import to_list
from ..fields.declaration import HEAD, OURS, V1, setting
from ..fields.types import (
    Flag,
    OptionalText,
    OptionalWhole,
    Text,
    TypeName,
    Whole,
    no_repeats,
    one_of,
    when_given,
    whole_between,
)
from ..kubernetes.versions import KUBERNETES_DEFAULT
from ..node_groups import TYPE, NodeGroupSetting, each_name_once
from .skus import node_size
from .types import Guids, KubernetesVersion, PublicRanges, Tags

# https://learn.microsoft.com/azure/aks/quotas-skus-regions: 1000 nodes per pool.
NODES_MAX = 1_000
# azurerm_kubernetes_cluster, default_node_pool: os_disk_size_gb.
NODE_DISK_GB = (30, 2_048)
# https://learn.microsoft.com/azure/aks/quotas-skus-regions: 10 to 250 pods per node with Azure CNI.
PODS = (10, 250)
ZONES = ("1", "2", "3")
TIERS = ("Free", "Standard", "Premium")
# The non-interactive login modes of kubelogin, and the certificate
# (https://azure.github.io/kubelogin/concepts/login-modes.html).
LOGINS = ("azurecli", "spn", "workloadidentity", "msi", "certificate")


def _between(low: int, high: int, unit: str = "") -> AfterValidator:
    return AfterValidator(when_given(whole_between(low, high, unit)))


# https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/network/application_gateway_resource.go:
# `zones` forces a new gateway, because Azure cannot change them; a node pool is replaced by way of a temporary one.
_OTHER_ZONES = "; a change replaces the gateway and the nodes, and with the gateway its private endpoint connections."

Nodes = Annotated[OptionalWhole, _between(1, NODES_MAX)]
Disk = Annotated[OptionalWhole, _between(*NODE_DISK_GB, unit="GB")]


class ExtraNodePool(NodeGroupSetting):
    """A further node pool, in the zones of the first one."""

    wanted = '{ name = "training", instance_type = "Standard_E8s_v5", max_nodes = 4 }'
    nodes_max = NODES_MAX
    reserved_names = ("default", "standin")

    instance_type: Annotated[Text, AfterValidator(node_size)]
    disk_size_gb: Disk = None


ExtraNodePools = Annotated[
    tuple[ExtraNodePool, ...],
    BeforeValidator(to_list),
    AfterValidator(each_name_once),
    TypeName(f"list(object({{ name = string, instance_type = string, {TYPE} }}))"),
]


def _zones(value: Any) -> tuple[Any, ...]:
    return () if value is None else to_list(value)


class ClusterSettings(SettingsModel):
    """Control plane, access to it, and nodes."""

    kubernetes_version: KubernetesVersion = setting(
        KUBERNETES_DEFAULT,
        since=(OURS,),
        changes="The Kubernetes version of control plane and nodes. AKS applies its patches. For the next "
        "version, run `az aks upgrade` first, because AKS may refuse the provider's upgrade.",
    )
    cluster_sku_tier: Annotated[Text, AfterValidator(one_of(*TIERS))] = setting(
        "Standard",
        since=(HEAD,),
        changes="The tier of the control plane.",
        note="Standard by default: Free, the official default, has no uptime SLA.",
    )
    kubernetes_cluster_tags: Tags = setting({}, since=(HEAD,), changes="Additional tags on the cluster.")
    kubernetes_host_encryption: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether the nodes' temporary disks and caches are also encrypted on the host (encryption at host).",
        note="The feature EncryptionAtHost must be registered in the subscription. A change replaces the nodes.",
    )
    kubernetes_azure_policy: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether to install the Azure Policy add-on in the cluster.",
    )
    kubernetes_api_allowed_ip_ranges: PublicRanges = setting(
        (),
        since=(OURS,),
        changes="The public ranges that may reach the Kubernetes API; include the deployer's machine.",
        when_omitted="every address, with a login",
    )
    kubernetes_admin_group_object_ids: Guids = setting(
        (),
        since=(OURS,),
        changes="Object IDs of the Entra ID groups that administer the cluster; every deployer must be a member of "
        "one.",
        when_omitted="only the first deployer administers it, and nobody else can deploy the application",
    )
    kubernetes_login: Annotated[Text, AfterValidator(one_of(*LOGINS))] = setting(
        "azurecli",
        since=(OURS,),
        changes="How Terraform logs in to the cluster: a login method of kubelogin, or the cluster's own certificate.",
    )
    kubernetes_instance_type: Annotated[OptionalText, AfterValidator(when_given(node_size))] = setting(
        None,
        changes="The size of the nodes' virtual machines, x86-64 only.",
        when_omitted="taken from size",
        note="Applied to the nodes; v1.7.1 ignores it.",
    )
    kubernetes_node_count: Nodes = setting(
        None,
        since=(V1,),
        changes="The initial number of nodes, over all zones.",
        when_omitted="the sum of the minimums of all zones",
        note="The autoscaler changes it within the limits per zone; v1.7.1 ignores it.",
    )
    kubernetes_min_node_per_az: Nodes = setting(
        None,
        since=(HEAD,),
        changes="The minimum number of nodes per zone.",
        when_omitted="taken from size",
    )
    kubernetes_max_node_per_az: Nodes = setting(
        None,
        since=(HEAD,),
        changes="The maximum number of nodes per zone.",
        when_omitted="taken from size",
    )
    kubernetes_node_disk_size_gb: Disk = setting(
        None,
        since=(HEAD,),
        changes="The size of each node's disk, in GB.",
        when_omitted="taken from size",
    )
    kubernetes_extra_node_pools: ExtraNodePools = setting(
        (),
        since=(OURS,),
        changes="Further node pools, in the same subnet and zones. `min_nodes` (0 if omitted) and `max_nodes` are for "
        'all zones together. `taints` are written like `"dedicated=training:NoSchedule"`; pods without a matching '
        "toleration do not run there. `spot = true` uses spot capacity, and AKS taints its nodes. `disk_size_gb` "
        "omitted: that of the first pool. See docs/cluster.md.",
    )
    node_max_pods: Annotated[Whole, AfterValidator(whole_between(*PODS, unit="pods"))] = setting(
        30,
        since=(HEAD,),
        changes="The maximum number of pods per node; each has an address of the network.",
        note="Applied to the nodes; the official module ignores it and uses 60.",
    )
    node_pool_zones: Annotated[
        tuple[Annotated[Text, AfterValidator(one_of(*ZONES))], ...],
        BeforeValidator(_zones),
        AfterValidator(no_repeats),
        TypeName("list(string)"),
    ] = setting(
        (),
        since=(HEAD,),
        changes="The zones of nodes and gateway" + _OTHER_ZONES,
        when_omitted="the first node_pool_num_zones, or none in a region without zones",
    )
    node_pool_num_zones: Annotated[Whole, AfterValidator(whole_between(1, len(ZONES)))] = setting(
        2,
        since=(HEAD,),
        changes="How many zones to use when node_pool_zones is not set" + _OTHER_ZONES,
        note="Uses zone 1 first, then 2; the official module asks Azure which zones offer the node size.",
    )
