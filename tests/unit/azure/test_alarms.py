import json

from cdktf import TerraformStack

from constructs_lib.azure.alarm_definitions import Alarm, cache_alarms, cluster_alarms, storage_alarms
from constructs_lib.azure.alarm_events import tell_of_changed_keys, tell_of_costs, tell_of_deleted_vaults
from constructs_lib.azure.alarms import ActionGroup, Alarms
from constructs_lib.azure.diagnostics import Diagnostics
from constructs_lib.azure.network_security_group import NetworkSecurityGroup
from constructs_lib.azure.resource_group import ResourceGroup
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.synth import only, resources

GROUP = ResourceScope(resource_group_name="group", location="westeurope", tags={"Team": "ml"})
CPU = Alarm("database_cpu", "It is busy.", "/database", "Microsoft.DBforMySQL/flexibleServers", "cpu_percent")


def create(stack: TerraformStack, *alarms: Alarm, **thresholds: int) -> None:
    Alarms(
        stack,
        "alarms",
        name="wandb",
        resource_scope=GROUP,
        resource_group_id="/group",
        alarms=alarms,
        thresholds=thresholds,
        action_group_id="/receivers",
    )


def test_alert_is_raised_above_its_threshold(stack: TerraformStack) -> None:
    create(stack, CPU, database_cpu=90)

    assert only(stack, "azurerm_monitor_metric_alert") == {
        "name": "wandb-database-cpu",
        "description": "It is busy. What to do: docs/alarms.md#database-cpu",
        "resource_group_name": "group",
        "scopes": ["/database"],
        "severity": 2,
        "frequency": "PT5M",
        "window_size": "PT15M",
        "criteria": [
            {
                "metric_namespace": "Microsoft.DBforMySQL/flexibleServers",
                "metric_name": "cpu_percent",
                "aggregation": "Average",
                "operator": "GreaterThan",
                "threshold": 90,
                "dimension": [],
            }
        ],
        "action": [{"action_group_id": "/receivers"}],
        "tags": {"Team": "ml"},
    }


def test_alert_below_its_threshold_and_with_dimensions(stack: TerraformStack) -> None:
    create(stack, *storage_alarms("/account"), bucket_availability=99, bucket_server_errors=10)

    [availability, errors] = [each["criteria"][0] for each in resources(stack, "azurerm_monitor_metric_alert").values()]
    assert (availability["operator"], availability["threshold"]) == ("LessThan", 99)
    assert errors["dimension"] == [
        {
            "name": "ResponseType",
            "operator": "Include",
            "values": ["ServerBusyError", "ServerOtherError", "ServerTimeoutError"],
        }
    ]


def test_nodes_and_pods_raise_alerts_only_after_lasting_trouble(stack: TerraformStack) -> None:
    thresholds = {"node_not_ready": 20, "node_cpu": 90, "node_disk": 85, "pods_pending": 20, "pods_failed": 5}
    create(stack, *cluster_alarms("/cluster"), **thresholds)

    alerts = {each["name"]: each for each in resources(stack, "azurerm_monitor_metric_alert").values()}
    found = {}
    for name in ("node-not-ready", "pods-pending", "pods-failed"):
        alert = alerts[f"wandb-{name}"]
        criterion = alert["criteria"][0]
        dimensions = {each["name"]: each["values"] for each in criterion["dimension"]}
        found[name] = (alert["window_size"], criterion["aggregation"], criterion["threshold"], dimensions)
    assert found == {
        # Minutes of one node or pod: those of others do not add up.
        "node-not-ready": ("PT30M", "Total", 20, {"status2": ["NotReady"], "node": ["*"]}),
        "pods-pending": ("PT30M", "Total", 20, {"phase": ["Pending"], "pod": ["*"]}),
        # Five pods, each with 60 samples in the hour.
        "pods-failed": ("PT1H", "Total", 300, {"phase": ["Failed"]}),
    }


def test_cache_for_redis_has_an_alert_for_failovers_and_managed_redis_none() -> None:
    [failover] = [each for each in cache_alarms("/cache", managed=False) if each.name == "cache_failover"]

    assert (failover.metric, failover.dimensions) == ("errors", {"ErrorType": ["Failover"]})
    assert "cache_failover" not in {each.name for each in cache_alarms("/cache", managed=True)}


def test_workbook_has_the_same_name_in_every_plan_and_every_metric(stack: TerraformStack) -> None:
    create(stack, CPU, database_cpu=90)

    workbook = only(stack, "azurerm_application_insights_workbook")
    assert workbook["name"] == '${uuidv5("url", "/group/wandb")}'
    [item] = json.loads(workbook["data_json"])["items"]
    assert item["content"]["metrics"][0]["metric"] == "microsoft.dbformysql/flexibleservers--cpu_percent"


def test_action_group_tells_every_address(stack: TerraformStack) -> None:
    ActionGroup(stack, "receivers", name="wandb-alarms", resource_scope=GROUP, emails=["a@example.com"])

    assert only(stack, "azurerm_monitor_action_group")["email_receiver"] == [
        {"name": "email-0", "email_address": "a@example.com", "use_common_alert_schema": True}
    ]


def test_every_resource_with_logs_sends_them_to_the_workspace(stack: TerraformStack) -> None:
    ResourceGroup(stack, "group", name="wandb", location="westeurope")
    NetworkSecurityGroup(
        stack, "subnet", name="subnet", resource_scope=GROUP, subnet_id="/subnet", allowed=[], closed_to_network=True
    )

    Diagnostics(stack, "logs", name="wandb-logs", resource_scope=GROUP, resources=stack, retention_days=90)

    assert only(stack, "azurerm_log_analytics_workspace")["retention_in_days"] == 90
    setting = only(stack, "azurerm_monitor_diagnostic_setting")
    assert setting["target_resource_id"].startswith("${azurerm_network_security_group.subnet_")
    assert setting["log_analytics_workspace_id"] == "${azurerm_log_analytics_workspace.logs_workspace.id}"
    assert setting["enabled_log"] == [{"category_group": "allLogs"}]


def test_deleted_vaults_changed_keys_and_costs_are_told(stack: TerraformStack) -> None:
    tell_of_deleted_vaults(
        stack, "vault", name="vault", resource_scope=GROUP, vault_ids=["/vault"], group_id="/receivers"
    )
    tell_of_changed_keys(
        stack, "key", name="key", resource_scope=GROUP, workspace_id="/workspace", group_id="/receivers"
    )
    tell_of_costs(
        stack, "budget", name="monthly", resource_group_id="/group", monthly_budget=5000, group_id="/receivers"
    )

    deleted = only(stack, "azurerm_monitor_activity_log_alert")
    assert deleted["criteria"]["operation_name"] == "Microsoft.KeyVault/vaults/delete"
    assert '"KeyDelete"' in only(stack, "azurerm_monitor_scheduled_query_rules_alert_v2")["criteria"][0]["query"]
    budget = only(stack, "azurerm_consumption_budget_resource_group")
    # Azure refuses a start before the current month.
    assert "plantimestamp()" in budget["time_period"]["start_date"]
    assert budget["lifecycle"]["ignore_changes"] == ["time_period"]
    assert {each["threshold_type"] for each in budget["notification"]} == {"Actual", "Forecasted"}
