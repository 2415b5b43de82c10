"""Key vaults of a deployment, and what is in them: keys and credentials."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from constructs import Construct

from constructs_lib.adopted_password import adopted_password
from constructs_lib.adoption.parts import AzureAdoptedParts
from constructs_lib.azure.account import Account
from constructs_lib.azure.assembly.naming import GlobalNames
from constructs_lib.azure.cluster import Cluster
from constructs_lib.azure.encryption import AdoptedVault, CustomerKey, EncryptionKey
from constructs_lib.azure.key_vault import ADMINISTRATOR_ROLES, KeyVault
from constructs_lib.azure.network import Network
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.secrets import DatabaseCredentials, KeyVaultSecret
from constructs_lib.settings import AzureSettings


@dataclass(frozen=True)
class KeyStore:
    """The vault with the deployment's keys: `vault_id` for Terraform; of an adopted one, what its policies need."""

    vault_id: str
    adopted_vault: AdoptedVault | None = None


def key_store(account: Account, vault: KeyVault, secret_store: KeyVault, adopted: AzureAdoptedParts) -> KeyStore:
    """Where keys are created: in the vault of the deployment's secrets; the official module has only one vault."""
    if adopted.vault_name is None:
        return KeyStore(vault.vault_id_for_administrators)
    # Not the id for administrators: it is unknown in the plan that imports the keys, and would replace them.
    return KeyStore(secret_store.vault_id, AdoptedVault(secret_store.vault_id, account.tenant_id))


def create_vaults(
    scope: Construct,
    settings: AzureSettings,
    account: Account,
    names: GlobalNames,
    *,
    resource_scope: ResourceScope,
    network: Network,
    adopted: AzureAdoptedParts,
) -> tuple[KeyVault, KeyVault]:
    """The vault of the deployment's secrets, and the vault of users' secrets, which may be an adopted one."""
    has_keys = (
        settings.enable_cluster_vault_key or settings.enable_database_vault_key or settings.enable_storage_vault_key
    )
    both: dict[str, Any] = {"resource_scope": resource_scope, "network": network}
    return (
        _create_vault(scope, "vault", settings, account, name=names.vault, deployer_has_access=True, **both),
        _create_vault(
            scope,
            "secret_store",
            settings,
            account,
            name=names.secret_store,
            # The deployer needs no access to users' secrets.
            deployer_has_access=adopted.vault_name is not None and has_keys,
            administered=("keys",),
            access_policies=adopted.vault_access_policies,
            **both,
        ),
    )


def _create_vault(
    scope: Construct,
    id_: str,
    settings: AzureSettings,
    account: Account,
    *,
    name: str,
    resource_scope: ResourceScope,
    network: Network,
    deployer_has_access: bool,
    administered: Sequence[str] = tuple(ADMINISTRATOR_ROLES),
    access_policies: bool = False,
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
        administered=administered,
        access_policies=access_policies,
    )


def create_credentials(
    scope: Construct, settings: AzureSettings, vault: KeyVault, adopted: AzureAdoptedParts
) -> DatabaseCredentials:
    """The password of the database user, in the vault."""
    takes_over = settings.database_password_version == adopted.database_password_version
    return DatabaseCredentials(
        scope,
        "secrets",
        name="database-password",
        username=settings.database_master_username,
        vault_id=vault.vault_id_for_administrators,
        version=settings.database_password_version,
        deletion_protection=settings.deletion_protection,
        adopted_password=adopted_password(scope) if takes_over else None,
    )


def create_customer_key(
    scope: Construct, settings: AzureSettings, what: str, resource_scope: ResourceScope, keys: KeyStore
) -> CustomerKey:
    """A customer-managed key for `what`, named as in the official module."""
    key = EncryptionKey(
        scope,
        f"{what}_encryption",
        name=f"{what}-key-{settings.namespace}",
        resource_scope=resource_scope,
        vault_id=keys.vault_id,
        deletion_protection=settings.deletion_protection,
        adopted_vault=keys.adopted_vault,
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
