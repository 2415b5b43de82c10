"""Storage account, container and queue of a deployment."""

from dataclasses import dataclass, replace

from cdktf_cdktf_provider_azurerm.management_lock import ManagementLock
from constructs import Construct

from constructs_lib.azure.account import Account
from constructs_lib.azure.assembly.naming import GlobalNames
from constructs_lib.azure.assembly.vault import KeyStore, create_customer_key
from constructs_lib.azure.event_grid import EventGridQueue
from constructs_lib.azure.key_vault import KeyVault
from constructs_lib.azure.lock import unlock_before
from constructs_lib.azure.network import Network
from constructs_lib.azure.private_endpoint import PrivateEndpoint
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.secrets import KeyVaultSecret
from constructs_lib.azure.storage_account import StorageAccount
from constructs_lib.settings import AzureSettings

# https://learn.microsoft.com/azure/private-link/private-endpoint-dns
BLOBS, BLOB_ZONE = "blob", "privatelink.blob.core.windows.net"
# The official module's name.
CONTAINER = "wandb"


@dataclass(frozen=True)
class ContainerAndQueue:
    """The blob container and the queue of its new objects. `key` is the account's, if the server uses one.

    An existing account has an `account_id` if its resource group is configured, and none of the attributes after it.
    `lock` protects the account and everything in it.
    """

    account_name: str
    container_name: str
    account_id: str | None = None
    queue_name: str | None = None
    queue_id: str | None = None
    key: KeyVaultSecret | None = None
    lock: ManagementLock | None = None
    topic_id: str | None = None


def create_object_store(
    scope: Construct,
    settings: AzureSettings,
    account: Account,
    names: GlobalNames,
    *,
    resource_scope: ResourceScope,
    network: Network,
    vault: KeyVault,
    keys: KeyStore,
) -> ContainerAndQueue | None:
    """Storage account, container and queue, or an existing container; `None` for a bucket outside Azure."""
    if settings.external_bucket:
        return None
    if settings.blob_container is not None:
        assert settings.storage_account is not None  # The settings' rules ask for it.
        account_id = _existing_account_id(settings, account)
        return ContainerAndQueue(settings.storage_account, settings.blob_container, account_id)
    storage = _create_storage(scope, settings, names, resource_scope, network, keys)
    if settings.storage_private_endpoint:
        _create_private_endpoint(scope, settings, resource_scope, network, storage)
    store = ContainerAndQueue(storage.account_name, storage.container_name, storage.account_id, lock=storage.lock)
    if storage.primary_access_key is not None:
        key = KeyVaultSecret(
            scope,
            "storage_access",
            name="storage-key",
            description=f"Access key of the storage account of {settings.namespace}",
            vault_id=vault.vault_id_for_administrators,
            value=storage.primary_access_key,
        )
        store = replace(store, key=key)
    return _create_queue(scope, settings, resource_scope, store)


def _existing_account_id(settings: AzureSettings, account: Account) -> str | None:
    if settings.storage_account_resource_group is None:
        return None
    group = f"/subscriptions/{account.subscription_id}/resourceGroups/{settings.storage_account_resource_group}"
    return f"{group}/providers/Microsoft.Storage/storageAccounts/{settings.storage_account}"


def _create_storage(
    scope: Construct,
    settings: AzureSettings,
    names: GlobalNames,
    resource_scope: ResourceScope,
    network: Network,
    keys: KeyStore,
) -> StorageAccount:
    # The key must exist until the account no longer uses it.
    key = (
        create_customer_key(scope, settings, "storage", resource_scope, keys)
        if settings.enable_storage_vault_key
        else None
    )
    ranges = settings.storage_allowed_ip_ranges
    return StorageAccount(
        scope,
        "storage",
        account_name=names.storage_account,
        resource_scope=resource_scope,
        container_name=CONTAINER,
        allowed_origins=[settings.url],
        deletion_protection=settings.deletion_protection,
        lock_name=f"{settings.namespace}-container",
        replication_type=settings.replication_type,
        soft_delete_days=settings.storage_soft_delete_days,
        allowed_ip_ranges=ranges,
        subnet_ids=[network.cluster_subnet_id] if ranges else [],
        customer_key=key if settings.encrypts_storage_with_vault_key else None,
        shared_key_enabled=settings.server_uses_key,
        adopted=names.adopted.storage_account_name is not None,
        change_feed=settings.backup is not None,
    )


def _create_private_endpoint(
    scope: Construct, settings: AzureSettings, resource_scope: ResourceScope, network: Network, storage: StorageAccount
) -> None:
    PrivateEndpoint(
        scope,
        "storage_endpoint",
        name=f"{settings.namespace}-storage",
        resource_scope=resource_scope,
        subnet_id=network.endpoint_subnet_id,
        network_id=network.network_id,
        resource_id=storage.account_id,
        subresource_names=[BLOBS],
        dns_zone_name=BLOB_ZONE,
    )


def _create_queue(
    scope: Construct, settings: AzureSettings, resource_scope: ResourceScope, store: ContainerAndQueue
) -> ContainerAndQueue:
    if not settings.creates_queue or store.account_id is None:
        return store
    events = EventGridQueue(
        scope,
        "queue",
        name=f"{settings.namespace}-file-metadata",
        resource_scope=resource_scope,
        account_id=store.account_id,
        container_name=store.container_name,
        path=settings.bucket_path,
    )
    unlock_before(store.lock, events.contents)
    return replace(store, queue_name=events.queue_name, queue_id=events.queue_id, topic_id=events.topic_id)
