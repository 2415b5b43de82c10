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
    """The maximum of ranges for the API server."""
    count = len(settings.kubernetes_api_allowed_ip_ranges)
    if count > API_RANGES:
        yield "kubernetes_api_allowed_ip_ranges", f"has {count} ranges; AKS allows {API_RANGES}"


def cluster_key_is_reachable(settings: AzureInputs) -> Findings:
    """https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption#limitations"""
    if settings.enable_cluster_vault_key and settings.key_vault_allowed_ip_ranges:
        yield (
            "enable_cluster_vault_key",
            "requires a vault that AKS can reach, but key_vault_allowed_ip_ranges blocks AKS; set only one of them",
        )


def cluster_key_needs_two_step_removal(settings: AzureInputs) -> Findings:
    """Secrets stay encrypted with the key that they were written with."""
    if settings.encrypts_cluster_with_vault_key:
        yield (
            "enable_cluster_vault_key",
            "encrypts the cluster's secrets with a key; before you set it to false, deploy "
            "disable_cluster_vault_key = true and rewrite every secret, or the secrets are lost",
        )


def secrets_are_rewritten_before_key_removal(settings: AzureInputs) -> Findings:
    """A secret requires the old key until it is rewritten (https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption)."""
    if settings.enable_cluster_vault_key and settings.disable_cluster_vault_key:
        yield (
            "disable_cluster_vault_key",
            "leaves secrets encrypted with the key until they are rewritten; after this deploy, run `kubectl get "
            "secrets -A -o json | kubectl replace -f -`, and only then deploy enable_cluster_vault_key = false",
        )


def api_is_restricted(settings: AzureInputs) -> Findings:
    """Without ranges, only Entra ID protects the API."""
    if not settings.kubernetes_api_allowed_ip_ranges:
        yield (
            "kubernetes_api_allowed_ip_ranges",
            "is empty, so everyone can reach the Kubernetes API; add your own ranges",
        )
    elif EVERYWHERE in settings.kubernetes_api_allowed_ip_ranges:
        yield (
            "kubernetes_api_allowed_ip_ranges",
            "lets everyone reach the Kubernetes API; use your own ranges",
        )


def cluster_has_administrators(settings: AzureInputs) -> Findings:
    """Plans of the application stack read the cluster; with login "certificate", access to the state suffices."""
    if not settings.kubernetes_admin_group_object_ids and settings.kubernetes_login != "certificate":
        yield (
            "kubernetes_admin_group_object_ids",
            "is empty, so only the first deployer has access to the cluster; add an Entra ID group of all deployers",
        )


def control_plane_has_sla(settings: AzureInputs) -> Findings:
    """https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers"""
    if settings.cluster_sku_tier == "Free":
        yield "cluster_sku_tier", 'is "Free", a control plane without uptime SLA; "Standard" has one'


def long_term_support_is_unavailable(settings: AzureInputs) -> Findings:
    """https://learn.microsoft.com/azure/aks/long-term-support#unsupported-add-ons-and-features"""
    if settings.cluster_sku_tier == "Premium":
        yield (
            "cluster_sku_tier",
            'is "Premium", whose long-term support excludes clusters with this ingress controller; "Standard" has '
            "the same uptime SLA",
        )


def local_account_is_in_state(settings: AzureInputs) -> Findings:
    """The provider stores the key of a local account in the state."""
    if settings.kubernetes_login == "certificate":
        yield (
            "kubernetes_login",
            'is "certificate", an administrator\'s key that the provider stores in the state; the kubelogin modes '
            "store none",
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
