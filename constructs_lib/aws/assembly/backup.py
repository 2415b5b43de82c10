"""The backups of a deployment: vault, plan, replication."""

from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.assembly.data_stores import BucketAndQueue
from constructs_lib.aws.backup import Backups
from constructs_lib.aws.database import Database
from constructs_lib.aws.replication import Replication
from constructs_lib.settings import AwsSettings


def create_backups(
    scope: Construct,
    settings: AwsSettings,
    account: Account,
    *,
    kms_key_arn: str,
    database: Database,
    objects: BucketAndQueue,
) -> None:
    """Backups of the database, and of the bucket if it is created; `backup` is set."""
    assert settings.backup is not None
    creates_bucket = settings.bucket_name is None
    Backups(
        scope,
        "backups",
        name=settings.namespace,
        resource_arns=[database.cluster_arn, *([objects.bucket_arn] if creates_bucket else [])],
        kms_key_arn=kms_key_arn,
        account=account,
        retention_days=settings.backup.retention_days,
        lock=settings.backup.lock,
        deletion_protection=settings.deletion_protection,
    )
    replica, replica_key = settings.backup.replica_bucket, settings.backup.replica_kms_key_arn
    if replica is not None and replica_key is not None:
        assert objects.versioned_bucket_name is not None  # The settings' rules require a bucket that is created.
        Replication(
            scope,
            "replication",
            name=settings.namespace,
            bucket_name=objects.versioned_bucket_name,
            bucket_arn=objects.bucket_arn,
            kms_key_arn=kms_key_arn,
            replica_bucket_arn=f"arn:{account.partition}:s3:::{replica}",
            replica_kms_key_arn=replica_key,
        )
