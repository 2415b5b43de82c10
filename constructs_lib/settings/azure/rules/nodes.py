"""Nodes: number, size, zones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from constructs_lib.value_text import counted

from ...node_counts import node_counts_agree
from ...rules import Findings, rule
from ..cluster import ExtraNodePool
from ..skus import supported_for_system_pods

if TYPE_CHECKING:
    from ..inputs import AzureInputs

# https://learn.microsoft.com/azure/aks/quotas-skus-regions: nodes per pool.
NODES_MAX = 1_000
# https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning#configuring-maximum-pods-per-node-for-your-clusters
PODS_PER_POOL_MIN = 30


def zone_inputs_agree(settings: AzureInputs) -> Findings:
    """Number and names of the zones agree."""
    named = len(settings.node_pool_zones)
    if named and "node_pool_num_zones" in settings.model_fields_set and named != settings.node_pool_num_zones:
        yield (
            "node_pool_num_zones",
            f"is {settings.node_pool_num_zones}, but node_pool_zones has {named}; remove one of them",
        )


def initial_node_count_is_in_range(settings: AzureInputs) -> Findings:
    """The cluster autoscaler would change any other number immediately."""
    fewest, most = settings.min_nodes, settings.max_nodes
    if settings.kubernetes_node_count and fewest <= most and not fewest <= settings.kubernetes_node_count <= most:
        zones = max(1, len(settings.zones))
        yield (
            "kubernetes_node_count",
            f"{settings.kubernetes_node_count} is not between {fewest} and {most}, the nodes of {zones} "
            f"zone{'s' * (zones > 1)}; change it or kubernetes_min_node_per_az and kubernetes_max_node_per_az",
        )


def nodes_fit_in_one_pool(settings: AzureInputs) -> Findings:
    """All zones share one node pool."""
    if settings.max_nodes > NODES_MAX:
        yield "kubernetes_max_node_per_az", f"results in {settings.max_nodes} nodes in one pool; AKS allows {NODES_MAX}"


def cluster_fits_system_pods(settings: AzureInputs) -> Findings:
    """The minimum of nodes has room for the pods that AKS requires per pool."""
    pods, nodes = settings.node_max_pods, settings.min_nodes
    if pods * nodes < PODS_PER_POOL_MIN:
        yield (
            "node_max_pods",
            f"{pods} allows {pods * nodes} pods on the minimum of {counted(nodes, 'node')}; AKS requires "
            f"{PODS_PER_POOL_MIN}, so write {-(-PODS_PER_POOL_MIN // nodes)} or raise kubernetes_min_node_per_az",
        )


def temporary_pools_have_names_of_their_own(settings: AzureInputs) -> Findings:
    """While other machines replace the nodes of a pool, a pool with its name and a t runs the pods."""
    names = {pool.name for pool in settings.kubernetes_extra_node_pools}
    for name in sorted(names):
        if f"{name}t" in {*names, *ExtraNodePool.reserved_names}:
            yield (
                "kubernetes_extra_node_pools",
                f'"{name}t" is the name of the temporary pool while "{name}" is replaced; rename one of them',
            )


def node_size_supports_system_pods(settings: AzureInputs) -> Findings:
    """One pool runs the system pods and the server. AKS also creates it with smaller sizes, without supporting them."""
    size = settings.kubernetes_instance_type
    if size and not supported_for_system_pods(size):
        yield (
            "kubernetes_instance_type",
            f'is "{size}"; AKS system pods run on these nodes and require 4 vCPUs and a size that is not burstable',
        )


def nodes_span_zones(settings: AzureInputs) -> Findings:
    """With one zone, its failure stops the server."""
    if len(settings.zones) == 1:
        yield "node_pool_num_zones", "puts all nodes in one zone; with two, the server survives the loss of one"


_ZONES = ("location", "node_pool_zones", "node_pool_num_zones")
_COUNTS = ("size", "kubernetes_min_node_per_az", "kubernetes_max_node_per_az", *_ZONES)
RULES = (
    node_counts_agree("kubernetes_min_node_per_az", "kubernetes_max_node_per_az"),
    rule(zone_inputs_agree, "node_pool_zones", "node_pool_num_zones"),
    rule(initial_node_count_is_in_range, "kubernetes_node_count", *_COUNTS),
    rule(nodes_fit_in_one_pool, *_COUNTS),
    rule(cluster_fits_system_pods, "node_max_pods", *_COUNTS),
    rule(temporary_pools_have_names_of_their_own, "kubernetes_extra_node_pools"),
)
NOTICES = (
    rule(node_size_supports_system_pods, "kubernetes_instance_type"),
    rule(nodes_span_zones, *_ZONES),
)
