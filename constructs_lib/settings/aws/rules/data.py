"""Bucket, queue, Redis, database, keys."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ...fields.maintenance_windows import windows_overlap
from ...rules import Findings, rule

if TYPE_CHECKING:
    from ..inputs import AwsInputs


def bucket_is_named(settings: AwsInputs) -> Findings:
    """The server requires a bucket, created or existing."""
    if not settings.create_bucket and settings.bucket_name is None:
        yield "bucket_name", "is missing; create_bucket = false requires the name of your bucket"


def replica_has_a_source(settings: AwsInputs) -> Findings:
    """Versioning and replication of an existing bucket are its owner's."""
    if settings.backup and settings.backup.replica_bucket and settings.bucket_name:
        yield (
            "backup",
            "has a replica_bucket, but replication of the existing bucket_name is not changed; remove replica_bucket",
        )


def existing_queue_is_used(settings: AwsInputs) -> Findings:
    """With the internal queue, the server reads no SQS queue."""
    if settings.bucket_queue_name and settings.use_internal_queue:
        yield (
            "bucket_queue_name",
            "has no effect, because the server uses its internal queue; set use_internal_queue = false",
        )


def restricted_mode_names_accounts(settings: AwsInputs) -> Findings:
    """The accounts are for restricted mode only."""
    restricted = settings.bucket_permissions_mode == "restricted"
    if restricted and not settings.bucket_restricted_accounts:
        yield "bucket_restricted_accounts", 'is empty; bucket_permissions_mode = "restricted" requires accounts'
    if not restricted and settings.bucket_restricted_accounts:
        yield (
            "bucket_restricted_accounts",
            f'has no effect in mode "{settings.bucket_permissions_mode}"; set bucket_permissions_mode = "restricted"',
        )


def cache_switches_agree(settings: AwsInputs) -> Findings:
    """W&B's guide uses two names for one input."""
    if (
        settings.create_elasticache_subnet
        and "create_elasticache" in settings.model_fields_set
        and not settings.create_elasticache
    ):
        yield (
            "create_elasticache_subnet",
            "is another name of create_elasticache, which is false; set both to the same value, or only one",
        )


def only_one_redis(settings: AwsInputs) -> Findings:
    """The server uses one Redis."""
    if settings.use_external_redis and settings.creates_cache:
        yield (
            "use_external_redis",
            "selects your own Redis, but create_elasticache creates another; set only one of them",
        )


def windows_do_not_overlap(settings: AwsInputs) -> Findings:
    """RDS refuses a backup window that overlaps the maintenance window (API CreateDBCluster)."""
    backup, maintenance = settings.database_preferred_backup_window, settings.database_preferred_maintenance_window
    if windows_overlap(backup, maintenance):
        yield (
            "database_preferred_maintenance_window",
            f'"{maintenance}" overlaps database_preferred_backup_window "{backup}"; choose another time',
        )


def key_aliases_are_unique(settings: AwsInputs) -> Findings:
    """An alias belongs to one key."""
    own = [] if settings.kms_key_arn else [settings.kms_key_alias or f"{settings.namespace}-kms-alias"]
    clickhouse = [settings.kms_clickhouse_key_alias or f"{settings.namespace}-kms-clickhouse-alias"]
    aliases = [*own, *settings.kms_key_extra_aliases, *(clickhouse if settings.enable_clickhouse else [])]
    for alias, count in Counter(aliases).items():
        if count > 1:
            name = "kms_key_extra_aliases" if alias in settings.kms_key_extra_aliases else "kms_clickhouse_key_alias"
            yield name, f'"{alias}" is already an alias of this deployment; choose another'


def server_has_redis(settings: AwsInputs) -> Findings:
    """W&B's guide has no Redis by default, but current servers require one."""
    if not settings.creates_cache and not settings.use_external_redis:
        yield (
            "create_elasticache",
            "is false and no external Redis is set; current W&B servers require Redis: set create_elasticache = true",
        )


def single_instance_has_no_standby(settings: AwsInputs) -> Findings:
    """A single instance is unavailable while AWS maintains or replaces it."""
    if settings.database_instance_count == 1:
        yield (
            "database_instance_count",
            "leaves the database without a failover replica; use 2 for failover to another zone",
        )


def snapshot_user_and_schema_are_given(settings: AwsInputs) -> Findings:
    """RDS restores the snapshot's user and schema (RestoreDBClusterFromSnapshot); other values replace the database."""
    omitted = [name for name in _OF_A_SNAPSHOT if name not in settings.model_fields_set]
    if settings.database_snapshot_identifier and omitted:
        them = " and ".join(f'{name} ("{getattr(settings, name)}")' for name in omitted)
        yield (
            "database_snapshot_identifier",
            f"has its own user and schema, and {them} must match them; write the snapshot's values, "
            "or the next plan replaces the database",
        )


def existing_bucket_is_configured(settings: AwsInputs) -> Findings:
    """An existing bucket is not changed, unless configure_existing_bucket is true."""
    if settings.bucket_name and not settings.use_internal_queue and not settings.configure_existing_bucket:
        yield (
            "bucket_name",
            "is not changed, so you set its CORS rule, its notifications and the queue's policy; "
            "configure_existing_bucket = true sets them",
        )


def existing_bucket_is_named(settings: AwsInputs) -> Findings:
    """Inputs for an existing bucket require its name."""
    for name in ("bucket_region", "configure_existing_bucket"):
        if getattr(settings, name) and settings.bucket_name is None:
            yield name, "applies to an existing bucket; set bucket_name or remove this input"
    if settings.bucket_queue_name and settings.bucket_name is None:
        yield (
            "bucket_queue_name",
            "is an existing queue, whose policy cannot name a bucket that does not exist yet; "
            "set bucket_name too, or remove this input",
        )


def bucket_access_is_restricted(settings: AwsInputs) -> Findings:
    """The mode "public" allows buckets of any account."""
    if settings.bucket_permissions_mode == "public":
        yield (
            "bucket_permissions_mode",
            'lets the server use every bucket that allows it; "restricted" with bucket_restricted_accounts is narrower',
        )


def one_restore_is_chosen(settings: AwsInputs) -> Findings:
    """A database is restored from a snapshot or to a point in time."""
    if settings.database_restore_cluster and settings.database_snapshot_identifier:
        yield "database_restore_cluster", "and database_snapshot_identifier exclude each other; remove one of them"
    if settings.database_restore_time and not settings.database_restore_cluster:
        yield (
            "database_restore_time",
            "applies to a restored database; set database_restore_cluster or remove this input",
        )


_OF_A_SNAPSHOT = ("database_master_username", "database_name")
RULES = (
    rule(bucket_is_named, "create_bucket", "bucket_name"),
    rule(replica_has_a_source, "backup", "bucket_name"),
    rule(existing_queue_is_used, "bucket_queue_name", "use_internal_queue"),
    rule(existing_bucket_is_named, "bucket_name", "bucket_region", "bucket_queue_name", "configure_existing_bucket"),
    rule(restricted_mode_names_accounts, "bucket_permissions_mode", "bucket_restricted_accounts"),
    rule(cache_switches_agree, "create_elasticache", "create_elasticache_subnet"),
    rule(only_one_redis, "use_external_redis", "create_elasticache", "create_elasticache_subnet"),
    rule(
        one_restore_is_chosen,
        "database_restore_cluster",
        "database_restore_time",
        "database_snapshot_identifier",
    ),
    rule(windows_do_not_overlap, "database_preferred_backup_window", "database_preferred_maintenance_window"),
    rule(
        key_aliases_are_unique,
        "namespace",
        "kms_key_arn",
        "kms_key_alias",
        "kms_key_extra_aliases",
        "kms_clickhouse_key_alias",
        "enable_clickhouse",
    ),
)
NOTICES = (
    rule(snapshot_user_and_schema_are_given, "database_snapshot_identifier", *_OF_A_SNAPSHOT),
    rule(server_has_redis, "create_elasticache", "create_elasticache_subnet", "use_external_redis"),
    rule(single_instance_has_no_standby, "database_instance_count"),
    rule(existing_bucket_is_configured, "bucket_name", "use_internal_queue", "configure_existing_bucket"),
    rule(bucket_access_is_restricted, "bucket_permissions_mode"),
)
