"""Diagnostic settings: the logs of all resources in one Log Analytics workspace."""

from collections.abc import Mapping
from dataclasses import dataclass

from cdktf import TerraformResource
from cdktf_cdktf_provider_azurerm.monitor_diagnostic_setting import (
    MonitorDiagnosticSetting,
    MonitorDiagnosticSettingEnabledLog,
)
from constructs import Construct

from constructs_lib.azure.log_workspace import log_workspace
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.framework import Component


@dataclass(frozen=True)
class Logs:
    """What of a resource is logged: `categories`, or all without any. `part` is the end of the id that has the logs."""

    categories: tuple[str, ...] = ()
    part: str = ""


# The types of resources with logs (https://learn.microsoft.com/azure/azure-monitor/reference/logs-index). Not all of
# the cluster's and the storage account's: every read is an entry, and entries are billed.
LOGGED: Mapping[str, Logs] = {
    "azurerm_application_gateway": Logs(),
    "azurerm_eventgrid_system_topic": Logs(),
    "azurerm_key_vault": Logs(),
    "azurerm_kubernetes_cluster": Logs(
        (
            "cluster-autoscaler",
            "guard",
            "kube-apiserver",
            "kube-audit-admin",
            "kube-controller-manager",
            "kube-scheduler",
        )
    ),
    "azurerm_managed_redis": Logs(part="/databases/default"),
    "azurerm_mysql_flexible_server": Logs(),
    "azurerm_network_security_group": Logs(),
    "azurerm_public_ip": Logs(),
    "azurerm_redis_cache": Logs(),
    "azurerm_storage_account": Logs(("StorageDelete",), "/blobServices/default"),
    "azurerm_virtual_network": Logs(),
}


class Diagnostics(Component):
    """Log Analytics workspace `name`, and a diagnostic setting for each resource below `resources` that has logs.

    Args:
        resources: The construct whose resources are logged; create it before.
        retention_days: 30-730.

    Attributes:
        workspace_id: The id of the workspace.

    Example:
        Diagnostics(stack, "logs", name="wandb-logs", resource_scope=group.resource_scope, resources=stack)
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_scope: ResourceScope,
        resources: Construct,
        retention_days: int = 30,
    ) -> None:
        super().__init__(scope, id_)
        found = [each for each in resources.node.find_all() if isinstance(each, TerraformResource)]
        workspace = log_workspace(self, name=name, resource_scope=resource_scope, retention_days=retention_days)
        for each in found:
            logs = LOGGED.get(each.terraform_resource_type)
            if logs is not None:
                MonitorDiagnosticSetting(
                    self,
                    each.friendly_unique_id,
                    name=name,
                    target_resource_id=f"{each.get_string_attribute('id')}{logs.part}",
                    log_analytics_workspace_id=workspace.id,
                    enabled_log=_enabled(logs),
                )
        self.workspace_id = workspace.id


def _enabled(logs: Logs) -> list[MonitorDiagnosticSettingEnabledLog]:
    if not logs.categories:
        return [MonitorDiagnosticSettingEnabledLog(category_group="allLogs")]
    return [MonitorDiagnosticSettingEnabledLog(category=category) for category in logs.categories]
