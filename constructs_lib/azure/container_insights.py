"""Container Insights: the logs and metrics of a cluster's pods and nodes in a Log Analytics workspace."""

import json

from cdktf_cdktf_provider_azurerm.monitor_data_collection_rule import (
    MonitorDataCollectionRule,
    MonitorDataCollectionRuleDataFlow,
    MonitorDataCollectionRuleDataSources,
    MonitorDataCollectionRuleDataSourcesExtension,
    MonitorDataCollectionRuleDestinations,
    MonitorDataCollectionRuleDestinationsLogAnalytics,
)
from cdktf_cdktf_provider_azurerm.monitor_data_collection_rule_association import (
    MonitorDataCollectionRuleAssociation,
)
from constructs import Construct

from constructs_lib.azure.log_workspace import log_workspace
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.framework import Component

# The names that the agent requires, and everything that it collects
# (https://learn.microsoft.com/azure/azure-monitor/containers/kubernetes-monitoring-enable).
EXTENSION, ASSOCIATION = "ContainerInsights", "ContainerInsightsExtension"
STREAM = "Microsoft-ContainerInsights-Group-Default"
_DESTINATION = "workspace"
# The table ContainerLogV2 has the names of pod and namespace
# (https://learn.microsoft.com/azure/azure-monitor/containers/container-insights-logs-schema).
_COLLECTED = {
    "dataCollectionSettings": {"interval": "1m", "namespaceFilteringMode": "Off", "enableContainerLogV2": True}
}


class ContainerInsights(Component):
    """Log Analytics workspace `name`, and the rule by which the agents of clusters send logs and metrics to it.

    Args:
        retention_days: 30-730.

    Attributes:
        workspace_id: For `log_workspace_id` of `Cluster`, which runs the agent.

    Example:
        insights = ContainerInsights(
            stack, "insights", name="wandb-containers", resource_scope=group.resource_scope
        )
        insights.collect_from(cluster.cluster_id)
    """

    def __init__(
        self, scope: Construct, id_: str, *, name: str, resource_scope: ResourceScope, retention_days: int = 30
    ) -> None:
        super().__init__(scope, id_)
        workspace = log_workspace(self, name=name, resource_scope=resource_scope, retention_days=retention_days)
        self._rule = MonitorDataCollectionRule(
            self,
            "rule",
            name=name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            kind="Linux",
            destinations=MonitorDataCollectionRuleDestinations(
                log_analytics=[
                    MonitorDataCollectionRuleDestinationsLogAnalytics(
                        name=_DESTINATION, workspace_resource_id=workspace.id
                    )
                ]
            ),
            data_flow=[MonitorDataCollectionRuleDataFlow(streams=[STREAM], destinations=[_DESTINATION])],
            data_sources=MonitorDataCollectionRuleDataSources(
                extension=[
                    MonitorDataCollectionRuleDataSourcesExtension(
                        name=ASSOCIATION,
                        extension_name=EXTENSION,
                        streams=[STREAM],
                        extension_json=json.dumps(_COLLECTED),
                    )
                ]
            ),
            tags=dict(resource_scope.tags),
        )
        self.workspace_id = workspace.id

    def collect_from(self, cluster_id: str) -> None:
        """Sends the logs and metrics of the cluster, which runs the agent, to the workspace."""
        MonitorDataCollectionRuleAssociation(
            self,
            "association",
            name=ASSOCIATION,
            target_resource_id=cluster_id,
            data_collection_rule_id=self._rule.id,
        )
