"""Key vaults of a deployment, and what is in them: keys and credentials."""

from constructs import Construct

from constructs_lib.azure.account import Account
from constructs_lib.azure.cluster import Cluster
from constructs_lib.azure.encryption import CustomerKey, EncryptionKey
from constructs_lib.azure.key_vault import KeyVault
from constructs_lib.azure.network import Network
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.secrets import DatabaseCredentials, KeyVaultSecret
from constructs_lib.settings import AzureSettings


def create_vault(
    scope: Construct,
    id_: str,
    settings: AzureSettings,
    account: Account,
    *,
    name: str,
    resource_scope: ResourceScope,
    network: Network,
    deployer_has_access: bool,
) -> KeyVault:
    """A key vault. With `deployer_has_access`, the principal that applies may write into it."""
    # Without configured administrators, the first principal that applies.
    administrators = settings.key_vault_administrator_object_ids if deployer_has_access else ()
    creator = account.object_id if deployer_has_access and not administrators else None
    return KeyVault(
        scope,
        id_,
        name=name,
        resource_scope=resource_scope,
        tenant_id=account.tenant_id,
        administrator_object_ids=administrators,
        creator_object_id=creator,
        allowed_ip_ranges=settings.key_vault_allowed_ip_ranges,
        subnet_ids=[network.cluster_subnet_id],
        deletion_protection=settings.deletion_protection,
    )


def create_credentials(scope: Construct, settings: AzureSettings, vault: KeyVault) -> DatabaseCredentials:
    """The password of the database user, in the vault."""
    return DatabaseCredentials(
        scope,
        "secrets",
        name="database-password",
        username=settings.database_master_username,
        vault_id=vault.vault_id_for_administrators,
        version=settings.database_password_version,
        deletion_protection=settings.deletion_protection,
    )


def create_customer_key(
    scope: Construct, settings: AzureSettings, what: str, resource_scope: ResourceScope, vault: KeyVault
) -> CustomerKey:
    """A customer-managed key for `what`, named as in the official module."""
    key = EncryptionKey(
        scope,
        f"{what}_encryption",
        name=f"{what}-key-{settings.namespace}",
        resource_scope=resource_scope,
        vault_id=vault.vault_id_for_administrators,
        deletion_protection=settings.deletion_protection,
    )
    return key.customer_key


def create_cluster_key(
    scope: Construct, settings: AzureSettings, cluster: Cluster, vault: KeyVault
) -> KeyVaultSecret | None:
    """The key of the cluster's local administrator, in the vault; `None` without the certificate login."""
    if cluster.client_key is None:
        return None
    return KeyVaultSecret(
        scope,
        "cluster_access",
        name="cluster-key",
        description=f"Key of the administrator of the cluster of {settings.namespace}",
        vault_id=vault.vault_id_for_administrators,
        value=cluster.client_key,
    )
