"""Alerts on events and costs of a resource group."""

from collections.abc import Sequence

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.consumption_budget_resource_group import (
    ConsumptionBudgetResourceGroup,
    ConsumptionBudgetResourceGroupNotification,
    ConsumptionBudgetResourceGroupTimePeriod,
)
from cdktf_cdktf_provider_azurerm.monitor_activity_log_alert import (
    MonitorActivityLogAlert,
    MonitorActivityLogAlertAction,
    MonitorActivityLogAlertCriteria,
    MonitorActivityLogAlertCriteriaResourceHealth,
)
from cdktf_cdktf_provider_azurerm.monitor_scheduled_query_rules_alert_v2 import (
    MonitorScheduledQueryRulesAlertV2,
    MonitorScheduledQueryRulesAlertV2Action,
    MonitorScheduledQueryRulesAlertV2Criteria,
)
from constructs import Construct

from constructs_lib.azure.alarms import PAGE
from constructs_lib.azure.resource_scope import ResourceScope

# Percentages of the monthly budget.
WARN_AT, SPENT = 80, 100
# Azure requires the first of the current month, so a fixed date could not be created later.
_THIS_MONTH = "${formatdate(\"YYYY-MM-01'T'00:00:00Z\", plantimestamp())}"
# The operations in the logs of a key vault (https://learn.microsoft.com/azure/key-vault/general/logging).
_KEY_CHANGES = """AzureDiagnostics
| where ResourceProvider == "MICROSOFT.KEYVAULT"
| where OperationName in ("KeyDelete", "KeyPurge", "KeyUpdate", "SecretDelete", "SecretPurge")
"""


def tell_of_deleted_vaults(
    scope: Construct, id_: str, *, name: str, resource_scope: ResourceScope, vault_ids: Sequence[str], group_id: str
) -> None:
    """Sends a message when somebody deletes a key vault."""
    MonitorActivityLogAlert(
        scope,
        id_,
        name=name,
        description=f"A key vault was deleted. What to do: {PAGE}#vault-deleted",
        resource_group_name=resource_scope.resource_group_name,
        location="global",
        scopes=list(vault_ids),
        criteria=MonitorActivityLogAlertCriteria(
            category="Administrative", operation_name="Microsoft.KeyVault/vaults/delete"
        ),
        action=[MonitorActivityLogAlertAction(action_group_id=group_id)],
        tags=dict(resource_scope.tags),
    )


def tell_of_health(
    scope: Construct, id_: str, *, name: str, resource_scope: ResourceScope, resource_group_id: str, group_id: str
) -> None:
    """Sends a message when Azure reports a resource as degraded or unavailable, such as at a database's failover."""
    MonitorActivityLogAlert(
        scope,
        id_,
        name=name,
        description=f"Azure reports a resource as unavailable. What to do: {PAGE}#resource-health",
        resource_group_name=resource_scope.resource_group_name,
        location="global",
        scopes=[resource_group_id],
        criteria=MonitorActivityLogAlertCriteria(
            category="ResourceHealth",
            resource_health=MonitorActivityLogAlertCriteriaResourceHealth(
                current=["Degraded", "Unavailable"], previous=["Available"], reason=["PlatformInitiated", "Unknown"]
            ),
        ),
        action=[MonitorActivityLogAlertAction(action_group_id=group_id)],
        tags=dict(resource_scope.tags),
    )


def tell_of_changed_keys(
    scope: Construct, id_: str, *, name: str, resource_scope: ResourceScope, workspace_id: str, group_id: str
) -> None:
    """Sends a message when somebody deletes or disables a key, or deletes a secret: from the vaults' logs."""
    MonitorScheduledQueryRulesAlertV2(
        scope,
        id_,
        name=name,
        description=f"A key or secret was deleted or changed. What to do: {PAGE}#key-unusable",
        resource_group_name=resource_scope.resource_group_name,
        location=resource_scope.location,
        scopes=[workspace_id],
        severity=1,
        evaluation_frequency="PT15M",
        window_duration="PT15M",
        criteria=[
            MonitorScheduledQueryRulesAlertV2Criteria(
                query=_KEY_CHANGES, time_aggregation_method="Count", operator="GreaterThan", threshold=0
            )
        ],
        # The table exists after the first log entry.
        skip_query_validation=True,
        action=MonitorScheduledQueryRulesAlertV2Action(action_groups=[group_id]),
        tags=dict(resource_scope.tags),
    )


def tell_of_costs(
    scope: Construct, id_: str, *, name: str, resource_group_id: str, monthly_budget: int, group_id: str
) -> None:
    """Sends a message when the group's costs of a month near, or are forecast to exceed, the budget."""
    notifications = [("Actual", WARN_AT), ("Actual", SPENT), ("Forecasted", SPENT)]
    ConsumptionBudgetResourceGroup(
        scope,
        id_,
        name=name,
        resource_group_id=resource_group_id,
        amount=monthly_budget,
        time_grain="Monthly",
        time_period=ConsumptionBudgetResourceGroupTimePeriod(start_date=_THIS_MONTH),
        notification=[
            ConsumptionBudgetResourceGroupNotification(
                operator="GreaterThan", threshold=threshold, threshold_type=type_, contact_groups=[group_id]
            )
            for type_, threshold in notifications
        ],
        lifecycle=TerraformResourceLifecycle(ignore_changes=["time_period"]),
    )
