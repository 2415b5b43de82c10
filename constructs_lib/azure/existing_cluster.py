"""An existing AKS cluster in place of the library's own."""

from cdktf_cdktf_provider_azurerm.data_azurerm_kubernetes_cluster import DataAzurermKubernetesCluster
from constructs import Construct

from constructs_lib.azure.cluster import Cluster
from constructs_lib.framework import Component


class ExistingCluster(Cluster):
    """The cluster `cluster_name`, read in every plan; see `Cluster.from_existing`."""

    def __init__(self, scope: Construct, id_: str, *, cluster_name: str, resource_group_name: str) -> None:
        Component.__init__(self, scope, id_)
        found = DataAzurermKubernetesCluster(
            self, "cluster", name=cluster_name, resource_group_name=resource_group_name
        )
        self.cluster_name, self.cluster_id = found.name, found.id
        self.endpoint = f"https://{found.fqdn}:443"
        self.certificate_authority_data = found.kube_config.get(0).cluster_ca_certificate
        self.oidc_issuer_url = found.oidc_issuer_url
        self.node_resource_group_name = found.node_resource_group
        self.service_cidr = found.network_profile.get(0).service_cidr
        self.ingress_principal_id = self.client_certificate = self.client_key = None
