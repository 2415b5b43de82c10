"""Kubernetes API, login, agreement, key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...fields.ip_ranges import EVERYWHERE
from ...kubernetes.rules import storage_class_exists
from ...rules import Findings, rule

if TYPE_CHECKING:
    from ..inputs import AzureInputs

# https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges#limitations
API_RANGES = 200


def api_ranges_are_within_limit(settings: AzureInputs) -> Findings:
    """The API takes so many."""
    count = len(settings.kubernetes_api_allowed_ip_ranges)
    if count > API_RANGES:
        yield "kubernetes_api_allowed_ip_ranges", f"has {count} ranges; AKS takes {API_RANGES}"


def cluster_key_is_reachable(settings: AzureInputs) -> Findings:
    """https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption#limitations"""
    if settings.enable_cluster_vault_key and settings.key_vault_allowed_ip_ranges:
        yield (
            "enable_cluster_vault_key",
            "needs a vault that AKS reaches, and key_vault_allowed_ip_ranges keeps it out; set one of them",
        )


def cluster_key_needs_two_step_removal(settings: AzureInputs) -> Findings:
    """Secrets stay under the key that they were written with."""
    if settings.encrypts_cluster_with_vault_key:
        yield (
            "enable_cluster_vault_key",
            "ties the cluster's secrets to a key; before it is false again, deploy disable_cluster_vault_key = true "
            "and rewrite every secret, or they are lost",
        )


def secrets_are_rewritten_before_key_removal(settings: AzureInputs) -> Findings:
    """A secret is read with the key until it is written again (https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption)."""
    if settings.enable_cluster_vault_key and settings.disable_cluster_vault_key:
        yield (
            "disable_cluster_vault_key",
            "leaves secrets under the key until they are written again; once this is deployed, run `kubectl get "
            "secrets -A -o json | kubectl replace -f -`, and only then deploy enable_cluster_vault_key = false",
        )


def api_is_restricted(settings: AzureInputs) -> Findings:
    """The API is still guarded by Entra ID."""
    if not settings.kubernetes_api_allowed_ip_ranges:
        yield (
            "kubernetes_api_allowed_ip_ranges",
            "is empty, so everyone can try the Kubernetes API; name your own addresses",
        )
    elif EVERYWHERE in settings.kubernetes_api_allowed_ip_ranges:
        yield (
            "kubernetes_api_allowed_ip_ranges",
            "lets everyone try the Kubernetes API; name your own addresses",
        )


def cluster_has_administrators(settings: AzureInputs) -> Findings:
    """The application is planned by looking into the cluster; with its certificate, whoever reads the state may."""
    if not settings.kubernetes_admin_group_object_ids and settings.kubernetes_login != "certificate":
        yield (
            "kubernetes_admin_group_object_ids",
            "is empty, so whoever deploys first administers the cluster and nobody else deploys to it; "
            "name a group in Entra ID that all who deploy are in",
        )


def control_plane_has_sla(settings: AzureInputs) -> Findings:
    """https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers"""
    if settings.cluster_sku_tier == "Free":
        yield "cluster_sku_tier", 'is "Free", a control plane without uptime agreement; "Standard" has one'


def long_term_support_is_unavailable(settings: AzureInputs) -> Findings:
    """https://learn.microsoft.com/azure/aks/long-term-support#unsupported-add-ons-and-features"""
    if settings.cluster_sku_tier == "Premium":
        yield (
            "cluster_sku_tier",
            'is "Premium", whose long-term support AKS gives no cluster with this ingress controller; "Standard" has '
            "the same uptime agreement",
        )


def local_account_is_in_state(settings: AzureInputs) -> Findings:
    """Local accounts, whose key the provider keeps."""
    if settings.kubernetes_login == "certificate":
        yield (
            "kubernetes_login",
            'is "certificate", an administrator\'s key that the provider keeps in the state; the ways of kubelogin '
            "keep none",
        )


RULES = (
    rule(api_ranges_are_within_limit, "kubernetes_api_allowed_ip_ranges"),
    rule(cluster_key_is_reachable, "enable_cluster_vault_key", "key_vault_allowed_ip_ranges"),
)
NOTICES = (
    rule(api_is_restricted, "kubernetes_api_allowed_ip_ranges"),
    rule(cluster_has_administrators, "kubernetes_admin_group_object_ids", "kubernetes_login"),
    rule(control_plane_has_sla, "cluster_sku_tier"),
    rule(long_term_support_is_unavailable, "cluster_sku_tier"),
    rule(local_account_is_in_state, "kubernetes_login"),
    rule(cluster_key_needs_two_step_removal, "enable_cluster_vault_key", "disable_cluster_vault_key"),
    rule(secrets_are_rewritten_before_key_removal, "enable_cluster_vault_key", "disable_cluster_vault_key"),
    storage_class_exists("AKS", "disk.csi.azure.com"),
)
