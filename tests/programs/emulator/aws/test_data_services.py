"""Aurora, Redis, S3, SQS and KMS: what the AWS emulator adds to moto."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def database(client: Any, request: pytest.FixtureRequest) -> Callable[..., str]:
    """Makes an Aurora cluster named after the test."""

    def make(**arguments: Any) -> str:
        name = request.node.name.replace("_", "-")[5:60].strip("-")
        client("rds").create_db_cluster(
            DBClusterIdentifier=name,
            Engine="aurora-mysql",
            MasterUsername="admin",
            MasterUserPassword="password",
            **arguments,
        )
        return name

    return make


def test_a_protected_database_is_not_deleted(client: Any, database: Any) -> None:
    name = database(DeletionProtection=True)
    with pytest.raises(ClientError, match="protected"):
        client("rds").delete_db_cluster(DBClusterIdentifier=name, SkipFinalSnapshot=True)


def test_deletion_without_a_final_snapshot_setting_is_refused(client: Any, database: Any) -> None:
    with pytest.raises(ClientError, match="SkipFinalSnapshot"):
        client("rds").delete_db_cluster(DBClusterIdentifier=database())


def test_a_second_database_of_the_same_name_is_refused(client: Any, database: Any) -> None:
    database()
    with pytest.raises(ClientError, match="DBClusterAlreadyExistsFault"):
        database()


def test_final_snapshot_remains_and_its_name_is_in_use(client: Any, database: Any) -> None:
    rds, name = client("rds"), database()
    rds.delete_db_cluster(DBClusterIdentifier=name, FinalDBSnapshotIdentifier="final-1")
    left = [
        each["DBClusterSnapshotIdentifier"]
        for each in rds.describe_db_cluster_snapshots()["DBClusterSnapshots"]
        if each["DBClusterIdentifier"] == name
    ]
    assert left == ["final-1"]
    database()
    with pytest.raises(ClientError, match="DBClusterSnapshotAlreadyExistsFault"):
        rds.delete_db_cluster(DBClusterIdentifier=name, FinalDBSnapshotIdentifier="final-1")
    assert rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"]


def test_a_database_is_restored_from_its_final_snapshot(client: Any, database: Any) -> None:
    rds, name = client("rds"), database(DatabaseName="app")
    rds.delete_db_cluster(DBClusterIdentifier=name, FinalDBSnapshotIdentifier="final-2")
    rds.restore_db_cluster_from_snapshot(
        DBClusterIdentifier="restored", SnapshotIdentifier="final-2", Engine="aurora-mysql"
    )
    (restored,) = rds.describe_db_clusters(DBClusterIdentifier="restored")["DBClusters"]
    assert restored["DatabaseName"] == "app"


def test_exported_logs_are_switched_on_and_off(client: Any, database: Any) -> None:
    name = database(EnableCloudwatchLogsExports=["audit", "error"])
    change = {"EnableLogTypes": ["slowquery"], "DisableLogTypes": ["audit"]}
    client("rds").modify_db_cluster(DBClusterIdentifier=name, CloudwatchLogsExportConfiguration=change)
    (cluster,) = client("rds").describe_db_clusters(DBClusterIdentifier=name)["DBClusters"]
    assert cluster["EnabledCloudwatchLogsExports"] == ["error", "slowquery"]


def test_instance_returns_its_performance_insights_settings(client: Any, database: Any) -> None:
    made = client("rds").create_db_instance(
        DBInstanceIdentifier="insights",
        DBClusterIdentifier=database(),
        DBInstanceClass="db.r6g.large",
        Engine="aurora-mysql",
        EnablePerformanceInsights=True,
        PerformanceInsightsKMSKeyId="arn:key",
    )["DBInstance"]
    told = (made["PerformanceInsightsEnabled"], made["PerformanceInsightsKMSKeyId"])
    assert (*told, made["PerformanceInsightsRetentionPeriod"]) == (True, "arn:key", 7)


def test_a_reset_parameter_is_gone_and_a_used_group_stays(client: Any, database: Any) -> None:
    rds, group = client("rds"), {"DBClusterParameterGroupName": "parameters"}
    rds.create_db_cluster_parameter_group(**group, DBParameterGroupFamily="aurora-mysql8.0", Description="x")
    database(**group)
    wanted = [{"ParameterName": n, "ParameterValue": "1", "ApplyMethod": "immediate"} for n in ("kept", "reset")]
    rds.modify_db_cluster_parameter_group(**group, Parameters=wanted)
    rds.reset_db_cluster_parameter_group(**group, Parameters=[{"ParameterName": "reset"}])
    (left,) = rds.describe_db_cluster_parameters(**group)["Parameters"]
    assert (left["ParameterName"], left["Source"]) == ("kept", "user")
    with pytest.raises(ClientError, match="InvalidDBParameterGroupState"):
        rds.delete_db_cluster_parameter_group(**group)


def test_a_subnet_group_takes_other_subnets_and_stays(client: Any, subnets: list[str]) -> None:
    rds = client("rds")
    rds.create_db_subnet_group(DBSubnetGroupName="grows", DBSubnetGroupDescription="x", SubnetIds=subnets[:1])

    rds.modify_db_subnet_group(DBSubnetGroupName="grows", SubnetIds=subnets)

    (group,) = rds.describe_db_subnet_groups(DBSubnetGroupName="grows")["DBSubnetGroups"]
    assert [subnet["SubnetIdentifier"] for subnet in group["Subnets"]] == subnets
    assert group["DBSubnetGroupDescription"] == "x"
    rds.delete_db_subnet_group(DBSubnetGroupName="grows")


def test_a_replication_group_has_member_clusters_for_as_long_as_it_lives(client: Any, subnets: list[str]) -> None:
    redis = client("elasticache")
    redis.create_cache_subnet_group(CacheSubnetGroupName="redis", CacheSubnetGroupDescription="x", SubnetIds=subnets)
    redis.create_replication_group(
        ReplicationGroupId="redis",
        ReplicationGroupDescription="x",
        Engine="redis",
        EngineVersion="7.1",
        NumCacheClusters=2,
        CacheNodeType="cache.m6g.large",
        CacheSubnetGroupName="redis",
    )
    redis.increase_replica_count(ReplicationGroupId="redis", NewReplicaCount=2, ApplyImmediately=True)
    (group,) = redis.describe_replication_groups(ReplicationGroupId="redis")["ReplicationGroups"]
    assert group["MemberClusters"] == ["redis-001", "redis-002", "redis-003"]
    (member,) = redis.describe_cache_clusters(CacheClusterId="redis-003")["CacheClusters"]
    assert (member["EngineVersion"], member["CacheSubnetGroupName"]) == ("7.1.0", "redis")
    redis.delete_replication_group(ReplicationGroupId="redis")
    redis.delete_cache_subnet_group(CacheSubnetGroupName="redis")
    with pytest.raises(ClientError, match="CacheClusterNotFound"):
        redis.describe_cache_clusters(CacheClusterId="redis-001")


def test_a_cache_parameter_group_keeps_its_parameters(client: Any) -> None:
    redis, group = client("elasticache"), {"CacheParameterGroupName": "settings"}
    redis.create_cache_parameter_group(**group, CacheParameterGroupFamily="redis7", Description="x")
    wanted = [{"ParameterName": "maxmemory-policy", "ParameterValue": "allkeys-lru"}]
    redis.modify_cache_parameter_group(**group, ParameterNameValues=wanted)
    (parameter,) = redis.describe_cache_parameters(**group)["Parameters"]
    assert parameter["ParameterValue"] == "allkeys-lru"
    redis.delete_cache_parameter_group(**group)
    with pytest.raises(ClientError, match="CacheParameterGroupNotFound"):
        redis.describe_cache_parameter_groups(**group)


def test_https_only_bucket_is_writable_and_kept_while_not_empty(client: Any) -> None:
    s3, bucket = client("s3"), {"Bucket": "only-tls"}
    s3.create_bucket(**bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    condition = {"Bool": {"aws:SecureTransport": "false"}}
    refusal = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": condition}
    s3.put_bucket_policy(**bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [refusal]}))
    s3.put_object(**bucket, Key="a", Body=b"x")
    with pytest.raises(ClientError, match="BucketNotEmpty"):
        s3.delete_bucket(**bucket)


def test_a_bucket_policy_without_conditions_still_refuses(client: Any) -> None:
    s3, bucket = client("s3"), {"Bucket": "closed"}
    s3.create_bucket(**bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    refusal = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::closed/*"}
    s3.put_bucket_policy(**bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [refusal]}))
    with pytest.raises(ClientError, match="Forbidden"):
        s3.put_object(**bucket, Key="a", Body=b"x")


def test_a_queue_keeps_its_policies_when_something_else_changes(client: Any) -> None:
    sqs = client("sqs")
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    dead_arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": 5}, separators=(",", ":"))
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "kept"}]})
    queue = sqs.create_queue(QueueName="queue", Attributes={"RedrivePolicy": redrive})["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "60"})
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    assert attributes["RedrivePolicy"] == redrive
    assert json.loads(attributes["Policy"])["Statement"] == [{"Sid": "kept"}]


def test_new_bucket_and_log_group_do_not_inherit_tags_of_deleted_ones(client: Any) -> None:
    s3, logs = client("s3"), client("logs")
    bucket = {"Bucket": "again", "CreateBucketConfiguration": {"LocationConstraint": "eu-central-1"}}
    s3.create_bucket(**bucket)
    s3.put_bucket_tagging(Bucket="again", Tagging={"TagSet": [{"Key": "old", "Value": "x"}]})
    s3.delete_bucket(Bucket="again")
    s3.create_bucket(**bucket)
    with pytest.raises(ClientError, match="NoSuchTagSet"):
        s3.get_bucket_tagging(Bucket="again")
    logs.create_log_group(logGroupName="again", tags={"old": "x"})
    logs.delete_log_group(logGroupName="again")
    logs.create_log_group(logGroupName="again")
    assert logs.list_tags_log_group(logGroupName="again")["tags"] == {}


def test_a_key_keeps_its_rotation_period_and_waits_for_its_deletion(client: Any) -> None:
    kms = client("kms")
    key_id = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.enable_key_rotation(KeyId=key_id, RotationPeriodInDays=180)
    assert kms.get_key_rotation_status(KeyId=key_id)["RotationPeriodInDays"] == 180
    kms.schedule_key_deletion(KeyId=key_id, PendingWindowInDays=7)
    assert kms.describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"] == "PendingDeletion"


@pytest.mark.parametrize("slash", ["", "/"])
def test_vault_of_backups_has_no_recovery_points(slash: str, client: Any) -> None:
    backup = client("backup")
    # boto3 writes the slash at the end of the path, the provider does not.
    backup.meta.events.register(
        "request-created.backup.ListRecoveryPointsByBackupVault",
        lambda request, **_: setattr(request, "url", request.url.rstrip("/") + slash),
    )
    backup.create_backup_vault(BackupVaultName="vault")

    assert backup.list_recovery_points_by_backup_vault(BackupVaultName="vault")["RecoveryPoints"] == []
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        backup.list_recovery_points_by_backup_vault(BackupVaultName="gone")
    backup.delete_backup_vault(BackupVaultName="vault")
