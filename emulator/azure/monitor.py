"""Log Analytics, diagnostic settings, data collection rules, alerts and budgets.

Providers: Microsoft.OperationalInsights, Microsoft.Insights and Microsoft.Consumption.

- A workspace needs a retention of 30 to 730 days (`InvalidParameter`).
- Sources: https://learn.microsoft.com/rest/api/loganalytics/workspaces and
  https://learn.microsoft.com/rest/api/monitor/diagnostic-settings.
"""

from typing import Any

from emulator.azure.http_messages import Answer, RefusedError
from emulator.azure.identifiers import derived_guid
from emulator.azure.resource_types import Change, ResourceType, register
from emulator.azure.store import Resource
from emulator.azure.tenant import Tenant
from emulator.azure.values import random_key

WORKSPACE = "Microsoft.OperationalInsights/workspaces"
_RETENTION_DAYS = range(30, 731)


def _complete_workspace(change: Change) -> None:
    own = change.properties
    own.setdefault("retentionInDays", 30)
    if own["retentionInDays"] not in _RETENTION_DAYS:
        raise RefusedError(400, "InvalidParameter", "'RetentionInDays' must be 30 to 730.")
    own["customerId"] = derived_guid(change.id.text, "customer")
    own.setdefault("sku", {"name": "PerGB2018"})
    own.setdefault("workspaceCapping", {"dailyQuotaGb": -1.0})
    own.setdefault("publicNetworkAccessForIngestion", "Enabled")
    own.setdefault("publicNetworkAccessForQuery", "Enabled")
    if change.previous is None:
        change.private["keys"] = [random_key(64) for _ in range(2)]


def _complete_rule(change: Change) -> None:
    change.properties["immutableId"] = f"dcr-{derived_guid(change.id.text, 'rule').replace('-', '')}"


def _shared_keys(_tenant: Tenant, workspace: Resource, _body: Any) -> Answer:
    primary, secondary = workspace.private["keys"]
    return Answer(body={"primarySharedKey": primary, "secondarySharedKey": secondary})


register(
    ResourceType(type=WORKSPACE, complete=_complete_workspace, actions={"sharedkeys": _shared_keys}, long_running=True),
    ResourceType(type="Microsoft.Insights/diagnosticSettings", created=200, has_state=False),
    *(
        ResourceType(type=f"Microsoft.Insights/{name}", has_state=False)
        for name in ("actionGroups", "activityLogAlerts", "scheduledQueryRules", "workbooks")
    ),
    ResourceType(type="Microsoft.Insights/metricAlerts", created=200, has_state=False),
    ResourceType(type="Microsoft.Insights/dataCollectionRules", complete=_complete_rule),
    ResourceType(type="Microsoft.Insights/dataCollectionRuleAssociations", has_state=False),
    # The provider looks whether a workspace of this name was deleted; there is none.
    ResourceType(type="Microsoft.OperationalInsights/deletedWorkspaces"),
    ResourceType(type="Microsoft.Consumption/budgets", has_state=False),
)
