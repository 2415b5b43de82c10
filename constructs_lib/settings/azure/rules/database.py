"""MySQL: standby, backups, parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rules import Findings, rule
from ..database import STANDBY_DISABLED
from ..skus import BURSTABLE_START
from ..versions import MYSQL_DEFAULT, OLD_VERSION

if TYPE_CHECKING:
    from ..inputs import AzureInputs


def burstable_has_no_standby(settings: AzureInputs) -> Findings:
    """https://learn.microsoft.com/azure/mysql/flexible-server/concepts-high-availability#limitations"""
    if settings.sizing.database_sku_name.startswith(BURSTABLE_START) and settings.database_has_standby:
        yield (
            "database_availability_mode",
            f'"{settings.database_availability_mode}" is not offered for burstable servers such as '
            f'{settings.sizing.database_sku_name}; write "{STANDBY_DISABLED}" or another database_sku_name',
        )


def geo_redundant_backup_excludes_customer_key(settings: AzureInputs) -> Findings:
    """The paired region would require its own vault and key (azurerm_mysql_flexible_server)."""
    if settings.database_geo_redundant_backup and settings.enable_database_vault_key:
        yield (
            "database_geo_redundant_backup",
            "requires a key in the paired region, but enable_database_vault_key creates one here; set only one of them",
        )


def restore_is_complete(settings: AzureInputs) -> Findings:
    """Azure restores a server to a time (azurerm_mysql_flexible_server, create_mode PointInTimeRestore)."""
    names = ("database_restore_server_id", "database_restore_time")
    for name, other in (names, reversed(names)):
        if getattr(settings, name) and not getattr(settings, other):
            yield name, f"requires {other}; set both, or remove this input"


def standby_is_advised(settings: AzureInputs) -> Findings:
    """A single server is unavailable while Azure maintains or replaces it."""
    if not settings.database_has_standby:
        yield (
            "database_availability_mode",
            'leaves the database without a standby; "ZoneRedundant" fails over to another zone',
        )


def mysql_version_is_supported(settings: AzureInputs) -> Findings:
    """The dates and their source are in scripts/upgrades/support.toml, which `make upgrades` reads."""
    if settings.database_version == OLD_VERSION:
        yield (
            "database_version",
            f'"{OLD_VERSION}" loses standard support on Azure before "{MYSQL_DEFAULT}", and Azure then charges for '
            'extended support; "make upgrades" shows the date',
        )


def burstable_is_for_trials(settings: AzureInputs) -> Findings:
    """CPU credits run out under steady load (service tiers, same documentation)."""
    if settings.sizing.database_sku_name.startswith(BURSTABLE_START):
        yield "database_sku_name", "is burstable, which Azure does not support in production; MO_ or GP_ sizes are"


def connections_are_encrypted(settings: AzureInputs) -> Findings:
    """Azure requires TLS by default."""
    if settings.database_flags.get("require_secure_transport", "ON").upper() in ("OFF", "0", "FALSE"):
        yield "database_flags", "allows unencrypted connections to the database; remove require_secure_transport"


def customer_key_is_irreversible(settings: AzureInputs) -> Findings:
    """Azure does not change a database back from a customer-managed key."""
    if settings.enable_database_vault_key:
        yield "enable_database_vault_key", "cannot be undone; without the key the database is lost"


RULES = (
    rule(burstable_has_no_standby, "size", "database_sku_name", "database_availability_mode"),
    rule(geo_redundant_backup_excludes_customer_key, "database_geo_redundant_backup", "enable_database_vault_key"),
    rule(restore_is_complete, "database_restore_server_id", "database_restore_time"),
)
NOTICES = (
    rule(mysql_version_is_supported, "database_version"),
    rule(standby_is_advised, "database_availability_mode"),
    rule(burstable_is_for_trials, "size", "database_sku_name"),
    rule(connections_are_encrypted, "database_flags"),
    rule(customer_key_is_irreversible, "enable_database_vault_key"),
)
