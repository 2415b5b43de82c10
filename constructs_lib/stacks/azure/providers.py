"""The azurerm providers of a deployment: one for both stacks, one for a DNS zone in another subscription."""

from cdktf import TerraformStack
from cdktf_cdktf_provider_azurerm.provider import (
    AzurermProvider,
    AzurermProviderFeatures,
    AzurermProviderFeaturesKeyVault,
    AzurermProviderFeaturesStorage,
)

from constructs_lib.settings import AzureSettings
from constructs_lib.stacks.root_module import require_versions

# The bindings are generated from 4.55, which has the access keys of Managed Redis and all used arguments of node pools
# and vaults. 5.0 renames arguments that the stacks use (docs/versions.md).
AZURERM_PROVIDER_VERSIONS = ">= 4.55, < 5.0"
# The ephemeral random_password came with 3.7 (https://github.com/hashicorp/terraform-provider-random/releases).
RANDOM_PROVIDER_VERSIONS = ">= 3.7, < 4.0"
# Waits until role assignments are effective; 0.9 has everything that is used.
TIME_PROVIDER_VERSIONS = ">= 0.9, < 1.0"


def azurerm_provider(stack: TerraformStack, settings: AzureSettings) -> None:
    """The azurerm provider. It uses only Entra ID for storage, and never the data plane.

    It also sets the tested versions of Terraform and of the provider in `stack`.
    """
    require_versions(stack, {"azurerm": AZURERM_PROVIDER_VERSIONS})
    AzurermProvider(
        stack,
        "azurerm",
        subscription_id=settings.subscription_id,
        tenant_id=settings.tenant_id,
        storage_use_azuread=True,
        resource_provider_registrations=settings.resource_provider_registrations,
        resource_providers_to_register=list(settings.resource_providers)
        if settings.registers_resource_providers
        else None,
        features=[
            AzurermProviderFeatures(
                storage=[AzurermProviderFeaturesStorage(data_plane_available=False)], key_vault=[_key_vault_features()]
            )
        ],
    )


def dns_provider(stack: TerraformStack, settings: AzureSettings) -> AzurermProvider | None:
    """The provider for the subscription of the DNS zone, or None without `dns_subscription_id`.

    It does not depend on `dns_zone_id`: Terraform deletes the record with the provider that created it.
    """
    if settings.dns_subscription_id is None:
        return None
    return AzurermProvider(
        stack,
        "azurerm_dns",
        alias="dns",
        subscription_id=settings.dns_subscription_id,
        tenant_id=settings.tenant_id,
        # A subscription with a DNS zone has registered all that the record needs.
        resource_provider_registrations="none",
        features=[AzurermProviderFeatures()],
    )


def _key_vault_features() -> AzurermProviderFeaturesKeyVault:
    """Deleted Key Vault objects are not purged but recovered; their names stay reserved for 90 days."""
    return AzurermProviderFeaturesKeyVault(
        # By default, the provider purges what it destroys. Purge protection refuses that, so the provider must not try
        # it, and the deployer needs no permission to purge.
        purge_soft_delete_on_destroy=False,
        purge_soft_deleted_keys_on_destroy=False,
        purge_soft_deleted_secrets_on_destroy=False,
        # The provider's defaults. A deployment that is created again under its old name depends on them.
        recover_soft_deleted_key_vaults=True,
        recover_soft_deleted_keys=True,
        recover_soft_deleted_secrets=True,
    )
