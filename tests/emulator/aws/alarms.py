"""The resources of `alarms` in a deployment without Redis and queue."""

_METRICS = (
    "bucket_client_errors",
    "bucket_server_errors",
    "certificate_expiry",
    "database_connections",
    "database_cpu",
    "database_deadlocks",
    "database_login_failures",
    "database_memory",
    "database_replica_lag",
    "database_slow_queries",
    "database_storage",
    "load_balancer_errors",
    "nat_dropped_packets",
    "nat_port_errors",
    "node_cpu",
    "node_status_checks",
    "server_errors",
    "server_latency",
    "unhealthy_targets",
)
ALARMS = {
    *(f"aws_cloudwatch_metric_alarm.alarms_{name}" for name in _METRICS),
    "aws_budgets_budget.budget",
    "aws_cloudwatch_dashboard.alarms_dashboard",
    "aws_cloudwatch_event_rule.key_alarm_rule",
    "aws_cloudwatch_event_target.key_alarm_target",
    "aws_cloudwatch_log_metric_filter.slow_queries",
    "aws_db_event_subscription.failover_alarm",
    "aws_s3_bucket_metric.bucket_requests",
    "aws_sns_topic.alarm_topic_topic",
    "aws_sns_topic.key_alarm_topic_topic",
    "aws_sns_topic_policy.alarm_topic_policy",
    "aws_sns_topic_policy.key_alarm_topic_policy",
    "aws_sns_topic_subscription.alarm_topic_email_0",
    "aws_sns_topic_subscription.key_alarm_topic_email_0",
}
# Its policy lets the services encrypt what they send.
ALARM_KEY = "aws_kms_key.encryption_key"
