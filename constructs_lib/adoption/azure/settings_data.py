"""Settings of what stores data: database, storage account, Redis, and keys."""

from __future__ import annotations

from collections.abc import Iterator

from constructs_lib.settings.azure.database import FIXED_FLAGS, SORT_BUFFER_BYTES, STANDBY_DISABLED

from ..reading import KEPT, copied, needed
from ..state import AdoptionError, OfficialDeployment
from ..tfvars import Setting
from .official import ACCOUNT, CLUSTER, DATABASE, FLAG, REDIS, SECRETS_KEY, VAULT_KEY, existing_container

# The parameter that has an input of its own.
SORT_BUFFER = "sort_buffer_size"


def data_stores(official: OfficialDeployment) -> Iterator[Setting]:
    """All of them."""
    yield from _database(official)
    yield from _storage(official)
    redis = official.one(REDIS)
    yield Setting("create_redis", redis is not None)
    if redis is not None:
        yield Setting("redis_kind", "cache", f"{KEPT}Azure retires it in 2028.")
        yield from copied(redis, redis_capacity="capacity")
    yield from _keys(official)


def _database(official: OfficialDeployment) -> Iterator[Setting]:
    server = needed(official, DATABASE, "MySQL server")
    version = str(server.get("version", ""))
    if version.startswith("5.7"):
        raise AdoptionError(
            f"has a database of version {version}; upgrade it to MySQL 8.0 with the official module first"
        )
    yield Setting("database_version", version, f"{KEPT}raise it when you choose to.")
    yield from copied(server, database_sku_name="sku_name", database_master_username="administrator_login")
    yield Setting("database_availability_mode", server.block("high_availability").get("mode") or STANDBY_DISABLED)
    if size := server.block("storage").get("size_gb"):
        yield Setting("database_storage_gb", size)
    if (days := server.get("backup_retention_days", 0)) >= 7:
        yield Setting("database_backup_retention_days", days)
    yield Setting("database_geo_redundant_backup", bool(server.get("geo_redundant_backup_enabled", False)))
    schema = needed(official, "module.database.azurerm_mysql_flexible_database.default", "database")
    yield from copied(schema, database_name="name")
    flags = {str(each.attributes["name"]): str(each.attributes["value"]) for each in official.all(FLAG)}
    if size := flags.pop(SORT_BUFFER, None):
        yield Setting(f"database_{SORT_BUFFER}", int(size), f"{KEPT}leave it out for {SORT_BUFFER_BYTES[1]}.")
    if own := {name: value for name, value in sorted(flags.items()) if name not in FIXED_FLAGS}:
        yield Setting("database_flags", own)
    yield Setting("deletion_protection", official.one("module.database.azurerm_management_lock.default[0]") is not None)


def _storage(official: OfficialDeployment) -> Iterator[Setting]:
    account = official.one(ACCOUNT)
    if account is None:
        if existing := existing_container(official):
            yield Setting("storage_account", existing[0])
            yield Setting("blob_container", existing[1])
        return
    yield Setting("storage_replication_type", account.attributes["account_replication_type"])
    # The official server reads its own queue, whatever the module creates.
    yield Setting("use_internal_queue", True)
    if account.attributes.get("shared_access_key_enabled") is not False:
        comment = "The old server uses a key; leave it out for the server's identity, when the new one runs."
        yield Setting("storage_access", "key", comment)


def _keys(official: OfficialDeployment) -> Iterator[Setting]:
    """Customer-managed keys in the vault."""
    account, control_plane = official.one(ACCOUNT), official.one(CLUSTER)
    if official.one(VAULT_KEY.format("database")):
        yield Setting("enable_database_vault_key", True)
    if official.one(VAULT_KEY.format("storage")):
        yield Setting("enable_storage_vault_key", True)
        if account is not None and not account.get("customer_managed_key"):
            yield Setting("disable_storage_vault_key_id", True)
    if official.one(SECRETS_KEY):
        yield Setting("enable_cluster_vault_key", True)
        if control_plane is not None and not control_plane.get("key_management_service"):
            yield Setting("disable_cluster_vault_key", True)
