"""Automatic upgrades of a cluster and their maintenance windows.

With automatic upgrades, AKS upgrades the control plane and the nodes together, but the provider requests one after the
other. If AKS refuses that (https://github.com/hashicorp/terraform-provider-azurerm/issues/17839), run
`az aks upgrade --kubernetes-version` first, then set the same version in the configuration; the plan shows no change.
"""

from cdktf_cdktf_provider_azurerm.kubernetes_cluster import (
    KubernetesClusterMaintenanceWindowAutoUpgrade,
    KubernetesClusterMaintenanceWindowNodeOs,
)

# Patches of the configured minor version, and weekly node images. Minor versions are not upgraded automatically
# (https://learn.microsoft.com/azure/aks/auto-upgrade-cluster).
KUBERNETES_CHANNEL = "patch"
NODE_IMAGE_CHANNEL = "NodeImage"
# Nodes are replaced one at a time, so the window is longer than the recommended minimum of four hours
# (https://learn.microsoft.com/azure/aks/planned-maintenance).
HOURS = 8
DAY = "Sunday"
UTC = "+00:00"


def kubernetes_window() -> KubernetesClusterMaintenanceWindowAutoUpgrade:
    """Kubernetes patches: Sundays from 00:00 UTC."""
    return KubernetesClusterMaintenanceWindowAutoUpgrade(
        frequency="Weekly", interval=1, day_of_week=DAY, start_time="00:00", utc_offset=UTC, duration=HOURS
    )


def node_image_window() -> KubernetesClusterMaintenanceWindowNodeOs:
    """Node images: Sundays from 08:00 UTC, after the window for patches."""
    return KubernetesClusterMaintenanceWindowNodeOs(
        frequency="Weekly", interval=1, day_of_week=DAY, start_time="08:00", utc_offset=UTC, duration=HOURS
    )
