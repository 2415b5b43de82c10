import json

from cdktf import TerraformStack

from constructs_lib.azure.cluster_agent import monitoring_agent
from constructs_lib.azure.container_insights import ContainerInsights
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.synth import only

WORKSPACE = "${azurerm_log_analytics_workspace.insights_workspace.id}"
STREAMS = ["Microsoft-ContainerInsights-Group-Default"]


def test_rule_sends_everything_that_the_agent_collects_to_the_workspace(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    insights = ContainerInsights(
        stack, "insights", name="wandb-containers", resource_scope=resource_scope, retention_days=90
    )
    insights.collect_from("/cluster")

    assert only(stack, "azurerm_log_analytics_workspace")["retention_in_days"] == 90
    rule = only(stack, "azurerm_monitor_data_collection_rule")
    [destination] = rule["destinations"]["log_analytics"]
    assert destination["workspace_resource_id"] == WORKSPACE
    assert rule["data_flow"] == [{"streams": STREAMS, "destinations": [destination["name"]]}]
    [extension] = rule["data_sources"]["extension"]
    assert (extension["extension_name"], extension["streams"]) == ("ContainerInsights", STREAMS)
    assert json.loads(extension["extension_json"])["dataCollectionSettings"]["enableContainerLogV2"] is True
    assert only(stack, "azurerm_monitor_data_collection_rule_association") == {
        "name": "ContainerInsightsExtension",
        "target_resource_id": "/cluster",
        "data_collection_rule_id": "${azurerm_monitor_data_collection_rule.insights_rule.id}",
    }


def test_agent_logs_in_with_an_identity_and_not_with_a_key() -> None:
    agent = monitoring_agent("/workspace")

    assert agent is not None and agent.msi_auth_for_monitoring_enabled is True
    assert agent.log_analytics_workspace_id == "/workspace"
    assert monitoring_agent(None) is None
