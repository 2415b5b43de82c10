"""Azure Monitor alerts, the group that receives them, and the workbook that shows their metrics."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cdktf import Fn
from cdktf_cdktf_provider_azurerm.application_insights_workbook import ApplicationInsightsWorkbook
from cdktf_cdktf_provider_azurerm.monitor_action_group import MonitorActionGroup, MonitorActionGroupEmailReceiver
from cdktf_cdktf_provider_azurerm.monitor_metric_alert import (
    MonitorMetricAlert,
    MonitorMetricAlertAction,
    MonitorMetricAlertCriteria,
    MonitorMetricAlertCriteriaDimension,
)
from constructs import Construct

from constructs_lib.azure.alarm_definitions import Alarm
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.framework import Component, require_known

PAGE = "docs/alarms.md"
# How often alerts are evaluated, and their severity: 2 is a warning.
FREQUENCY = "PT5M"
SEVERITY = 2
# Characters of the name in text messages (https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups).
SHORT_NAME = 12
# The codes of aggregations and of a day in workbooks, and their type of metrics
# (https://learn.microsoft.com/azure/azure-monitor/visualize/workbooks-data-sources).
_AGGREGATIONS = {"Total": 1, "Minimum": 2, "Maximum": 3, "Average": 4}
_DAY_MILLISECONDS = 86_400_000
_METRICS_ITEM = 10


class ActionGroup(Component):
    """Action group `name`, which sends each alert to `emails`.

    Attributes:
        action_group_id: The id of the group.

    Raises:
        ValueError: The list `emails` is unknown until apply.

    Example:
        receivers = ActionGroup(
            stack, "receivers", name="wandb-alarms", resource_scope=group.resource_scope,
            emails=["on-call@example.com"],
        )
    """

    def __init__(
        self, scope: Construct, id_: str, *, name: str, resource_scope: ResourceScope, emails: Sequence[str]
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, emails=emails)
        group = MonitorActionGroup(
            self,
            "group",
            name=name,
            short_name=Fn.substr(name, 0, SHORT_NAME),
            resource_group_name=resource_scope.resource_group_name,
            email_receiver=[
                MonitorActionGroupEmailReceiver(
                    name=f"email-{number}", email_address=email, use_common_alert_schema=True
                )
                for number, email in enumerate(emails)
            ],
            tags=dict(resource_scope.tags),
        )
        self.action_group_id = group.id


class Alarms(Component):
    """A metric alert `<name>-<alarm>` for each of `alarms`, and the workbook `<name>` with their metrics.

    Args:
        resource_group_id: Part of the workbook's name, which is a UUID.
        alarms: What raises an alarm.
        thresholds: The value that raises it, by the name of the alarm.
        action_group_id: Who is told.
        page: The page that says what to do, in each alert's description.

    Example:
        Alarms(
            stack, "alarms", name="wandb", resource_scope=group.resource_scope,
            resource_group_id=group.resource_group_id, action_group_id=receivers.action_group_id,
            thresholds={"database_cpu": 90},
            alarms=[
                Alarm(
                    "database_cpu", "The CPU is busy.", database.server_id, "Microsoft.DBforMySQL/flexibleServers",
                    "cpu_percent",
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
        resource_scope: ResourceScope,
        resource_group_id: str,
        alarms: Sequence[Alarm],
        thresholds: Mapping[str, int],
        action_group_id: str,
        page: str = PAGE,
    ) -> None:
        super().__init__(scope, id_)
        for alarm in alarms:
            anchor = alarm.name.replace("_", "-")
            MonitorMetricAlert(
                self,
                alarm.name,
                name=f"{name}-{anchor}",
                description=f"{alarm.title} What to do: {page}#{anchor}",
                resource_group_name=resource_scope.resource_group_name,
                scopes=[alarm.resource_id],
                severity=SEVERITY,
                frequency=FREQUENCY,
                window_size=f"PT{alarm.minutes}M" if alarm.minutes < 60 else f"PT{alarm.minutes // 60}H",
                criteria=[_criterion(alarm, thresholds[alarm.name])],
                action=[MonitorMetricAlertAction(action_group_id=action_group_id)],
                tags=dict(resource_scope.tags),
            )
        ApplicationInsightsWorkbook(
            self,
            "workbook",
            # Azure requires a UUID; this one is the same in every plan.
            name=Fn.uuidv5("url", f"{resource_group_id}/{name}"),
            display_name=name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            data_json=json.dumps({"version": "Notebook/1.0", "items": [_chart(alarm) for alarm in alarms]}),
            tags=dict(resource_scope.tags),
        )


def _criterion(alarm: Alarm, threshold: int) -> MonitorMetricAlertCriteria:
    return MonitorMetricAlertCriteria(
        metric_namespace=alarm.namespace,
        metric_name=alarm.metric,
        aggregation=alarm.aggregation,
        operator="LessThan" if alarm.below else "GreaterThan",
        threshold=threshold * alarm.samples,
        dimension=[
            MonitorMetricAlertCriteriaDimension(name=name, operator="Include", values=list(values))
            for name, values in alarm.dimensions.items()
        ],
    )


def _chart(alarm: Alarm) -> dict[str, Any]:
    type_ = alarm.namespace.lower()
    return {
        "type": _METRICS_ITEM,
        "name": alarm.name,
        "content": {
            "version": "MetricsItem/2.0",
            "chartId": alarm.name,
            "chartType": 2,
            "size": 1,
            "title": alarm.title,
            "resourceType": type_,
            "resourceIds": [alarm.resource_id],
            "metricScope": 0,
            "timeContext": {"durationMs": _DAY_MILLISECONDS},
            "metrics": [
                {
                    "namespace": type_,
                    "metric": f"{type_}--{alarm.metric}",
                    "aggregation": _AGGREGATIONS[alarm.aggregation],
                }
            ],
        },
    }
