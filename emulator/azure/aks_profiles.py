"""The defaults of AKS clusters: network, load balancer, autoscaler and others.

Source: https://learn.microsoft.com/rest/api/aks/managed-clusters/create-or-update; the autoscaler's defaults:
https://learn.microsoft.com/azure/aks/cluster-autoscaler#use-the-cluster-autoscaler-profile.
"""

from emulator.azure.http_messages import Json
from emulator.azure.identifiers import ResourceId, derived_guid

_SERVICE_CIDR, _DNS_SERVICE_IP = "10.0.0.0/16", "10.0.0.10"
_AUTOSCALER: Json = {
    "balance-similar-node-groups": "false",
    "daemonset-eviction-for-empty-nodes": False,
    "daemonset-eviction-for-occupied-nodes": True,
    "expander": "random",
    "ignore-daemonsets-utilization": False,
    "max-empty-bulk-delete": "10",
    "max-graceful-termination-sec": "600",
    "max-node-provision-time": "15m",
    "max-total-unready-percentage": "45",
    "new-pod-scale-up-delay": "0s",
    "ok-total-unready-count": "3",
    "scale-down-delay-after-add": "10m",
    "scale-down-delay-after-delete": "10s",
    "scale-down-delay-after-failure": "3m",
    "scale-down-unneeded-time": "10m",
    "scale-down-unready-time": "20m",
    "scale-down-utilization-threshold": "0.5",
    "scan-interval": "10s",
    "skip-nodes-with-local-storage": "false",
    "skip-nodes-with-system-pods": "true",
}


def complete_profiles(id_: ResourceId, properties: Json, subscription: str) -> None:
    """Sets the defaults of AKS for omitted values."""
    defaults: Json = {
        "servicePrincipalProfile": {"clientId": "msi"},
        "disableLocalAccounts": False,
        "supportPlan": "KubernetesOfficial",
        "bootstrapProfile": {"artifactSource": "Direct"},
        "workloadAutoScalerProfile": {},
        "metricsProfile": {"costAnalysis": {"enabled": False}},
        "nodeProvisioningProfile": {"mode": "Manual", "defaultNodePools": "Auto"},
        "storageProfile": {
            "diskCSIDriver": {"enabled": True},
            "fileCSIDriver": {"enabled": True},
            "snapshotController": {"enabled": True},
        },
    }
    for key, value in defaults.items():
        properties.setdefault(key, value)
    pools = properties.get("agentPoolProfiles") or []
    if properties.get("autoScalerProfile") is None and any(each.get("enableAutoScaling") for each in pools):
        properties["autoScalerProfile"] = dict(_AUTOSCALER)
    _complete_network(id_, properties, subscription)


def _complete_network(id_: ResourceId, properties: Json, subscription: str) -> None:
    network = properties.setdefault("networkProfile", {})
    network.setdefault("outboundType", "loadBalancer")
    if network["outboundType"] == "loadBalancer":
        balancer = network["loadBalancerProfile"] = network.get("loadBalancerProfile") or {}
        balancer.setdefault("managedOutboundIPs", {"count": 1})
        group = f"{subscription}/resourceGroups/{properties['nodeResourceGroup']}"
        address = f"{group}/providers/Microsoft.Network/publicIPAddresses/{derived_guid(id_.text, 'outbound')}"
        balancer["effectiveOutboundIPs"] = [{"id": address}]
        balancer.setdefault("backendPoolType", "nodeIPConfiguration")
    # AKS writes the SKU in small letters.
    network["loadBalancerSku"] = str(network.get("loadBalancerSku") or "standard").lower()
    network.setdefault("networkDataplane", "azure")
    network.setdefault("ipFamilies", ["IPv4"])
    # azurerm sends neither unless configured.
    if not network.get("serviceCidr"):
        network["serviceCidr"], network["dnsServiceIP"] = _SERVICE_CIDR, _DNS_SERVICE_IP
    network.setdefault("serviceCidrs", [network["serviceCidr"]])
