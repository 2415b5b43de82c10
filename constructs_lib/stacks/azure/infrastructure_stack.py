"""The root module of a deployment's Azure infrastructure."""

from collections.abc import Mapping
from typing import Any

from cdktf import TerraformOutput
from constructs import Construct

from constructs_lib.adoption import Adoption, AzureAdoptedParts
from constructs_lib.adoption.import_blocks import ImportBlocks
from constructs_lib.azure.assembly import WandbInfrastructure
from constructs_lib.azure.ignored_tags import ignore_tags
from constructs_lib.framework import HIDDEN_ID, AddressedStack
from constructs_lib.settings import AzureSettings
from constructs_lib.stacks.azure.providers import (
    RANDOM_PROVIDER_VERSIONS,
    TIME_PROVIDER_VERSIONS,
    azurerm_provider,
    dns_provider,
)
from constructs_lib.stacks.root_module import configure_backend, require_versions


class AzureInfrastructureStack(AddressedStack):
    """Providers, state, the infrastructure of one deployment, and the official module's outputs.

    Args:
        settings: The deployment's settings, made in Python or read from a file.
        adoption: Imports what a deployment of the official module has; omitted: everything is created.

    Attributes:
        infrastructure: The `WandbInfrastructure`.

    Example:
        infrastructure_stack = AzureInfrastructureStack(app, "azure-team", settings=settings)
    """

    def __init__(
        self, scope: Construct, id_: str, *, settings: AzureSettings, adoption: Adoption | None = None
    ) -> None:
        super().__init__(scope, id_)
        configure_backend(self, settings.backend)
        azurerm_provider(self, settings)
        require_versions(self, {"random": RANDOM_PROVIDER_VERSIONS, "time": TIME_PROVIDER_VERSIONS})
        parts = adoption.parts if adoption else None
        assert parts is None or isinstance(parts, AzureAdoptedParts)  # The adoption file names the cloud.
        self.infrastructure = WandbInfrastructure(
            self, HIDDEN_ID, settings=settings, dns_provider=dns_provider(self, settings), adopted=parts
        )
        ignore_tags(self, settings.ignore_tags)
        outputs = {**_outputs(settings, self.infrastructure), **_optional_outputs(self.infrastructure)}
        for name, value in outputs.items():
            TerraformOutput(self, name, value=value, sensitive=name in _READ_WITH_CREDENTIALS or None)
        if adoption is not None:
            ImportBlocks(self, "adopted", imports=adoption.imports)


# The provider returns it together with credentials and marks all of them as sensitive.
_READ_WITH_CREDENTIALS = frozenset({"cluster_ca_certificate"})


def _outputs(settings: AzureSettings, wandb: WandbInfrastructure) -> Mapping[str, Any]:
    """The official module's outputs of both generations, without those that carry a credential."""
    return {
        "address": wandb.gateway.private_address or wandb.gateway.address,
        "aks_max_node_count": settings.max_nodes,
        "aks_min_node_count": settings.min_nodes,
        "aks_node_instance_type": settings.sizing.kubernetes_instance_type,
        "client_id": wandb.server_identity.client_id,
        "cluster_ca_certificate": wandb.cluster.certificate_authority_data,
        "cluster_host": wandb.cluster.endpoint,
        "cluster_name": wandb.cluster.cluster_name,
        "database_endpoint": f"{wandb.database.host}:{wandb.database.port}",
        "database_instance_type": settings.sizing.database_sku_name,
        "database_username": settings.database_master_username,
        "fqdn": settings.fqdn,
        "gateway_domain_name": wandb.gateway.domain_name,
        "key_vault_uri": wandb.vault.vault_uri,
        "network_id": wandb.network.network_id,
        "oidc_issuer_url": wandb.cluster.oidc_issuer_url,
        "resource_group": wandb.resource_group_name,
        "secret_store_vault_uri": wandb.secret_store.vault_uri,
        "standardized_size": settings.size,
        "tenant_id": wandb.account.tenant_id,
        "url": settings.url,
    }


def _optional_outputs(wandb: WandbInfrastructure) -> Mapping[str, Any]:
    """The outputs of enabled options; the official module also has them, as null, for disabled options."""
    outputs: dict[str, Any] = {}
    if wandb.objects is not None:
        outputs["storage_account"] = wandb.objects.account_name
        outputs["storage_container"] = wandb.objects.container_name
        if wandb.objects.queue_name is not None:
            outputs["storage_queue"] = wandb.objects.queue_name
    if wandb.cache is not None:
        outputs["redis_host"] = wandb.cache.host
        outputs["redis_port"] = wandb.cache.port
    if wandb.gateway.private_link_name is not None:
        outputs["private_link_resource_id"] = wandb.gateway.gateway_id
        outputs["private_link_sub_resource_name"] = wandb.gateway.private_link_name
    if wandb.metrics_identity is not None:
        outputs["metrics_client_id"] = wandb.metrics_identity.client_id
    return outputs
