"""MySQL flexible server."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from constructs_lib.value_text import show

from ..base import SettingsModel
from ..fields.conversion import fail
from ..fields.declaration import HEAD, OURS, setting
from ..fields.mysql import WRITE_ONLY_VERSIONS, schema_name, username_for, utc_time
from ..fields.types import (
    Check,
    Flag,
    OptionalText,
    Text,
    TextMap,
    Whole,
    markdown_list,
    one_of,
    when_given,
    whole_between,
)
from .skus import DATABASE_SKUS, database_sku
from .types import resource_id
from .versions import MYSQL_DEFAULT, mysql_version

_server_id = resource_id("Microsoft.DBforMySQL/flexibleServers", "wandb-0a1b2c3d")
# https://learn.microsoft.com/azure/mysql/flexible-server/concepts-service-tiers-storage: 20 GB to 16 TB in every tier.
STORAGE_GB = (20, 16_384)
# W&B requires daily backups, retained for at least a week; Azure retains them for 1 to 35 days
# (azurerm_mysql_flexible_server).
BACKUP_DAYS = (7, 35)
# https://learn.microsoft.com/azure/mysql/flexible-server/quickstart-create-server-cli: names that Azure reserves.
USERNAME_LENGTH = 32
RESERVED_USERS = ("azure_superuser", "admin", "administrator", "root", "guest", "public", "mysql")
# The maximum that Azure allows, half of W&B's 67108864
# (https://github.com/Azure/azure-cli/blob/dev/src/azure-cli/azure/cli/command_modules/mysql/tests/latest/recordings/test_mysql_flexible_server_proxy_resource.yaml).
SORT_BUFFER_BYTES = (32_768, 33_554_432)
# No standby; the official module has no such value.
STANDBY_DISABLED = "Disabled"
_FLAG = re.compile(r"[a-z][a-z0-9_]*")
# Set by other inputs. Of two values, one would silently win.
OWN_FLAGS = {"sort_buffer_size": "set database_sort_buffer_size"}
# Values that W&B requires and that Azure fixes (`isReadOnly` in the same list). Setting one, even to that value, fails
# with ConfigurationReadOnly when the server is created.
FIXED_FLAGS = {"binlog_format": "ROW", "innodb_flush_log_at_trx_commit": "1", "sync_binlog": "1"}
username = username_for("Azure", RESERVED_USERS, USERNAME_LENGTH)


def flags(values: dict[str, str]) -> dict[str, str]:
    """Server parameters by name."""
    for name in values:
        if not _FLAG.fullmatch(name):
            fail(f"{show(name)} is not the name of a server parameter; write one such as max_execution_time")
        if name in OWN_FLAGS:
            fail(f"{show(name)} is not allowed here; {OWN_FLAGS[name]}")
        if name in FIXED_FLAGS:
            fail(f"{show(name)} is always {FIXED_FLAGS[name]} on Azure and cannot be set; remove it")
    return values


class DatabaseSettings(SettingsModel):
    """Version, size, standby, credentials, backups, parameters."""

    database_version: Annotated[Text, AfterValidator(mysql_version)] = setting(
        MYSQL_DEFAULT,
        changes='The version of MySQL: "8.4", or "8.0.21" for 8.0.',
        note='Not "5.7", the official default, which W&B no longer supports. Another version '
        "upgrades the server in place. Azure does not go back to an older one: make a backup first.",
    )
    database_availability_mode: Annotated[
        Text, AfterValidator(one_of("SameZone", "ZoneRedundant", STANDBY_DISABLED))
    ] = setting(
        "SameZone",
        changes="Where the high-availability standby runs: in the same zone or in another one.",
        note="Disabled creates none. ZoneRedundant can only be chosen when the server is created.",
    )
    database_sku_name: Annotated[
        OptionalText, AfterValidator(when_given(Check(database_sku, markdown_list(DATABASE_SKUS))))
    ] = setting(
        None,
        since=(HEAD,),
        changes="The size of the server, such as MO_Standard_E2ds_v4.",
        when_omitted="taken from size",
    )
    database_storage_gb: Annotated[Whole, AfterValidator(whole_between(*STORAGE_GB, unit="GB"))] = setting(
        100,
        since=(OURS,),
        changes="The initial storage of the server, in GB; it grows automatically and never shrinks.",
    )
    database_flags: Annotated[TextMap, AfterValidator(flags)] = setting(
        {},
        since=(HEAD,),
        changes="Additional server parameters; they override those set here.",
    )
    database_sort_buffer_size: Annotated[Whole, AfterValidator(whole_between(*SORT_BUFFER_BYTES, unit="bytes"))] = (
        setting(
            SORT_BUFFER_BYTES[1],
            since=(HEAD,),
            changes="sort_buffer_size of the server, in bytes.",
            note="The default is the largest value that Azure accepts, half of W&B's 67108864; the official module "
            "uses 524288.",
        )
    )
    database_name: Annotated[Text, AfterValidator(schema_name)] = setting(
        "wandb_local",
        since=(OURS,),
        changes="The schema of the server's tables; a change replaces it by an empty one and destroys the old one.",
    )
    database_master_username: Annotated[Text, AfterValidator(username)] = setting(
        "wandb",
        since=(OURS,),
        changes="The database user of the server; a change replaces the database server by an empty one and "
        "destroys the old one.",
    )
    database_password_version: Annotated[Whole, AfterValidator(whole_between(*WRITE_ONLY_VERSIONS))] = setting(
        1,
        since=(OURS,),
        changes="The version of the database password. Raise it by one to rotate the password everywhere.",
    )
    database_backup_retention_days: Annotated[Whole, AfterValidator(whole_between(*BACKUP_DAYS, unit="days"))] = (
        setting(
            14,
            since=(OURS,),
            changes="How many days daily backups are retained.",
        )
    )
    database_restore_server_id: Annotated[OptionalText, AfterValidator(when_given(_server_id))] = setting(
        None,
        since=(OURS,),
        changes="The id of the server to restore to a point in time, such as the deployment's own. The restored "
        "database is a new server beside the first one, which Terraform forgets and does not destroy. Keep the input "
        "afterwards.",
        when_omitted="no point in time is restored",
    )
    database_restore_time: Annotated[OptionalText, AfterValidator(when_given(utc_time))] = setting(
        None,
        since=(OURS,),
        changes="The point in time to restore, in UTC, such as 2026-01-31T12:00:00Z. Requires "
        "database_restore_server_id.",
        when_omitted="no point in time is restored",
    )
    database_geo_redundant_backup: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether backups are also stored in the paired region. A change replaces the server by an empty one.",
    )
