"""Logs and metrics of the cluster, and metrics of the Azure services for a collector in it."""

from __future__ import annotations

from ..base import SettingsModel
from ..fields.declaration import HEAD, OURS, setting
from ..fields.types import Flag


class ObservabilitySettings(SettingsModel):
    """Container Insights, and the identity of a metrics collector."""

    container_insights: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether the logs of all pods, and the metrics of pods and nodes, are sent to Container Insights: adds "
        "the agent of Azure Monitor to the cluster, a Log Analytics workspace and a data collection rule. The "
        "workspace retains logs for 30 days, or for `log_retention_days` of `alarms`. Azure bills them by volume. See "
        "docs/alarms.md.",
    )

    azuremonitor: Flag = setting(
        False,
        since=(HEAD,),
        changes="Whether to create an identity for a metrics collector that can read Azure Monitor.",
        note="Monitoring Reader, not Contributor; you install the collector.",
    )
