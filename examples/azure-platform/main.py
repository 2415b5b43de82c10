"""A CDKTF app with a platform on Azure from single constructs: a network, AKS without a gateway, and a container."""

import constructs_lib  # noqa: F401  isort: skip  (first, so that the provider bindings load on demand)

from cdktf import App, TerraformOutput
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from constructs import Construct

from constructs_lib.azure import (
    Cluster,
    Network,
    NodeCount,
    ResourceGroup,
    ServiceAccount,
    StorageAccount,
    WorkloadIdentity,
    current_account,
    grant_storage,
)
from constructs_lib.framework import AddressedStack

NAME = "research"
NETWORK_CIDR = "10.40.0.0/16"


class PlatformStack(AddressedStack):
    """Resource group, network, cluster, and a storage account that the pods of one service account may use."""

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        self.add_override("terraform.required_version", ">= 1.11.1")
        # The bindings pin the provider to the one release they were generated from; these releases were tested.
        self.add_override("terraform.required_providers.azurerm.version", ">= 4.55, < 5.0")
        # The storage account is reached with Entra ID, because it has no access key.
        AzurermProvider(self, "azurerm", features=[AzurermProviderFeatures()], storage_use_azuread=True)
        account = current_account(self)
        group = ResourceGroup(self, "group", name=NAME, location="westeurope", tags={"team": NAME})
        network = Network(
            self,
            "network",
            name=NAME,
            resource_scope=group.resource_scope,
            cidr=NETWORK_CIDR,
            public_subnet_cidr="10.40.0.0/24",
            private_subnet_cidr="10.40.1.0/24",
            cluster_subnet_cidr="10.40.16.0/20",
            database_subnet_cidr="10.40.2.0/24",
        )
        cluster = Cluster(
            self,
            "cluster",
            name=f"{NAME}-cluster",
            resource_scope=group.resource_scope,
            version="1.34",
            dns_prefix=NAME,
            subnet_id=network.cluster_subnet_id,
            network_cidr=NETWORK_CIDR,
            identity_name=f"{NAME}-cluster",
            vm_size="Standard_D4s_v5",
            count=NodeCount(minimum=2, maximum=6),
            disk_size_gb=100,
            tenant_id=account.tenant_id,
            creator_object_id=account.object_id,
        )
        storage = StorageAccount(
            self,
            "artifacts",
            account_name="researchartifacts",
            resource_scope=group.resource_scope,
            container_name="artifacts",
            allowed_origins=["https://notebooks.example.com"],
            deletion_protection=True,
            lock_name=f"{NAME}-artifacts",
            subnet_ids=[network.cluster_subnet_id],
        )
        notebooks = WorkloadIdentity(
            self,
            "notebooks",
            name=f"{NAME}-notebooks",
            resource_scope=group.resource_scope,
            issuer_url=cluster.oidc_issuer_url,
            service_accounts=[ServiceAccount("notebooks", "notebooks", f"{NAME}-notebooks")],
        )
        grant_storage(notebooks, principal_id=notebooks.principal_id, account_id=storage.account_id)
        TerraformOutput(self, "cluster_name", value=cluster.cluster_name)
        TerraformOutput(self, "storage_account", value=storage.account_name)
        TerraformOutput(self, "notebooks_client_id", value=notebooks.client_id)


if __name__ == "__main__":
    app = App()
    PlatformStack(app, "platform")
    app.synth()
