"""The actions for the resources of alarms and backups; see aws_rights.py."""

from .aws_actions import DATA_KEY, KEY, RDS_TAGS, Rights

ALARM_RIGHTS = {
    "aws_backup_plan": Rights(
        "backup",
        "GetBackupPlan ListTags",
        "CreateBackupPlan TagResource",
        "UpdateBackupPlan UntagResource",
        "DeleteBackupPlan",
    ),
    "aws_backup_selection": Rights(
        "backup", "GetBackupSelection", "CreateBackupSelection iam:PassRole", "", "DeleteBackupSelection"
    ),
    "aws_backup_vault": Rights(
        "backup",
        "DescribeBackupVault ListTags",
        f"CreateBackupVault TagResource backup-storage:MountCapsule {KEY} {DATA_KEY}",
        "UntagResource",
        "DeleteBackupVault ListRecoveryPointsByBackupVault DeleteRecoveryPoint",
    ),
    "aws_backup_vault_lock_configuration": Rights(
        "backup",
        "DescribeBackupVault",
        "PutBackupVaultLockConfiguration",
        "PutBackupVaultLockConfiguration DeleteBackupVaultLockConfiguration",
        "DeleteBackupVaultLockConfiguration",
    ),
    "aws_budgets_budget": Rights(
        "budgets",
        "ViewBudget ListTagsForResource",
        "ModifyBudget TagResource",
        "ModifyBudget UntagResource",
        "ModifyBudget",
    ),
    "aws_cloudwatch_dashboard": Rights(
        "cloudwatch", "GetDashboard", "PutDashboard", "PutDashboard", "DeleteDashboards"
    ),
    "aws_cloudwatch_event_rule": Rights(
        "events", "DescribeRule ListTagsForResource", "PutRule TagResource", "PutRule UntagResource", "DeleteRule"
    ),
    "aws_cloudwatch_event_target": Rights("events", "ListTargetsByRule", "PutTargets", "PutTargets", "RemoveTargets"),
    "aws_cloudwatch_log_metric_filter": Rights(
        "logs", "DescribeMetricFilters", "PutMetricFilter", "PutMetricFilter", "DeleteMetricFilter"
    ),
    "aws_cloudwatch_metric_alarm": Rights(
        "cloudwatch",
        "DescribeAlarms ListTagsForResource",
        "PutMetricAlarm TagResource",
        "PutMetricAlarm UntagResource",
        "DeleteAlarms",
    ),
    "aws_db_event_subscription": Rights(
        "rds",
        "DescribeEventSubscriptions ListTagsForResource",
        f"CreateEventSubscription {RDS_TAGS}",
        "ModifyEventSubscription AddSourceIdentifierToSubscription RemoveSourceIdentifierFromSubscription",
        "DeleteEventSubscription",
    ),
    "aws_s3_bucket_metric": Rights(
        "s3", "GetMetricsConfiguration", "PutMetricsConfiguration", "PutMetricsConfiguration", "PutMetricsConfiguration"
    ),
    "aws_s3_bucket_replication_configuration": Rights(
        "s3",
        "GetReplicationConfiguration",
        "PutReplicationConfiguration iam:PassRole",
        "PutReplicationConfiguration iam:PassRole",
        "PutReplicationConfiguration",
    ),
    "aws_sns_topic": Rights(
        "sns",
        "GetTopicAttributes ListTagsForResource",
        "CreateTopic TagResource",
        "SetTopicAttributes UntagResource",
        "DeleteTopic",
    ),
    "aws_sns_topic_policy": Rights(
        "sns", "GetTopicAttributes", "SetTopicAttributes", "SetTopicAttributes", "SetTopicAttributes"
    ),
    "aws_sns_topic_subscription": Rights(
        "sns",
        "GetSubscriptionAttributes ListSubscriptionsByTopic",
        "Subscribe",
        "SetSubscriptionAttributes",
        "Unsubscribe",
    ),
}
