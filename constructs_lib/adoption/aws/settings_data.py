"""Settings of what stores data: keys, database, bucket with queue, and cache."""

from __future__ import annotations

from collections.abc import Iterator

from ..reading import KEPT, copied, needed, release_bucket
from ..state import OfficialDeployment
from ..tfvars import Setting
from .official import AURORA, BUCKET, CACHE, DATABASE, FILE_STORAGE, KEY, QUEUE, engine_version


def keys(official: OfficialDeployment) -> Iterator[Setting]:
    """The names of the KMS keys."""
    yield from _alias(official, "kms_key_alias", "module.kms.aws_kms_alias.key")
    if key := official.one(KEY):
        window = key.get("deletion_window_in_days", 30)
        yield Setting("kms_key_deletion_window", window, f"{KEPT}leave it out for 30 days.")
    if official.one("module.kms.aws_kms_key.clickhouse_key[0]"):
        yield Setting("enable_clickhouse", True)
    yield from _alias(official, "kms_clickhouse_key_alias", "module.kms.aws_kms_alias.clickhouse_key[0]")


def _alias(official: OfficialDeployment, name: str, pattern: str) -> Iterator[Setting]:
    if alias := official.one(pattern):
        yield Setting(name, str(alias.attributes["name"]).removeprefix("alias/"))


def database(official: OfficialDeployment) -> Iterator[Setting]:
    """The Aurora cluster and its instances."""
    cluster = needed(official, DATABASE, "Aurora cluster")
    yield Setting("database_engine_version", engine_version(official), f"{KEPT}raise it when you choose to.")
    instances = list(official.all(f'{AURORA}aws_rds_cluster_instance.this["#"]'))
    if instances:
        yield from copied(instances[0], database_instance_class="instance_class")
        yield Setting("database_instance_count", len(instances), "A second instance takes over when the first fails.")
    yield from copied(cluster, database_name="database_name", database_master_username="master_username")
    retention = cluster.get("backup_retention_period", 1)
    if retention >= 7:
        yield Setting("database_backup_retention_days", retention)
    for window in ("preferred_backup_window", "preferred_maintenance_window"):
        yield from copied(cluster, **{f"database_{window}": window})
    key, used = official.one(KEY), cluster.get("kms_key_id")
    if used and (key is None or used != key.attributes["arn"]):
        yield Setting("database_kms_key_arn", used)
    insights = instances[0].get("performance_insights_kms_key_id") if instances else None
    if insights and insights != used:
        yield Setting("database_performance_insights_kms_key_arn", insights)
    group = official.one("module.database.aws_db_parameter_group.default")
    values = {each["name"]: each["value"] for each in group.get("parameter", [])} if group else {}
    for parameter in ("sort_buffer_size", "innodb_lru_scan_depth"):
        if parameter in values:
            yield Setting(f"database_{parameter}", int(values[parameter]))
    yield Setting("deletion_protection", bool(cluster.get("deletion_protection", False)))


def storage(official: OfficialDeployment) -> Iterator[Setting]:
    """The bucket, or the name of an existing one, and the queue."""
    bucket = official.one(BUCKET)
    named = official.outputs.get("bucket_name") or release_bucket(official)[0]
    if bucket is None and isinstance(named, str) and named:
        yield Setting("bucket_name", named)
    yield Setting("use_internal_queue", official.one(QUEUE) is None)
    if bucket is not None:
        refuses_http = official.one(f"{FILE_STORAGE}aws_s3_bucket_policy.https_only[0]") is not None
        comment = "" if refuses_http else f"{KEPT}set it to true to refuse plain HTTP."
        yield Setting("enable_s3_https_only", refuses_http, comment)


def cache(official: OfficialDeployment) -> Iterator[Setting]:
    """Redis."""
    group = official.one(CACHE)
    yield Setting("create_elasticache", group is not None)
    yield from copied(group, elasticache_node_type="node_type")
