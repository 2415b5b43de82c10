import json
from typing import Any

from cdktf import TerraformStack

from constructs_lib.aws.account import Account
from constructs_lib.aws.alarm_definitions import FIXED_THRESHOLDS, Alarm, Metric, cache_alarms
from constructs_lib.aws.alarm_topic import AlarmTopic, tell_of_costs, tell_of_failover, tell_of_key
from constructs_lib.aws.alarms import Alarms
from constructs_lib.aws.encryption import ALARM_SENDERS, alarm_senders
from tests.unit.synth import only, policy, resources

AGE = Alarm("queue_age", "It is old.", [Metric("AWS/SQS", "ApproximateAgeOfOldestMessage", {"QueueName": "wandb"})])
FREE = Alarm(
    "database_memory",
    "Little is free.",
    [Metric("AWS/RDS", "FreeableMemory", {"DBClusterIdentifier": "wandb"})],
    "Minimum",
    "m1 / 1048576",
    below=True,
)


def create(stack: TerraformStack, *alarms: Alarm, **thresholds: int) -> None:
    Alarms(
        stack, "alarms", name="wandb", alarms=alarms, thresholds=thresholds, topic_arn="arn:topic", region="cn-north-1"
    )


def test_alarm_of_one_metric_is_raised_above_its_threshold(stack: TerraformStack) -> None:
    create(stack, AGE, queue_age=900)

    assert only(stack, "aws_cloudwatch_metric_alarm") == {
        "alarm_name": "wandb-queue-age",
        "alarm_description": "It is old. What to do: docs/alarms.md#queue-age",
        "namespace": "AWS/SQS",
        "metric_name": "ApproximateAgeOfOldestMessage",
        "dimensions": {"QueueName": "wandb"},
        "statistic": "Maximum",
        "comparison_operator": "GreaterThanThreshold",
        "threshold": 900,
        "period": 300,
        "evaluation_periods": 3,
        "treat_missing_data": "notBreaching",
        "alarm_actions": ["arn:topic"],
        "ok_actions": ["arn:topic"],
    }


def test_alarm_of_an_expression_is_raised_below_its_threshold(stack: TerraformStack) -> None:
    create(stack, FREE, database_memory=819)

    alarm = only(stack, "aws_cloudwatch_metric_alarm")
    result, metric = alarm["metric_query"]
    assert (alarm["comparison_operator"], alarm["threshold"]) == ("LessThanOrEqualToThreshold", 819)
    assert result == {
        "id": "result",
        "expression": "m1 / 1048576",
        "label": "database_memory",
        "return_data": True,
    }
    assert metric["metric"]["stat"] == "Minimum"
    assert "metric_name" not in alarm


def test_dashboard_shows_every_metric_with_its_threshold(stack: TerraformStack) -> None:
    create(stack, AGE, FREE, queue_age=900, database_memory=819)

    widgets = json.loads(only(stack, "aws_cloudwatch_dashboard")["dashboard_body"])["widgets"]
    assert [each["properties"]["annotations"]["horizontal"][0]["value"] for each in widgets] == [900, 819]
    assert [(each["x"], each["y"]) for each in widgets] == [(0, 0), (8, 0)]
    assert widgets[1]["properties"]["metrics"][0][0]["expression"] == "m1 / 1048576"
    assert widgets[0]["properties"]["region"] == "cn-north-1"


def test_worst_node_of_the_cache_counts() -> None:
    alarms = {each.name: each for each in cache_alarms(["wandb-001", "wandb-002"])}

    assert [each.dimensions for each in alarms["cache_cpu"].metrics] == [
        {"CacheClusterId": "wandb-001"},
        {"CacheClusterId": "wandb-002"},
    ]
    assert alarms["cache_cpu"].expression == "MAX(METRICS())"


def test_failover_of_the_cache_is_a_period_with_two_primary_nodes(stack: TerraformStack) -> None:
    create(
        stack,
        *(each for each in cache_alarms(["wandb-001", "wandb-002"]) if each.name in FIXED_THRESHOLDS),
        **FIXED_THRESHOLDS,
    )

    alarm = only(stack, "aws_cloudwatch_metric_alarm")
    result, *nodes = alarm["metric_query"]
    assert (result["expression"], alarm["comparison_operator"], alarm["threshold"]) == (
        "SUM(METRICS())",
        "GreaterThanThreshold",
        1,
    )
    assert [(each["metric"]["metric_name"], each["metric"]["stat"]) for each in nodes] == [("IsMaster", "Maximum")] * 2
    assert (alarm["evaluation_periods"], alarm["treat_missing_data"]) == (1, "notBreaching")


def test_topic_is_encrypted_and_only_services_of_the_account_publish(stack: TerraformStack, account: Account) -> None:
    AlarmTopic(
        stack,
        "topic",
        name="wandb-alarms",
        account=account,
        senders=ALARM_SENDERS,
        kms_key_arn="arn:key",
        emails=["a@example.com", "b@example.com"],
    )

    assert only(stack, "aws_sns_topic") == {"name": "wandb-alarms", "kms_master_key_id": "arn:key"}
    assert policy(only(stack, "aws_sns_topic_policy")["policy"]) == {
        "ServicesPublish": {
            "Effect": "Allow",
            "Principal": {"Service": list(ALARM_SENDERS)},
            "Action": ["sns:Publish"],
            "Resource": ["${aws_sns_topic.topic_topic.arn}"],
            "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
        }
    }
    subscribed = resources(stack, "aws_sns_topic_subscription").values()
    assert [each["endpoint"] for each in subscribed] == ["a@example.com", "b@example.com"]


def test_key_lets_the_senders_encrypt_for_this_account(account: Account) -> None:
    found = alarm_senders(account)

    assert found["Action"] == ["kms:GenerateDataKey", "kms:Decrypt"]
    assert found["Principal"] == {"Service": list(ALARM_SENDERS)}
    assert found["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def test_topic_without_a_key_is_for_event_bridge(stack: TerraformStack, account: Account) -> None:
    AlarmTopic(stack, "topic", name="key", account=account, senders=["events.amazonaws.com"], names_account=False)

    assert only(stack, "aws_sns_topic") == {"name": "key"}
    assert "Condition" not in policy(only(stack, "aws_sns_topic_policy")["policy"])["ServicesPublish"]


def test_events_of_key_database_and_budget_reach_the_topic(stack: TerraformStack) -> None:
    tell_of_key(stack, "key", name="key", key_arn="arn:key", topic_arn="arn:topic", page="docs/alarms.md")
    tell_of_failover(stack, "failover", name="failover", cluster_identifier="wandb", topic_arn="arn:topic")
    tell_of_costs(stack, "budget", name="monthly", monthly_budget=5000, topic_arn="arn:topic")

    pattern: dict[str, Any] = json.loads(only(stack, "aws_cloudwatch_event_rule")["event_pattern"])
    assert pattern["detail"]["eventName"] == ["DisableKey", "ScheduleKeyDeletion"]
    assert pattern["detail"]["resources"] == {"ARN": ["arn:key"]}
    assert only(stack, "aws_cloudwatch_event_target")["arn"] == "arn:topic"
    assert only(stack, "aws_db_event_subscription")["event_categories"] == ["failover", "failure"]
    budget = only(stack, "aws_budgets_budget")
    assert (budget["limit_amount"], budget["limit_unit"]) == ("5000", "USD")
    told = [(each["notification_type"], each["threshold"]) for each in budget["notification"]]
    assert told == [("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100)]
