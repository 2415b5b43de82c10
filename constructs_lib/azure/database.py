"""MySQL flexible server in the virtual network, with W&B's server parameters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdktf import TerraformResourceLifecycle, Token
from cdktf_cdktf_provider_azurerm.mysql_flexible_database import MysqlFlexibleDatabase
from cdktf_cdktf_provider_azurerm.mysql_flexible_server import (
    MysqlFlexibleServer,
    MysqlFlexibleServerCustomerManagedKey,
    MysqlFlexibleServerHighAvailability,
    MysqlFlexibleServerIdentity,
    MysqlFlexibleServerStorage,
)
from cdktf_cdktf_provider_azurerm.mysql_flexible_server_configuration import MysqlFlexibleServerConfiguration
from constructs import Construct

from constructs_lib.azure.database_restore import PointInTime
from constructs_lib.azure.encryption import CustomerKey
from constructs_lib.azure.lock import create_lock
from constructs_lib.azure.private_dns_zone import PrivateDnsZone
from constructs_lib.azure.resource_id import name_from_id
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.framework import Component, EphemeralReference, prevent_destroy, require_known, require_reference

PORT = 3306
CHARACTER_SET = "utf8mb4"
COLLATION = "utf8mb4_general_ci"
AVAILABILITY_MODES = ("SameZone", "ZoneRedundant")
# Required suffix of the private DNS zone
# (https://learn.microsoft.com/azure/mysql/flexible-server/concepts-networking-vnet#use-private-dns-zone).
ZONE_SUFFIX = ".mysql.database.azure.com"

# The values that the service allows
# (https://github.com/Azure/azure-cli/blob/dev/src/azure-cli/azure/cli/command_modules/mysql/tests/latest/recordings/test_mysql_flexible_server_proxy_resource.yaml,
# a recorded response). W&B documents 67108864 for the sort buffer; Azure's maximum is half of it.
SORT_BUFFER_BYTES = (32_768, 33_554_432)
# W&B's documented MySQL settings, the official module's where it documents none, and TLS for all clients. On Azure,
# `binlog_format` is ROW, `innodb_flush_log_at_trx_commit` and `sync_binlog` are 1, and none of them can be changed.
PARAMETERS: Mapping[str, str] = {
    "binlog_row_image": "minimal",
    "innodb_online_alter_log_max_size": "268435456",
    "long_query_time": "4",
    "max_binlog_size": "1073741824",
    "max_execution_time": "600000",
    "max_prepared_stmt_count": "1048576",
    "require_secure_transport": "ON",
    "slow_query_log": "ON",
}


@dataclass(frozen=True)
class Administrator:
    """The administrator login of the server: `password` is stored again when `password_version` changes."""

    name: str
    password: EphemeralReference
    password_version: int

    def __post_init__(self) -> None:
        require_reference("Administrator.password", self.password)


class Database(Component):
    """MySQL flexible server `name` (globally unique) with the database `database_name`; it accepts only TLS.

    Args:
        version: The MySQL version, such as `8.4`.
        sku_name: Such as `GP_Standard_D4ds_v4`.
        subnet_id: A subnet that is delegated to MySQL flexible servers.
        network_id: The only virtual network in which the name of the server resolves.
        dns_zone_name: The private DNS zone that is created; it ends in `.mysql.database.azure.com`.
        dns_link_name: The name of the link between zone and network.
        deletion_protection: Terraform and Azure both refuse to delete the server.
        lock_name: The name of Azure's lock.
        availability_mode: `SameZone` or `ZoneRedundant` for a standby replica; `None`: no standby, and none can be
            added later.
        storage_gb: 20-16384, the size at creation; it grows automatically. Omitted: Azure's minimum.
        backup_retention_days: 1-35.
        geo_redundant_backup: Also stores backups in the paired region.
        sort_buffer_size_bytes: 32768-33554432.
        parameters: Add to or override W&B's server parameters; `None` leaves a parameter to Azure. Omitted: W&B's.
        customer_key: Encrypts the server and cannot be removed later; omitted: a key that Azure manages.
        dns_zone: An existing zone instead, linked to the network; omitted: the zone is created.
        restore: The point in time to restore. The restored server has another name and address (`restored_server`), so
            that the first server can be kept, and brings its database. Omitted: a new server.

    Attributes:
        host: The address of the server.
        port: 3306.
        database_name: The name of the database, as given.
        server_id: The id of the server.

    Raises:
        ValueError: `parameters` or `deletion_protection` is unknown until apply; a zone with another suffix, an unknown
            mode, a standby with a burstable SKU, a sort buffer out of range, or geo-redundant backups with a
            `customer_key`.

    Example:
        database = Database(
            stack, "database", name="wandb-mysql", resource_scope=group.resource_scope, database_name="wandb_local",
            administrator=Administrator("wandb", credentials.password, credentials.version), version="8.4",
            sku_name="GP_Standard_D4ds_v4", subnet_id=network.database_subnet_id, network_id=network.network_id,
            dns_zone_name="wandb.mysql.database.azure.com", dns_link_name="wandb-mysql", deletion_protection=True,
            lock_name="wandb-mysql",
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_scope: ResourceScope,
        database_name: str,
        administrator: Administrator,
        version: str,
        sku_name: str,
        subnet_id: str,
        network_id: str,
        dns_zone_name: str,
        dns_link_name: str,
        deletion_protection: bool,
        lock_name: str,
        availability_mode: str | None = "SameZone",
        storage_gb: int | None = None,
        backup_retention_days: int = 14,
        geo_redundant_backup: bool = False,
        sort_buffer_size_bytes: int = SORT_BUFFER_BYTES[1],
        parameters: Mapping[str, str | None] | None = None,
        customer_key: CustomerKey | None = None,
        dns_zone: PrivateDnsZone | None = None,
        restore: PointInTime | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, parameters=parameters, deletion_protection=deletion_protection)
        _check_zone(dns_zone_name)
        _check_availability(availability_mode, sku_name)
        _check_sort_buffer(sort_buffer_size_bytes)
        _check_backup(geo_redundant_backup, customer_key)
        zone = dns_zone or PrivateDnsZone(
            self,
            "dns",
            name=dns_zone_name,
            link_name=dns_link_name,
            resource_scope=resource_scope,
            network_id=network_id,
        )
        server = MysqlFlexibleServer(
            self,
            "restored_server" if restore else "server",
            name=f"{name}-{restore.suffix}" if restore else name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            version=version,
            sku_name=sku_name,
            administrator_login=administrator.name,
            administrator_password_wo=administrator.password.value,
            administrator_password_wo_version=administrator.password_version,
            delegated_subnet_id=subnet_id,
            private_dns_zone_id=zone.zone_id,
            public_network_access="Disabled",
            backup_retention_days=backup_retention_days,
            geo_redundant_backup_enabled=geo_redundant_backup,
            high_availability=_standby(availability_mode),
            storage=MysqlFlexibleServerStorage(auto_grow_enabled=True, io_scaling_enabled=True, size_gb=storage_gb),
            tags=dict(resource_scope.tags),
            lifecycle=_lifecycle(deletion_protection, restore.ignored if restore else ()),
            # The server registers its name at creation, so the zone must be linked first.
            depends_on=[zone.link],
            **_encryption(customer_key),
            **(restore.arguments if restore else {}),
        )
        # A restored server has its database already, and azurerm refuses to create one that exists.
        database = (
            None if restore else self._create_database(database_name, resource_scope, server, deletion_protection)
        )
        defaults = {**PARAMETERS, "sort_buffer_size": str(sort_buffer_size_bytes)}
        # Referenced through the database, which is then created first: Azure allows one change of a server at a time,
        # and the provider serializes only the parameters.
        place = (
            (database.resource_group_name, database.server_name)
            if database
            else (resource_scope.resource_group_name, name_from_id(server.id))
        )
        self._configure({**defaults, **(parameters or {})}, *place)
        if deletion_protection:
            contents = [database] if database else []
            lock_id = "restored_lock" if restore else "lock"
            create_lock(self, lock_id, name=lock_name, resource_id=server.id, contents=contents)
        self.host = server.fqdn
        self.port = PORT
        self.database_name = database_name
        self.server_id = server.id

    def _create_database(
        self, name: str, resource_scope: ResourceScope, server: MysqlFlexibleServer, deletion_protection: bool
    ) -> MysqlFlexibleDatabase:
        return MysqlFlexibleDatabase(
            self,
            "database",
            name=name,
            resource_group_name=resource_scope.resource_group_name,
            server_name=name_from_id(server.id),
            charset=CHARACTER_SET,
            collation=COLLATION,
            lifecycle=prevent_destroy(deletion_protection),
        )

    def _configure(self, parameters: Mapping[str, str | None], resource_group_name: str, server_name: str) -> None:
        for name, value in sorted(parameters.items()):
            if value is not None:
                MysqlFlexibleServerConfiguration(
                    self,
                    name,
                    name=name,
                    resource_group_name=resource_group_name,
                    server_name=server_name,
                    value=value,
                )


def _standby(availability_mode: str | None) -> MysqlFlexibleServerHighAvailability | None:
    return MysqlFlexibleServerHighAvailability(mode=availability_mode) if availability_mode else None


def _lifecycle(deletion_protection: bool, more_ignored: Sequence[str]) -> TerraformResourceLifecycle:
    # A failover swaps the zones of server and standby, and storage grows automatically. Reverting these would cause
    # another failover, or replace the server by a smaller one.
    ignored = ["zone", "high_availability[0].standby_availability_zone", "storage[0].size_gb", *more_ignored]
    return TerraformResourceLifecycle(ignore_changes=ignored, prevent_destroy=deletion_protection)


def _encryption(key: CustomerKey | None) -> dict[str, Any]:
    if key is None:
        return {}
    return {
        "identity": MysqlFlexibleServerIdentity(type="UserAssigned", identity_ids=[key.identity_id]),
        "customer_managed_key": MysqlFlexibleServerCustomerManagedKey(
            key_vault_key_id=key.key_version_id, primary_user_assigned_identity_id=key.identity_id
        ),
    }


def _check_zone(name: str) -> None:
    if not Token.is_unresolved(name) and not name.endswith(ZONE_SUFFIX):
        raise ValueError(f"dns_zone_name must end in {ZONE_SUFFIX}, got {name}")


def _check_availability(mode: str | None, sku_name: str) -> None:
    if mode is None or Token.is_unresolved(mode):
        return
    if mode not in AVAILABILITY_MODES:
        raise ValueError(f"availability_mode must be one of {', '.join(AVAILABILITY_MODES)} or None, got {mode}")
    # https://learn.microsoft.com/azure/mysql/flexible-server/concepts-high-availability#limitations
    if sku_name.startswith("B_"):
        raise ValueError(f"availability_mode must be None with the burstable sku_name {sku_name}, got {mode}")


def _check_sort_buffer(size: int) -> None:
    smallest, largest = SORT_BUFFER_BYTES
    if not Token.is_unresolved(size) and not smallest <= size <= largest:
        raise ValueError(f"sort_buffer_size_bytes must be {smallest}-{largest}, got {size}")


def _check_backup(geo_redundant: bool, key: CustomerKey | None) -> None:
    # https://learn.microsoft.com/azure/mysql/flexible-server/security-customer-managed-key
    if key is not None and not Token.is_unresolved(geo_redundant) and geo_redundant:
        raise ValueError(
            "geo_redundant_backup must be off with a customer_key: it requires a second key in the paired region"
        )
