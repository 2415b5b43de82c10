"""When a cluster upgrades itself, and how far.

With upgrades of its own, AKS upgrades control plane and nodes together or not at all, and the provider asks for one
after the other; where AKS refuses that (https://github.com/hashicorp/terraform-provider-azurerm/issues/17839), a new
minor version is set by `az aks upgrade --kubernetes-version` first, and the configuration follows without a change.
"""

from cdktf_cdktf_provider_azurerm.kubernetes_cluster import (
    KubernetesClusterMaintenanceWindowAutoUpgrade,
    KubernetesClusterMaintenanceWindowNodeOs,
)

# Patches of the minor version that was asked for, and weekly images for the nodes: a new minor version is somebody's
# decision (https://learn.microsoft.com/azure/aks/auto-upgrade-cluster).
KUBERNETES_CHANNEL = "patch"
NODE_IMAGE_CHANNEL = "NodeImage"
# Nodes are replaced one at a time, so that a window shorter than the least recommended, four hours, may not do
# (https://learn.microsoft.com/azure/aks/planned-maintenance).
HOURS = 8
DAY = "Sunday"
UTC = "+00:00"


def kubernetes_window() -> KubernetesClusterMaintenanceWindowAutoUpgrade:
    """Patches on Sundays, from midnight UTC."""
    return KubernetesClusterMaintenanceWindowAutoUpgrade(
        frequency="Weekly", interval=1, day_of_week=DAY, start_time="00:00", utc_offset=UTC, duration=HOURS
    )


def node_image_window() -> KubernetesClusterMaintenanceWindowNodeOs:
    """Node images on Sundays, once the window for patches is over."""
    return KubernetesClusterMaintenanceWindowNodeOs(
        frequency="Weekly", interval=1, day_of_week=DAY, start_time="08:00", utc_offset=UTC, duration=HOURS
    )
