"""Bucket, queue, Redis, database, keys."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ...fields.maintenance_windows import windows_overlap
from ...rules import Findings, rule

if TYPE_CHECKING:
    from ..inputs import AwsInputs


def bucket_is_named(settings: AwsInputs) -> Findings:
    """The server needs a bucket: one made here or one that exists."""
    if not settings.create_bucket and settings.bucket_name is None:
        yield "bucket_name", "is missing; create_bucket = false needs the name of your bucket"


def existing_queue_is_used(settings: AwsInputs) -> Findings:
    """An SQS queue beside the internal one would never be read."""
    if settings.bucket_queue_name and settings.use_internal_queue:
        yield "bucket_queue_name", "is never read, because the server queues internally; set use_internal_queue = false"


def restricted_mode_names_accounts(settings: AwsInputs) -> Findings:
    """The accounts belong to the restricted mode."""
    restricted = settings.bucket_permissions_mode == "restricted"
    if restricted and not settings.bucket_restricted_accounts:
        yield "bucket_restricted_accounts", 'is empty; bucket_permissions_mode = "restricted" needs the accounts'
    if not restricted and settings.bucket_restricted_accounts:
        yield (
            "bucket_restricted_accounts",
            f'has no meaning in mode "{settings.bucket_permissions_mode}"; set bucket_permissions_mode = "restricted"',
        )


def cache_switches_agree(settings: AwsInputs) -> Findings:
    """W&B's guide has two names for one switch."""
    if (
        settings.create_elasticache_subnet
        and "create_elasticache" in settings.model_fields_set
        and not settings.create_elasticache
    ):
        yield (
            "create_elasticache_subnet",
            "is another name of create_elasticache, which is false; set both alike or one alone",
        )


def only_one_redis(settings: AwsInputs) -> Findings:
    """The server talks to one Redis."""
    if settings.use_external_redis and settings.creates_cache:
        yield "use_external_redis", "uses a Redis of your own, and create_elasticache makes another; set one of them"


def windows_do_not_overlap(settings: AwsInputs) -> Findings:
    """RDS refuses a backup window that meets the maintenance window (API CreateDBCluster)."""
    backup, maintenance = settings.database_preferred_backup_window, settings.database_preferred_maintenance_window
    if windows_overlap(backup, maintenance):
        yield (
            "database_preferred_maintenance_window",
            f'"{maintenance}" meets database_preferred_backup_window "{backup}"; choose another time',
        )


def key_aliases_are_unique(settings: AwsInputs) -> Findings:
    """An alias belongs to one key, once."""
    own = [] if settings.kms_key_arn else [settings.kms_key_alias or f"{settings.namespace}-kms-alias"]
    clickhouse = [settings.kms_clickhouse_key_alias or f"{settings.namespace}-kms-clickhouse-alias"]
    aliases = [*own, *settings.kms_key_extra_aliases, *(clickhouse if settings.enable_clickhouse else [])]
    for alias, count in Counter(aliases).items():
        if count > 1:
            name = "kms_key_extra_aliases" if alias in settings.kms_key_extra_aliases else "kms_clickhouse_key_alias"
            yield name, f'"{alias}" is an alias already; choose another'


def server_has_redis(settings: AwsInputs) -> Findings:
    """Off by default as W&B's guide has it, although current servers want one."""
    if not settings.creates_cache and not settings.use_external_redis:
        yield (
            "create_elasticache",
            "is off and no external Redis is set; current W&B servers want one, so set create_elasticache = true",
        )


def single_instance_has_no_standby(settings: AwsInputs) -> Findings:
    """A single instance is down while AWS maintains or replaces it."""
    if settings.database_instance_count == 1:
        yield "database_instance_count", "leaves the database without a stand-in; use 2 for failover to another zone"


def snapshot_user_and_schema_are_given(settings: AwsInputs) -> Findings:
    """RDS restores both (API RestoreDBClusterFromSnapshot); another user in the file would replace the database."""
    unsaid = [name for name in _OF_A_SNAPSHOT if name not in settings.model_fields_set]
    if settings.database_snapshot_identifier and unsaid:
        them = " and ".join(f'{name} ("{getattr(settings, name)}")' for name in unsaid)
        yield (
            "database_snapshot_identifier",
            f"brings its own user and schema, and {them} must be the same; write what the snapshot has, "
            "else the next plan replaces the database",
        )


def existing_bucket_is_configured(settings: AwsInputs) -> Findings:
    """An existing bucket is left as it is, unless the deployment is told to set it up."""
    if settings.bucket_name and not settings.use_internal_queue and not settings.configure_existing_bucket:
        yield (
            "bucket_name",
            "is left as it is, so its CORS rule, its notifications and the queue's policy are yours to set; "
            "configure_existing_bucket = true sets them from here",
        )


def existing_bucket_is_named(settings: AwsInputs) -> Findings:
    """What is said of an existing bucket needs one."""
    for name in ("bucket_region", "configure_existing_bucket"):
        if getattr(settings, name) and settings.bucket_name is None:
            yield name, "speaks of an existing bucket; set bucket_name or leave it out"
    if settings.bucket_queue_name and settings.bucket_name is None:
        yield (
            "bucket_queue_name",
            "names your own queue, and the bucket is made here, after the queue's policy would have to name it; "
            "set bucket_name too or let the queue be made",
        )


def bucket_access_is_restricted(settings: AwsInputs) -> Findings:
    """The widest mode reaches buckets of strangers."""
    if settings.bucket_permissions_mode == "public":
        yield (
            "bucket_permissions_mode",
            'lets the server use any bucket that lets it in; "restricted" with bucket_restricted_accounts is narrower',
        )


_OF_A_SNAPSHOT = ("database_master_username", "database_name")
RULES = (
    rule(bucket_is_named, "create_bucket", "bucket_name"),
    rule(existing_queue_is_used, "bucket_queue_name", "use_internal_queue"),
    rule(existing_bucket_is_named, "bucket_name", "bucket_region", "bucket_queue_name", "configure_existing_bucket"),
    rule(restricted_mode_names_accounts, "bucket_permissions_mode", "bucket_restricted_accounts"),
    rule(cache_switches_agree, "create_elasticache", "create_elasticache_subnet"),
    rule(only_one_redis, "use_external_redis", "create_elasticache", "create_elasticache_subnet"),
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
