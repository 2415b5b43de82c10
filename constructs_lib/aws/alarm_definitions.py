"""What raises an alarm: CloudWatch metrics by subject, without thresholds and receivers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PERIOD_SECONDS = 300
# Metrics of an AWS service, of which one is the worst or all count together.
WORST = "MAX(METRICS())"
SUM = "SUM(METRICS())"
# A rate per second, as a number per period; a share from 0 to 1, as a percentage; seconds, as milliseconds; bytes, as
# MiB.
COUNT = "m1 * PERIOD(m1)"
PERCENTAGE = "100 * m1"
MILLISECONDS = "1000 * m1"
MEBIBYTES = "m1 / 1048576"

# Thresholds that no input changes. In the period of a failover, two nodes were the primary.
FIXED_THRESHOLDS = {"cache_failover": 1}


@dataclass(frozen=True)
class Metric:
    """A CloudWatch metric, such as `Metric("AWS/SQS", "ApproximateAgeOfOldestMessage", {"QueueName": "wandb"})`."""

    namespace: str
    name: str
    dimensions: Mapping[str, str]


@dataclass(frozen=True)
class Alarm:
    """An alarm: `metrics` are above a threshold, or `below` it, for `minutes`.

    `name` is the name of its threshold and of its section in docs/alarms.md; `title` is what it tells. `expression`
    combines the metrics (`m1`, `m2`, ...) in metric math. `is_silent`: a service without trouble sends no data.
    """

    name: str
    title: str
    metrics: Sequence[Metric]
    statistic: str = "Maximum"
    expression: str = ""
    below: bool = False
    minutes: int = 15
    period_seconds: int = PERIOD_SECONDS
    is_silent: bool = True


def _metrics(namespace: str, name: str, dimension: str, values: Sequence[str]) -> list[Metric]:
    return [Metric(namespace, name, {dimension: value}) for value in values]


def database_alarms(cluster_identifier: str, *, slow_queries: Metric, has_replica: bool) -> list[Alarm]:
    """Alarms of an Aurora cluster; of its instances, the worst counts.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
    """

    def of(metric: str) -> list[Metric]:
        return _metrics("AWS/RDS", metric, "DBClusterIdentifier", [cluster_identifier])

    lag = Alarm("database_replica_lag", "A failover replica is far behind.", of("AuroraReplicaLagMaximum"))
    return [
        Alarm("database_cpu", "The database's CPU is busy.", of("CPUUtilization"), is_silent=False),
        Alarm("database_connections", "The database has nearly all its connections in use.", of("DatabaseConnections")),
        Alarm(
            "database_memory", "The database has little free memory.", of("FreeableMemory"), "Minimum", MEBIBYTES, True
        ),
        Alarm(
            "database_storage",
            "The database has little free local storage.",
            of("FreeLocalStorage"),
            "Minimum",
            MEBIBYTES,
            True,
        ),
        *([lag] if has_replica else []),
        Alarm("database_deadlocks", "Transactions deadlock often.", of("Deadlocks"), "Average", COUNT),
        Alarm("database_slow_queries", "Many queries are slow.", [slow_queries], "Sum"),
        Alarm(
            "database_login_failures",
            "Many logins to the database fail.",
            of("LoginFailures"),
            "Average",
            COUNT,
            minutes=5,
        ),
    ]


def cache_alarms(node_ids: Sequence[str]) -> list[Alarm]:
    """Alarms of the nodes of a Redis replication group; the worst node counts.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html
    """

    def of(metric: str) -> list[Metric]:
        return _metrics("AWS/ElastiCache", metric, "CacheClusterId", node_ids)

    return [
        Alarm("cache_cpu", "Redis uses nearly all of its CPU.", of("EngineCPUUtilization"), expression=WORST),
        Alarm("cache_memory", "Redis has little free memory.", of("DatabaseMemoryUsagePercentage"), expression=WORST),
        Alarm("cache_evictions", "Redis evicts keys for lack of memory.", of("Evictions"), "Sum", SUM, minutes=5),
        Alarm("cache_failover", "Redis failed over to its replica.", of("IsMaster"), expression=SUM, minutes=5),
        Alarm("cache_replica_lag", "The failover replica of Redis is behind.", of("ReplicationLag"), expression=WORST),
    ]


def load_balancer_alarms(load_balancer: str, target_groups: Sequence[str], certificate_arn: str) -> list[Alarm]:
    """Alarms of an application load balancer, by the suffixes of its ARN and its target groups' ARNs.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html and
    https://docs.aws.amazon.com/acm/latest/userguide/cloudwatch-metrics.html
    """

    def of(metric: str) -> list[Metric]:
        return _metrics("AWS/ApplicationELB", metric, "LoadBalancer", [load_balancer])

    targets = [
        Metric("AWS/ApplicationELB", "UnHealthyHostCount", {"LoadBalancer": load_balancer, "TargetGroup": group})
        for group in target_groups
    ]
    expiry = _metrics("AWS/CertificateManager", "DaysToExpiry", "CertificateArn", [certificate_arn])
    day = 24 * 60
    return [
        Alarm("load_balancer_errors", "The load balancer answers with errors.", of("HTTPCode_ELB_5XX_Count"), "Sum"),
        Alarm("server_errors", "The server answers with errors.", of("HTTPCode_Target_5XX_Count"), "Sum"),
        Alarm("server_latency", "The server answers slowly.", of("TargetResponseTime"), "p90", MILLISECONDS),
        Alarm("unhealthy_targets", "A node fails the health checks.", targets, expression=WORST, minutes=10),
        Alarm("certificate_expiry", "The certificate was not renewed.", expiry, "Minimum", "", True, day, day * 60),
    ]


def node_alarms(autoscaling_groups: Sequence[str]) -> list[Alarm]:
    """Alarms of the instances in Auto Scaling groups; the worst instance counts.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html
    """

    def of(metric: str) -> list[Metric]:
        return _metrics("AWS/EC2", metric, "AutoScalingGroupName", autoscaling_groups)

    return [
        Alarm("node_status_checks", "A node is broken.", of("StatusCheckFailed"), expression=WORST, minutes=10),
        Alarm("node_cpu", "A node's CPU is busy.", of("CPUUtilization"), expression=WORST, minutes=30),
    ]


def queue_alarms(name: str, dead_letter_name: str | None) -> list[Alarm]:
    """Alarms of an SQS queue, and of its dead-letter queue if it is known.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    """
    age = _metrics("AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", [name])
    alarms = [Alarm("queue_age", "The server does not read its queue.", age)]
    if dead_letter_name is not None:
        letters = _metrics("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", [dead_letter_name])
        alarms.append(Alarm("queue_dead_letters", "The server failed to read messages.", letters, minutes=5))
    return alarms


def bucket_alarms(name: str, request_metrics: str) -> list[Alarm]:
    """Alarms of a bucket with the filter `request_metrics`.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
    """

    def of(metric: str) -> list[Metric]:
        return [Metric("AWS/S3", metric, {"BucketName": name, "FilterId": request_metrics})]

    return [
        Alarm("bucket_client_errors", "The bucket refuses requests.", of("4xxErrors"), "Average", PERCENTAGE),
        Alarm("bucket_server_errors", "The bucket fails.", of("5xxErrors"), "Average", PERCENTAGE),
    ]


def nat_alarms(gateway_ids: Sequence[str]) -> list[Alarm]:
    """Alarms of NAT gateways, together.

    https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html
    """

    def of(metric: str) -> list[Metric]:
        return _metrics("AWS/NATGateway", metric, "NatGatewayId", gateway_ids)

    return [
        Alarm("nat_port_errors", "Connections to the internet fail.", of("ErrorPortAllocation"), "Sum", SUM),
        Alarm("nat_dropped_packets", "Packets to the internet are lost.", of("PacketsDropCount"), "Sum", SUM),
    ]
