"""Alarms: receivers, thresholds, budget."""

from __future__ import annotations

from math import log2
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from ..alarms import AlarmsSetting, Threshold, percent
from ..base import SettingsModel
from ..fields.declaration import OURS, setting
from ..fields.types import OptionalText, TypeName, when_given
from .instances import database_memory
from .types import arn

_RECOMMENDED = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"
)
_CACHE = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html"
_CONNECTIONS = (
    "80 % of max_connections: "
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Managing.Performance.html"
)
_STORAGE = (
    "10 % of the local storage, at least 2 GiB per GiB of memory: "
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Managing.Performance.html"
)
_OURS = "chosen here"
_MEBIBYTES = 1024
# Aurora's default of max_connections is 1000 times this logarithm of the memory in bytes (same page).
_CONNECTIONS_BASE = 8_187_281_408


def _memory(settings: Any) -> float:
    return database_memory(settings.sizing.database_instance_class)


def _connections(settings: Any) -> int:
    return 800 * max(1, int(log2(_memory(settings) * 1024**3 / _CONNECTIONS_BASE)))


def _free_memory(settings: Any) -> int:
    return int(_memory(settings) * _MEBIBYTES * 0.05)


def _free_storage(settings: Any) -> int:
    return int(_memory(settings) * _MEBIBYTES * 0.2)


THRESHOLDS = {
    "database_cpu": percent(90, _RECOMMENDED),
    "database_connections": Threshold(_connections, "connections", _CONNECTIONS),
    "database_memory": Threshold(_free_memory, "MiB free", "5 % of the memory, chosen here"),
    "database_storage": Threshold(_free_storage, "MiB free", _STORAGE),
    "database_replica_lag": Threshold(2000, "ms", "chosen here; a replica is usually less than 100 ms behind"),
    "database_deadlocks": Threshold(10, "in 5 minutes", _OURS),
    "database_slow_queries": Threshold(50, "in 5 minutes", "chosen here; long_query_time is 4 s"),
    "database_login_failures": Threshold(20, "in 5 minutes", _OURS),
    "cache_cpu": percent(90, _CACHE),
    "cache_memory": percent(80, "chosen here; the server's queues are not evicted in time"),
    "cache_evictions": Threshold(0, "in 5 minutes", "chosen here; Redis holds the server's queues"),
    "cache_replica_lag": Threshold(30, "s", _OURS),
    "load_balancer_errors": Threshold(10, "in 5 minutes", _OURS),
    "server_errors": Threshold(10, "in 5 minutes", _OURS),
    "server_latency": Threshold(3000, "ms for 1 of 10 requests", _OURS),
    "unhealthy_targets": Threshold(0, "targets", "chosen here; one unhealthy node serves nobody"),
    "certificate_expiry": Threshold(44, "days", _RECOMMENDED),
    "node_status_checks": Threshold(0, "failed checks", _RECOMMENDED),
    "node_cpu": percent(90, _OURS),
    "queue_age": Threshold(900, "s", _OURS),
    "queue_dead_letters": Threshold(0, "messages", _RECOMMENDED),
    "bucket_client_errors": percent(20, "chosen here; W&B's clients ask for files that do not exist"),
    "bucket_server_errors": percent(5, _RECOMMENDED),
    "nat_port_errors": Threshold(0, "in 5 minutes", _RECOMMENDED),
    "nat_dropped_packets": Threshold(100, "in 5 minutes", _OURS),
}


class AwsAlarms(AlarmsSetting):
    """Alarms on AWS."""

    wanted = '{ emails = ["on-call@example.com"] }'
    known = THRESHOLDS
    target = "sns_topic_arn"

    sns_topic_arn: Annotated[
        OptionalText,
        AfterValidator(
            when_given(arn("sns", r"[A-Za-z0-9_-]{1,256}", "arn:aws:sns:eu-central-1:123456789012:on-call"))
        ),
    ] = None


class AlarmSettings(SettingsModel):
    """CloudWatch alarms, a dashboard and a budget."""

    alarms: Annotated[
        AwsAlarms | None,
        BeforeValidator(lambda value: value or None),
        TypeName(
            "object({ emails = optional(list(string)), sns_topic_arn = optional(string), "
            "monthly_budget = optional(number), thresholds = optional(map(number)) })"
        ),
    ] = setting(
        None,
        since=(OURS,),
        changes="Who receives alarms: creates CloudWatch alarms, a dashboard and an SNS topic with the `emails`, or "
        "uses the topic `sns_topic_arn`. `monthly_budget` is in USD, for the whole account. `thresholds` override the "
        "[thresholds](#thresholds-of-the-alarms). See docs/alarms.md.",
        when_omitted="no alarms; a warning for sizes above small",
    )
