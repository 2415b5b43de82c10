"""The alarms of a deployment, with their receivers, dashboard and budget."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.cloudwatch_log_metric_filter import (
    CloudwatchLogMetricFilter,
    CloudwatchLogMetricFilterMetricTransformation,
)
from cdktf_cdktf_provider_aws.s3_bucket_metric import S3BucketMetric
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.alarm_definitions import (
    FIXED_THRESHOLDS,
    Alarm,
    Metric,
    bucket_alarms,
    cache_alarms,
    database_alarms,
    load_balancer_alarms,
    nat_alarms,
    node_alarms,
    queue_alarms,
)
from constructs_lib.aws.alarm_topic import (
    EVENT_BRIDGE,
    AlarmTopic,
    tell_of_costs,
    tell_of_failover,
    tell_of_key,
)
from constructs_lib.aws.alarms import PAGE, Alarms
from constructs_lib.aws.assembly.data_stores import BucketAndQueue
from constructs_lib.aws.assembly.placement import Placement
from constructs_lib.aws.cache import Cache
from constructs_lib.aws.database import Database
from constructs_lib.aws.encryption import ALARM_SENDERS
from constructs_lib.aws.extra_nodes import ExtraNodeGroup
from constructs_lib.aws.load_balancer import LoadBalancer
from constructs_lib.aws.nodes import NodeGroup
from constructs_lib.settings import AwsSettings

# The filter of the bucket's request metrics, for all its objects.
_ALL_REQUESTS = "all"
# An entry of the slow query log has one line with the time
# (https://dev.mysql.com/doc/refman/8.0/en/slow-query-log.html).
_SLOW_QUERY = '"Query_time:"'


def create_alarms(
    scope: Construct,
    settings: AwsSettings,
    account: Account,
    *,
    placement: Placement,
    kms_key_arn: str,
    database: Database,
    cache: Cache | None,
    objects: BucketAndQueue,
    nodes: NodeGroup,
    extra_nodes: Sequence[ExtraNodeGroup],
    balancer: LoadBalancer,
) -> None:
    """Alarms on everything that is created; `alarms` is set."""
    assert settings.alarms is not None
    name = settings.namespace
    topic_arn, key_topic_arn = _topics(scope, settings, account, kms_key_arn)
    groups = [
        nodes.autoscaling_group_name,
        *nodes.extra_autoscaling_group_names.values(),
        *(each.autoscaling_group_name for each in extra_nodes),
    ]
    alarms = [
        *_database_alarms(scope, settings, database),
        *(cache_alarms(cache.node_ids) if cache else []),
        *load_balancer_alarms(
            balancer.load_balancer_arn_suffix, balancer.target_group_arn_suffixes, balancer.certificate_arn
        ),
        *node_alarms(groups),
        *(queue_alarms(objects.queue_name, objects.dead_letter_queue_name) if objects.queue_name else []),
        *_bucket_alarms(scope, settings, objects),
        *(nat_alarms(placement.nat_gateway_ids) if placement.nat_gateway_ids else []),
    ]
    Alarms(
        scope,
        "alarms",
        name=name,
        alarms=alarms,
        thresholds={**settings.alarm_thresholds, **FIXED_THRESHOLDS},
        topic_arn=topic_arn,
        region=settings.region,
    )
    tell_of_key(
        scope, "key_alarm", name=f"{name}-key-unusable", key_arn=kms_key_arn, topic_arn=key_topic_arn, page=PAGE
    )
    tell_of_failover(
        scope,
        "failover_alarm",
        name=f"{name}-database-failover",
        cluster_identifier=database.cluster_identifier,
        topic_arn=topic_arn,
    )
    if settings.alarms.monthly_budget is not None:
        budget = settings.alarms.monthly_budget
        tell_of_costs(scope, "budget", name=f"{name}-monthly", monthly_budget=budget, topic_arn=topic_arn)


def _topics(scope: Construct, settings: AwsSettings, account: Account, kms_key_arn: str) -> tuple[str, str]:
    """The topic of the alarms, and that of events of the key."""
    assert settings.alarms is not None
    if settings.alarms.sns_topic_arn is not None:
        return settings.alarms.sns_topic_arn, settings.alarms.sns_topic_arn
    topic = AlarmTopic(
        scope,
        "alarm_topic",
        name=f"{settings.namespace}-alarms",
        account=account,
        senders=ALARM_SENDERS,
        kms_key_arn=kms_key_arn,
        emails=settings.alarms.emails,
    )
    # SNS cannot send messages that are encrypted with a disabled key, so these have a topic without it.
    key_topic = AlarmTopic(
        scope,
        "key_alarm_topic",
        name=f"{settings.namespace}-key-alarms",
        account=account,
        senders=[EVENT_BRIDGE],
        emails=settings.alarms.emails,
        names_account=False,
    )
    return topic.topic_arn, key_topic.topic_arn


def _database_alarms(scope: Construct, settings: AwsSettings, database: Database) -> list[Alarm]:
    slow_queries = Metric("WandB/Database", f"{settings.namespace}-slow-queries", {})
    CloudwatchLogMetricFilter(
        scope,
        "slow_queries",
        name=slow_queries.name,
        log_group_name=database.slow_query_log_group_name,
        pattern=_SLOW_QUERY,
        metric_transformation=CloudwatchLogMetricFilterMetricTransformation(
            namespace=slow_queries.namespace, name=slow_queries.name, value="1"
        ),
    )
    has_replica = settings.database_instance_count > 1
    return database_alarms(database.cluster_identifier, slow_queries=slow_queries, has_replica=has_replica)


def _bucket_alarms(scope: Construct, settings: AwsSettings, objects: BucketAndQueue) -> list[Alarm]:
    """Of a bucket that this deployment configures; request metrics of another are its owner's."""
    if settings.bucket_name is not None and not settings.configure_existing_bucket:
        return []
    S3BucketMetric(scope, "bucket_requests", bucket=objects.bucket_name, name=_ALL_REQUESTS)
    return bucket_alarms(objects.bucket_name, _ALL_REQUESTS)
