"""CloudWatch alarms and the dashboard that shows their metrics."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cdktf_cdktf_provider_aws.cloudwatch_dashboard import CloudwatchDashboard
from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import (
    CloudwatchMetricAlarm,
    CloudwatchMetricAlarmMetricQuery,
    CloudwatchMetricAlarmMetricQueryMetric,
)
from constructs import Construct

from constructs_lib.aws.alarm_definitions import Alarm
from constructs_lib.framework import Component

PAGE = "docs/alarms.md"
# The dashboard's grid has 24 columns.
_COLUMNS, _WIDTH, _HEIGHT = 3, 8, 6


class Alarms(Component):
    """A CloudWatch alarm `<name>-<alarm>` for each of `alarms`, and the dashboard `<name>` with their metrics.

    Args:
        alarms: What raises an alarm.
        thresholds: The value that raises it, by the name of the alarm.
        topic_arn: The SNS topic that gets each alarm, and its end.
        region: The region of the metrics.
        page: The page that says what to do, in each alarm's description.

    Attributes:
        dashboard_name: The name of the dashboard.

    Example:
        Alarms(
            stack, "alarms", name="wandb", region="eu-central-1", topic_arn=topic.topic_arn,
            thresholds={"queue_age": 900},
            alarms=[
                Alarm(
                    "queue_age", "The queue is not read.",
                    [Metric("AWS/SQS", "ApproximateAgeOfOldestMessage", {"QueueName": "wandb"})],
                )
            ],
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        alarms: Sequence[Alarm],
        thresholds: Mapping[str, int],
        topic_arn: str,
        region: str,
        page: str = PAGE,
    ) -> None:
        super().__init__(scope, id_)
        for alarm in alarms:
            anchor = alarm.name.replace("_", "-")
            CloudwatchMetricAlarm(
                self,
                alarm.name,
                alarm_name=f"{name}-{anchor}",
                alarm_description=f"{alarm.title} What to do: {page}#{anchor}",
                comparison_operator="LessThanOrEqualToThreshold" if alarm.below else "GreaterThanThreshold",
                threshold=thresholds[alarm.name],
                evaluation_periods=alarm.minutes * 60 // alarm.period_seconds,
                treat_missing_data="notBreaching" if alarm.is_silent else "missing",
                alarm_actions=[topic_arn],
                ok_actions=[topic_arn],
                **_measured(alarm),
            )
        body = {"widgets": [_widget(alarm, thresholds, region, number) for number, alarm in enumerate(alarms)]}
        dashboard = CloudwatchDashboard(self, "dashboard", dashboard_name=name, dashboard_body=json.dumps(body))
        self.dashboard_name = dashboard.dashboard_name


def _measured(alarm: Alarm) -> dict[str, Any]:
    """The arguments for one metric, or for an expression over several."""
    if not alarm.expression:
        [metric] = alarm.metrics
        return {
            "namespace": metric.namespace,
            "metric_name": metric.name,
            "dimensions": dict(metric.dimensions),
            "statistic": alarm.statistic,
            "period": alarm.period_seconds,
        }
    result = CloudwatchMetricAlarmMetricQuery(
        id="result", expression=alarm.expression, label=alarm.name, return_data=True
    )
    parts = [
        CloudwatchMetricAlarmMetricQuery(
            id=f"m{number}",
            metric=CloudwatchMetricAlarmMetricQueryMetric(
                namespace=metric.namespace,
                metric_name=metric.name,
                dimensions=dict(metric.dimensions),
                stat=alarm.statistic,
                period=alarm.period_seconds,
            ),
        )
        for number, metric in enumerate(alarm.metrics, start=1)
    ]
    return {"metric_query": [result, *parts]}


def _widget(alarm: Alarm, thresholds: Mapping[str, int], region: str, number: int) -> dict[str, Any]:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html"""
    metrics: list[list[Any]] = [
        [
            metric.namespace,
            metric.name,
            *(part for dimension in metric.dimensions.items() for part in dimension),
            {"id": f"m{index}", "visible": not alarm.expression},
        ]
        for index, metric in enumerate(alarm.metrics, start=1)
    ]
    if alarm.expression:
        metrics.insert(0, [{"id": "result", "expression": alarm.expression, "label": alarm.name}])
    return {
        "type": "metric",
        "x": number % _COLUMNS * _WIDTH,
        "y": number // _COLUMNS * _HEIGHT,
        "width": _WIDTH,
        "height": _HEIGHT,
        "properties": {
            "title": alarm.title,
            "region": region,
            "stat": alarm.statistic,
            "period": alarm.period_seconds,
            "metrics": metrics,
            "annotations": {"horizontal": [{"label": "alarm", "value": thresholds[alarm.name]}]},
        },
    }
