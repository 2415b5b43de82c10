"""Alarms: receivers, thresholds, budget, logs."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from ..alarms import AlarmsSetting, Threshold, percent
from ..base import SettingsModel
from ..fields.declaration import OURS, setting
from ..fields.types import OptionalText, TypeName, Whole, when_given, whole_between
from .types import resource_id

# Of a Log Analytics workspace (https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure).
LOG_RETENTION_DAYS = (30, 730)
_ADVICE = "https://learn.microsoft.com/azure/mysql/flexible-server/how-to-alert-on-metric"
_CONNECTIONS = (
    "80 % of max_connections, which is 85 per GiB of memory: "
    "https://learn.microsoft.com/azure/mysql/flexible-server/concepts-server-parameters#max_connections"
)
_PROACTIVE = "https://learn.microsoft.com/azure/aks/best-practices-monitoring-proactive"
_OURS = "chosen here"
# A window of 30 minutes has 30 samples, so more never raises the alarm.
_MINUTES = (0, 29)


def _connections(settings: Any) -> int:
    """The name of every SKU has the number of vCPUs; GP and burstable ones have 4 GiB per vCPU, others 8."""
    sku = settings.sizing.database_sku_name
    cpus = re.search(r"_[A-Z](\d+)", sku)
    assert cpus is not None
    return 68 * int(cpus[1]) * (8 if sku.startswith("MO_") else 4)


THRESHOLDS = {
    "database_cpu": percent(90, _OURS),
    "database_memory": percent(90, _OURS),
    "database_storage": percent(85, _ADVICE),
    "database_connections": Threshold(_connections, "connections", _CONNECTIONS),
    "database_slow_queries": Threshold(50, "in 5 minutes", "chosen here; long_query_time is 4 s"),
    "database_login_failures": Threshold(20, "in 5 minutes", "chosen here; aborted connections"),
    "cache_cpu": percent(90, _OURS),
    "cache_memory": percent(80, "chosen here; the server's queues are not evicted in time"),
    "cache_evictions": Threshold(0, "in 5 minutes", "chosen here; Redis holds the server's queues"),
    "load_balancer_errors": Threshold(10, "in 5 minutes", "chosen here; requests without an answer"),
    "server_errors": Threshold(10, "in 5 minutes", _OURS),
    "server_latency": Threshold(3000, "ms on average", _OURS),
    "unhealthy_targets": Threshold(0, "targets", _OURS),
    "node_not_ready": Threshold(20, "minutes of 30, per node", _PROACTIVE, _MINUTES),
    "node_cpu": percent(90, _OURS),
    "node_disk": percent(85, "chosen here; the kubelet evicts pods at 85 to 90 %"),
    "pods_pending": Threshold(20, "minutes of 30, per pod", "chosen here; a new node takes about 5 minutes", _MINUTES),
    "pods_failed": Threshold(5, "pods for an hour", "chosen here; a CronJob retains up to 3 failed pods"),
    "queue_delivery": Threshold(0, "failed attempts", _OURS),
    "queue_dead_letters": Threshold(0, "events", _OURS),
    "bucket_availability": percent(99, "chosen here; the service promises 99.9 %"),
    "bucket_server_errors": Threshold(10, "in 5 minutes", _OURS),
    "vault_availability": percent(99, "chosen here; the service promises 99.99 %"),
}


class AzureAlarms(AlarmsSetting):
    """Alarms on Azure."""

    wanted = '{ emails = ["on-call@example.com"] }'
    known = THRESHOLDS
    target = "action_group_id"

    action_group_id: Annotated[
        OptionalText, AfterValidator(when_given(resource_id("Microsoft.Insights/actionGroups", "on-call")))
    ] = None
    log_retention_days: Annotated[Whole, AfterValidator(whole_between(*LOG_RETENTION_DAYS, unit="days"))] = 30


class AlarmSettings(SettingsModel):
    """Azure Monitor alerts, a workbook, logs and a budget."""

    alarms: Annotated[
        AzureAlarms | None,
        BeforeValidator(lambda value: value or None),
        TypeName(
            "object({ emails = optional(list(string)), action_group_id = optional(string), "
            "monthly_budget = optional(number), log_retention_days = optional(number), "
            "thresholds = optional(map(number)) })"
        ),
    ] = setting(
        None,
        since=(OURS,),
        changes="Who receives alarms: creates Azure Monitor alerts, a workbook, and an action group with the "
        "`emails`, or uses the group `action_group_id`. The logs of all resources are sent to a Log Analytics "
        "workspace, which retains them for `log_retention_days` (30 to 730; 30 if omitted). `monthly_budget` is in "
        "the billing currency, for the resource group. `thresholds` override the "
        "[thresholds](#thresholds-of-the-alarms). See docs/alarms.md.",
        when_omitted="no alarms; a warning for sizes above small",
    )
