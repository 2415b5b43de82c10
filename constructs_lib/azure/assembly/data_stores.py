"""Database and Redis of a deployment."""

from dataclasses import dataclass
from typing import Any

from constructs import Construct

from constructs_lib.adoption.parts import AzureAdoptedParts
from constructs_lib.azure.assembly.naming import GlobalNames
from constructs_lib.azure.assembly.vault import KeyStore, create_customer_key
from constructs_lib.azure.cache import AzureCacheForRedis, ManagedRedis
from constructs_lib.azure.database import ZONE_SUFFIX, Administrator, Database
from constructs_lib.azure.database_restore import PointInTime
from constructs_lib.azure.key_vault import KeyVault
from constructs_lib.azure.network import Network
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.secrets import DatabaseCredentials, KeyVaultSecret
from constructs_lib.framework import RemovedBlock
from constructs_lib.settings import AzureSettings


@dataclass(frozen=True)
class Redis:
    """The Redis of the deployment, with its access key in the vault."""

    host: str
    port: int
    key: KeyVaultSecret
    cache_id: str


def create_database(
    scope: Construct,
    settings: AzureSettings,
    names: GlobalNames,
    *,
    resource_scope: ResourceScope,
    network: Network,
    keys: KeyStore,
    credentials: DatabaseCredentials,
    adopted: AzureAdoptedParts,
) -> Database:
    """The MySQL flexible server. If it is restored to a point in time, the first one is removed from the state."""
    restore = None
    if settings.database_restore_server_id and settings.database_restore_time:
        restore = PointInTime(settings.database_restore_server_id, settings.database_restore_time)
        first = [
            "azurerm_mysql_flexible_server.database_server",
            "azurerm_mysql_flexible_database.database_database",
            "azurerm_management_lock.database_lock",
        ]
        RemovedBlock(scope, "database_released", addresses=first)
    return Database(
        scope,
        "database",
        name=names.database_server,
        resource_scope=resource_scope,
        database_name=settings.database_name,
        administrator=Administrator(settings.database_master_username, credentials.password, credentials.version),
        version=settings.database_version,
        sku_name=adopted.database_sku_name or settings.sizing.database_sku_name,
        subnet_id=network.database_subnet_id,
        network_id=network.network_id,
        dns_zone_name=f"{settings.namespace}{ZONE_SUFFIX}",
        dns_link_name=f"{settings.namespace}-database",
        deletion_protection=settings.deletion_protection,
        lock_name=f"{settings.namespace}-db",
        availability_mode=settings.database_availability_mode if settings.database_has_standby else None,
        storage_gb=settings.database_storage_gb,
        backup_retention_days=settings.database_backup_retention_days,
        geo_redundant_backup=settings.database_geo_redundant_backup,
        sort_buffer_size_bytes=settings.database_sort_buffer_size,
        parameters=settings.database_flags,
        restore=restore,
        customer_key=create_customer_key(scope, settings, "database", resource_scope, keys)
        if settings.enable_database_vault_key
        else None,
    )


def create_cache(
    scope: Construct,
    settings: AzureSettings,
    names: GlobalNames,
    *,
    resource_scope: ResourceScope,
    network: Network,
    vault: KeyVault,
) -> Redis | None:
    """Redis with its access key in the vault, or `None`."""
    if not settings.creates_cache:
        return None
    assert network.redis_subnet_id is not None  # Created with Redis.
    common: dict[str, Any] = {
        "name": names.cache,
        "resource_scope": resource_scope,
        "subnet_id": network.redis_subnet_id,
        "network_id": network.network_id,
        "endpoint_name": f"{settings.namespace}-redis",
    }
    cache: ManagedRedis | AzureCacheForRedis
    if settings.redis_kind == "managed":
        cache = ManagedRedis(scope, "cache", sku_name=settings.sizing.redis_sku_name, **common)
    else:
        capacity = names.adopted.cache_capacity or settings.sizing.redis_capacity
        cache = AzureCacheForRedis(scope, "cache", capacity=capacity, public=names.adopted.cache_public, **common)
    key = KeyVaultSecret(
        scope,
        "cache_access",
        name="redis-key",
        description=f"Access key of the Redis of {settings.namespace}",
        vault_id=vault.vault_id_for_administrators,
        value=cache.primary_access_key,
    )
    return Redis(cache.host, cache.port, key, cache.cache_id)
