"""Keys, credentials, database, bucket, queue and cache of a deployment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from constructs import Construct

from constructs_lib.adopted_password import adopted_password
from constructs_lib.adoption.parts import AdoptedParts
from constructs_lib.aws.account import Account
from constructs_lib.aws.assembly.placement import Placement
from constructs_lib.aws.cache import ENGINE_VERSION, Cache
from constructs_lib.aws.clickhouse import clickhouse_user
from constructs_lib.aws.database import Database, MasterUser
from constructs_lib.aws.database_restore import PointInTime
from constructs_lib.aws.encryption import PARTS as KEY_PARTS
from constructs_lib.aws.encryption import EncryptionKey, alarm_senders, service_users
from constructs_lib.aws.queue import BucketNotifications, Queue
from constructs_lib.aws.secrets import DatabaseCredentials
from constructs_lib.aws.storage import PARTS as BUCKET_PARTS
from constructs_lib.aws.storage import Bucket, allow_origins
from constructs_lib.framework import RemovedBlock
from constructs_lib.settings import AwsSettings


@dataclass(frozen=True)
class BucketAndQueue:
    """The bucket in use and the queue for its notifications; both can be new or existing."""

    bucket_name: str
    bucket_arn: str
    kms_key_arn: str | None
    queue_name: str | None = None
    queue_arn: str | None = None
    dead_letter_queue_name: str | None = None
    versioned_bucket_name: str | None = None


def create_key(scope: Construct, settings: AwsSettings, account: Account) -> str:
    """The ARN of the deployment's key, new or existing."""
    if settings.kms_key_arn is not None:
        _forget_replaced(scope, settings, "encryption", KEY_PARTS)
        return settings.kms_key_arn
    key = EncryptionKey(
        scope,
        "encryption",
        name="wandb-kms-key",
        description=f"Encrypts what the W&B deployment {settings.namespace} stores",
        aliases=[settings.kms_key_alias or f"{settings.namespace}-kms-alias", *settings.kms_key_extra_aliases],
        account=account,
        deletion_window_days=settings.kms_key_deletion_window,
        deletion_protection=settings.deletion_protection,
        users=[*service_users(account), *([alarm_senders(account)] if settings.creates_alarm_topic else [])],
        policy=settings.kms_key_policy,
        administrator_arn=settings.kms_key_policy_administrator_arn,
    )
    return key.key_arn


def create_clickhouse_key(scope: Construct, settings: AwsSettings, account: Account) -> str | None:
    """The ARN of the key with which ClickHouse Cloud encrypts this deployment's data, or None if it is disabled."""
    if not settings.enable_clickhouse:
        _forget_replaced(scope, settings, "clickhouse_encryption", KEY_PARTS)
        return None
    key = EncryptionKey(
        scope,
        "clickhouse_encryption",
        name="wandb-kms-clickhouse-key",
        description=f"Encrypts what ClickHouse Cloud stores for the W&B deployment {settings.namespace}",
        aliases=[settings.kms_clickhouse_key_alias or f"{settings.namespace}-kms-clickhouse-alias"],
        account=account,
        deletion_window_days=settings.kms_key_deletion_window,
        deletion_protection=settings.deletion_protection,
        users=[clickhouse_user()],
        policy=settings.kms_clickhouse_key_policy,
        administrator_arn=settings.kms_key_policy_administrator_arn,
    )
    return key.key_arn


def create_credentials(
    scope: Construct, settings: AwsSettings, kms_key_arn: str, adopted: AdoptedParts
) -> DatabaseCredentials:
    """The database credentials in Secrets Manager."""
    takes_over = settings.database_password_version == adopted.database_password_version
    return DatabaseCredentials(
        scope,
        "secrets",
        name=f"{settings.namespace}-database-credentials",
        username=settings.database_master_username,
        kms_key_arn=kms_key_arn,
        version=settings.database_password_version,
        deletion_protection=settings.deletion_protection,
        adopted_password=adopted_password(scope) if takes_over else None,
    )


def create_database(
    scope: Construct,
    settings: AwsSettings,
    account: Account,
    *,
    placement: Placement,
    kms_key_arn: str,
    credentials: DatabaseCredentials,
    client_security_group_ids: Sequence[str],
    adopted: AdoptedParts,
) -> Database:
    """The Aurora MySQL cluster. If it is restored to a point in time, the first one is removed from the state."""
    restore = None
    if settings.database_restore_cluster:
        restore = PointInTime(settings.database_restore_cluster, settings.database_restore_time)
        instances = [f"instance_{number}" for number in range(1, settings.database_instance_count + 1)]
        first = [
            "aws_rds_cluster.database_cluster",
            *(f"aws_rds_cluster_instance.database_{each}" for each in instances),
        ]
        RemovedBlock(scope, "database_released", addresses=first)
    return Database(
        scope,
        "database",
        name=settings.namespace,
        database_name=settings.database_name,
        master_user=MasterUser(settings.database_master_username, credentials.password, credentials.version),
        engine_version=adopted.database_engine_version or settings.database_engine_version,
        instance_class=adopted.database_instance_class or settings.sizing.database_instance_class,
        instance_count=settings.database_instance_count,
        vpc_id=placement.vpc_id,
        subnet_ids=placement.database_subnet_ids,
        subnet_group_name=placement.database_subnet_group_name,
        client_security_group_ids=client_security_group_ids,
        kms_key_arn=settings.database_kms_key_arn or kms_key_arn,
        log_kms_key_arn=kms_key_arn,
        account=account,
        deletion_protection=settings.deletion_protection,
        apply_immediately=settings.database_apply_immediately,
        sort_buffer_size_bytes=settings.database_sort_buffer_size,
        backup_retention_days=settings.database_backup_retention_days,
        backup_window=settings.database_preferred_backup_window,
        maintenance_window=settings.database_preferred_maintenance_window,
        log_retention_days=settings.log_retention_days,
        performance_insights_kms_key_arn=settings.database_performance_insights_kms_key_arn,
        snapshot_identifier=settings.database_snapshot_identifier,
        restore=restore,
        binlog_format=settings.database_binlog_format,
        innodb_lru_scan_depth=settings.database_innodb_lru_scan_depth,
    )


def create_object_store(
    scope: Construct, settings: AwsSettings, account: Account, kms_key_arn: str, adopted: AdoptedParts
) -> BucketAndQueue:
    """Bucket and queue, each new or existing, and the notifications from the bucket to the queue."""
    origins = [f"https://{name}" for name in settings.all_fqdns]
    if settings.bucket_name is None:
        bucket = Bucket(
            scope,
            "storage",
            name=f"{settings.namespace}-file-storage",
            kms_key_arn=kms_key_arn,
            allowed_origins=origins,
            deletion_protection=settings.deletion_protection,
            tls_only=settings.enable_s3_https_only,
            access_logs_bucket=settings.bucket_access_logs_bucket,
            adopted_name=adopted.bucket_name,
        )
        store = BucketAndQueue(
            bucket.bucket_name,
            bucket.bucket_arn,
            kms_key_arn,
            versioned_bucket_name=bucket.versioned_bucket_name,
        )
    else:
        _forget_replaced(scope, settings, "storage", BUCKET_PARTS)
        name = settings.bucket_name
        store = BucketAndQueue(name, f"arn:{account.partition}:s3:::{name}", settings.bucket_kms_key_arn)
        if settings.configure_existing_bucket:
            allow_origins(scope, "bucket_cors", bucket_name=name, origins=origins)
    if settings.use_internal_queue:
        return store
    return _with_queue(scope, settings, account, store, adopted)


def _with_queue(
    scope: Construct, settings: AwsSettings, account: Account, store: BucketAndQueue, adopted: AdoptedParts
) -> BucketAndQueue:
    """`store` with its queue, new or existing, and the notifications of a bucket that Terraform configures."""
    dead_letters = None
    if settings.bucket_queue_name is None:
        queue = Queue(scope, "queue", name=adopted.queue_name or f"{settings.namespace}-file-storage")
        name, arn, url = queue.queue_name, queue.queue_arn, queue.queue_url
        dead_letters = queue.dead_letter_queue_name
    else:
        name = settings.bucket_queue_name
        arn = f"arn:{account.partition}:sqs:{account.region}:{account.account_id}:{name}"
        url = f"https://sqs.{account.region}.{account.dns_suffix}/{account.account_id}/{name}"
    if settings.bucket_name is None or settings.configure_existing_bucket:
        BucketNotifications(
            scope,
            "notifications",
            bucket_name=store.bucket_name,
            bucket_arn=store.bucket_arn,
            queue_url=url,
            queue_arn=arn,
            account=account,
            prefix=f"{settings.bucket_path}/" if settings.bucket_path else None,
        )
    return replace(store, queue_name=name, queue_arn=arn, dead_letter_queue_name=dead_letters)


def _forget_replaced(scope: Construct, settings: AwsSettings, id_: str, parts: Sequence[tuple[str, str]]) -> None:
    """With deletion protection, retains the resources at `id_` that the settings replace, but not in the state."""
    if settings.deletion_protection:
        RemovedBlock(scope, f"{id_}_released", addresses=[f"{type_}.{id_}_{part}" for type_, part in parts])


def create_cache(
    scope: Construct,
    settings: AwsSettings,
    *,
    placement: Placement,
    kms_key_arn: str,
    client_security_group_ids: Sequence[str],
    adopted: AdoptedParts,
) -> Cache | None:
    """Redis on ElastiCache, or None if it is disabled."""
    if not settings.creates_cache:
        return None
    return Cache(
        scope,
        "cache",
        name=settings.namespace,
        node_type=adopted.cache_node_type or settings.sizing.elasticache_node_type,
        vpc_id=placement.vpc_id,
        subnet_ids=placement.cache_subnet_ids,
        subnet_group_name=placement.cache_subnet_group_name,
        client_security_group_ids=client_security_group_ids,
        kms_key_arn=settings.database_kms_key_arn or kms_key_arn,
        apply_immediately=settings.database_apply_immediately,
        engine_version=adopted.cache_engine_version or ENGINE_VERSION,
    )
