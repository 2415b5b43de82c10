"""The agent of Container Insights on the nodes of an AKS cluster."""

from cdktf_cdktf_provider_azurerm.kubernetes_cluster import KubernetesClusterOmsAgent


def monitoring_agent(workspace_id: str | None) -> KubernetesClusterOmsAgent | None:
    """The agent for a Log Analytics workspace; it has an identity, and no key of the workspace."""
    if workspace_id is None:
        return None
    return KubernetesClusterOmsAgent(log_analytics_workspace_id=workspace_id, msi_auth_for_monitoring_enabled=True)
