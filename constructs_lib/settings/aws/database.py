"""Aurora MySQL."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from constructs_lib.value_text import show

from ..base import SettingsModel
from ..fields.conversion import fail
from ..fields.declaration import OURS, V2, V8, setting
from ..fields.maintenance_windows import daily_window, weekly_window
from ..fields.mysql import (
    SORT_BUFFER_BYTES,
    SORT_BUFFER_DEFAULT,
    WRITE_ONLY_VERSIONS,
    schema_name,
    username_for,
    utc_time,
)
from ..fields.types import Check, Flag, OptionalText, Text, Whole, text_matching, when_given, whole_between
from .types import ACCOUNT, PARTITION, REGION, AuroraVersion, DatabaseClass, KeyArn
from .versions import AURORA_DEFAULT

# An Aurora cluster has one writer and up to 15 readers
# (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_Limits.html).
INSTANCES = (1, 15)
# W&B requires daily backups, retained for at least a week; Aurora retains them for at most 35 days
# (https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html).
BACKUP_DAYS = (7, 35)
# Range of MySQL 8.0 (https://dev.mysql.com/doc/refman/8.0/en/innodb-parameters.html#sysvar_innodb_lru_scan_depth).
LRU_SCAN_DEPTH = (100, 4_294_967_295)
# RDS API CreateDBCluster, MasterUsername.
USERNAME_LENGTH = 16
username = username_for("Aurora", ("rdsadmin", "rdsrepladmin", "rds_superuser_role", "root", "mysql"), USERNAME_LENGTH)


def binlog_format(value: str) -> str:
    """The format that W&B requires."""
    if value != "ROW":
        fail(f'{show(value)} is not the format that W&B requires; write "ROW"')
    return value


# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBClusterToPointInTime.html
_cluster_identifier = text_matching(r"[a-z](?:-?[a-z0-9]){0,62}", "the identifier of an Aurora cluster")
_snapshot = text_matching(
    rf"(?:rds:)?[A-Za-z][A-Za-z0-9-]{{0,254}}|arn:{PARTITION}:rds:{REGION}:{ACCOUNT}:cluster-snapshot:[A-Za-z0-9:-]{{1,255}}",
    "the name or ARN of a cluster snapshot",
)


class DatabaseSettings(SettingsModel):
    """Engine, instances, credentials, backups, parameters."""

    database_engine_version: AuroraVersion = setting(
        AURORA_DEFAULT,
        changes='The engine version; "8.0" lets AWS choose the release.',
        note="The default is the long-term support release; releases before 3.05.2 are refused, because W&B does "
        "not support them.",
    )
    database_instance_class: DatabaseClass = setting(
        None,
        changes="The instance class of every instance.",
        when_omitted="taken from size",
    )
    database_instance_count: Annotated[Whole, AfterValidator(whole_between(*INSTANCES))] = setting(
        2,
        since=(OURS,),
        changes="The number of instances: one writer, the others are failover replicas in other zones.",
    )
    database_snapshot_identifier: Annotated[OptionalText, AfterValidator(when_given(_snapshot))] = setting(
        None,
        changes="The cluster snapshot to restore the database from. User and schema are those of the snapshot: "
        "set database_master_username and database_name to them.",
        when_omitted="an empty database is created",
    )
    database_restore_cluster: Annotated[OptionalText, AfterValidator(when_given(_cluster_identifier))] = setting(
        None,
        since=(OURS,),
        changes="The Aurora cluster to restore to a point in time, such as the deployment's own. The restored "
        "database is a new cluster beside the first one, which Terraform forgets and does not destroy. Keep the input "
        "afterwards.",
        when_omitted="no point in time is restored",
    )
    database_restore_time: Annotated[OptionalText, AfterValidator(when_given(utc_time))] = setting(
        None,
        since=(OURS,),
        changes="The point in time to restore, in UTC, such as 2026-01-31T12:00:00Z.",
        when_omitted="the latest possible one",
    )
    database_name: Annotated[Text, AfterValidator(schema_name)] = setting(
        "wandb_local",
        changes="The schema of the server's tables; a change replaces the database. "
        "With database_snapshot_identifier it must be the snapshot's.",
    )
    database_master_username: Annotated[Text, AfterValidator(username)] = setting(
        "wandb",
        changes="The database user of the server; a change replaces the database. "
        "With database_snapshot_identifier it must be the snapshot's.",
    )
    database_password_version: Annotated[Whole, AfterValidator(whole_between(*WRITE_ONLY_VERSIONS))] = setting(
        1,
        since=(OURS,),
        changes="The version of the database password. Raise it by one to rotate the password everywhere.",
    )
    database_kms_key_arn: KeyArn = setting(
        None,
        since=(V8,),
        changes="An existing key for database and cache.",
        when_omitted="the deployment's key",
    )
    database_performance_insights_kms_key_arn: KeyArn = setting(
        None,
        changes="An existing key for Performance Insights.",
        when_omitted="the database's key",
    )
    database_backup_retention_days: Annotated[Whole, AfterValidator(whole_between(*BACKUP_DAYS, unit="days"))] = (
        setting(
            14,
            since=(OURS,),
            changes="How many days daily backups are retained.",
        )
    )
    database_preferred_backup_window: Annotated[Text, AfterValidator(daily_window)] = setting(
        "02:00-03:00",
        since=(OURS,),
        changes="When daily backups are taken, in UTC.",
    )
    database_preferred_maintenance_window: Annotated[Text, AfterValidator(weekly_window)] = setting(
        "sun:05:00-sun:06:00",
        since=(OURS,),
        changes="When AWS may maintain the database, in UTC.",
    )
    database_apply_immediately: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether changes that interrupt database and cache are applied immediately, not in the maintenance "
        "window.",
    )
    database_sort_buffer_size: Annotated[Whole, AfterValidator(whole_between(*SORT_BUFFER_BYTES, unit="bytes"))] = (
        setting(
            SORT_BUFFER_DEFAULT,
            changes="sort_buffer_size in the parameter group, in bytes.",
        )
    )
    database_binlog_format: Annotated[Text, AfterValidator(Check(binlog_format, "`ROW`"))] = setting(
        "ROW",
        since=(V2,),
        changes="binlog_format in the parameter group.",
        note="Applied to the database; W&B requires ROW, so no other value is accepted. The official module ignores "
        "it.",
    )
    database_innodb_lru_scan_depth: Annotated[Whole, AfterValidator(whole_between(*LRU_SCAN_DEPTH))] = setting(
        128,
        since=(V2,),
        changes="innodb_lru_scan_depth in the parameter group.",
        note="Applied to the database; the official module ignores it.",
    )
