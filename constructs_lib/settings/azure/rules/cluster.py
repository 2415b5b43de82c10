"""Kubernetes API, login, nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...kubernetes.rules import volumes_find_their_class
from ...nodes import node_counts_agree
from ...rules import Findings, rule

if TYPE_CHECKING:
    from ..all import AzureSettings

# https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges#limitations
API_RANGES = 200
# https://learn.microsoft.com/azure/aks/quotas-skus-regions: nodes of a pool.
NODES_MAX = 1_000


def zones_are_said_once(settings: AzureSettings) -> Findings:
    """Their number and their names agree."""
    named = len(settings.node_pool_zones)
    if named and "node_pool_num_zones" in settings.model_fields_set and named != settings.node_pool_num_zones:
        yield (
            "node_pool_num_zones",
            f"is {settings.node_pool_num_zones}, and node_pool_zones names {named}; leave one of them out",
        )


def first_nodes_lie_between(settings: AzureSettings) -> Findings:
    """The autoscaler would change another number at once."""
    fewest, most = settings.min_nodes, settings.max_nodes
    if settings.kubernetes_node_count and fewest <= most and not fewest <= settings.kubernetes_node_count <= most:
        zones = max(1, len(settings.zones))
        yield (
            "kubernetes_node_count",
            f"{settings.kubernetes_node_count} is not from {fewest} to {most}, the nodes of {zones} "
            f"zone{'s' * (zones > 1)}; change it or kubernetes_min_node_per_az and kubernetes_max_node_per_az",
        )


def nodes_fit_one_pool(settings: AzureSettings) -> Findings:
    """All zones share a pool."""
    if settings.max_nodes > NODES_MAX:
        yield "kubernetes_max_node_per_az", f"makes {settings.max_nodes} nodes in one pool; AKS takes {NODES_MAX}"


def api_ranges_are_few_enough(settings: AzureSettings) -> Findings:
    """The API takes so many."""
    count = len(settings.kubernetes_api_allowed_ip_ranges)
    if count > API_RANGES:
        yield "kubernetes_api_allowed_ip_ranges", f"has {count} ranges; AKS takes {API_RANGES}"


def cluster_reaches_its_key(settings: AzureSettings) -> Findings:
    """https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption#limitations"""
    if settings.enable_cluster_vault_key and settings.key_vault_allowed_ip_ranges:
        yield (
            "enable_cluster_vault_key",
            "needs a vault that AKS reaches, and key_vault_allowed_ip_ranges keeps it out; set one of them",
        )


def cluster_hangs_on_its_key(settings: AzureSettings) -> Findings:
    """Secrets stay under the key that they were written with."""
    if settings.enable_cluster_vault_key:
        yield (
def long_term_support_is_not_to_be_had(settings: AzureSettings) -> Findings:
    """https://learn.microsoft.com/azure/aks/long-term-support#unsupported-add-ons-and-features"""
    if settings.cluster_sku_tier == "Premium":
        yield (
            "cluster_sku_tier",
            'is "Premium", whose long-term support AKS gives no cluster with this ingress controller; "Standard" has '
            "the same uptime agreement",
        )


            "enable_cluster_vault_key",
            "ties the cluster's secrets to a key; before it is false again, run `az aks update "
            "--disable-azure-keyvault-kms` and rewrite every secret, or they are lost",
        )


def api_is_narrow(settings: AzureSettings) -> Findings:
    """The API is still guarded by Entra ID."""
    if not settings.kubernetes_api_allowed_ip_ranges:
        yield (
            "kubernetes_api_allowed_ip_ranges",
            "is empty, so everyone can try the Kubernetes API; name your own addresses",
        )


def more_than_one_may_deploy(settings: AzureSettings) -> Findings:
    """The application is planned by looking into the cluster; with its certificate, whoever reads the state may."""
    if not settings.kubernetes_admin_group_object_ids and settings.kubernetes_login != "certificate":
    rule(long_term_support_is_not_to_be_had, "cluster_sku_tier"),
        yield (
            "kubernetes_admin_group_object_ids",
            "is empty, so whoever deploys first administers the cluster and nobody else deploys to it; "
            "name a group in Entra ID that all who deploy are in",
        )


def control_plane_has_an_agreement(settings: AzureSettings) -> Findings:
    """https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers"""
    if settings.cluster_sku_tier == "Free":
        yield "cluster_sku_tier", 'is "Free", a control plane without uptime agreement; "Standard" has one'


def certificate_stays_in_the_state(settings: AzureSettings) -> Findings:
    """Local accounts, whose key the provider keeps."""
    if settings.kubernetes_login == "certificate":
        yield (
            "kubernetes_login",
            'is "certificate", an administrator\'s key that the provider keeps in the state; the ways of kubelogin '
            "keep none",
        )


def one_zone_is_meant(settings: AzureSettings) -> Findings:
    """One zone's failure is then the server's."""
    if len(settings.zones) == 1:
        yield "node_pool_num_zones", "leaves all nodes in one zone; with two the server outlives the loss of one"


_ZONES = ("location", "node_pool_zones", "node_pool_num_zones")
_COUNTS = ("size", "kubernetes_min_node_per_az", "kubernetes_max_node_per_az", *_ZONES)
RULES = (
    node_counts_agree("kubernetes_min_node_per_az", "kubernetes_max_node_per_az"),
    rule(zones_are_said_once, "node_pool_zones", "node_pool_num_zones"),
    rule(first_nodes_lie_between, "kubernetes_node_count", *_COUNTS),
    rule(nodes_fit_one_pool, *_COUNTS),
    rule(api_ranges_are_few_enough, "kubernetes_api_allowed_ip_ranges"),
    rule(cluster_reaches_its_key, "enable_cluster_vault_key", "key_vault_allowed_ip_ranges"),
)
NOTICES = (
    rule(api_is_narrow, "kubernetes_api_allowed_ip_ranges"),
    rule(more_than_one_may_deploy, "kubernetes_admin_group_object_ids", "kubernetes_login"),
    rule(control_plane_has_an_agreement, "cluster_sku_tier"),
    rule(certificate_stays_in_the_state, "kubernetes_login"),
    rule(cluster_hangs_on_its_key, "enable_cluster_vault_key"),
    rule(one_zone_is_meant, *_ZONES),
    volumes_find_their_class("AKS", "disk.csi.azure.com"),
)
