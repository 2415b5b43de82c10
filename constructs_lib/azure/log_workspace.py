"""Log Analytics workspaces."""

from cdktf_cdktf_provider_azurerm.log_analytics_workspace import LogAnalyticsWorkspace
from constructs import Construct

from constructs_lib.azure.resource_scope import ResourceScope


def log_workspace(
    scope: Construct, *, name: str, resource_scope: ResourceScope, retention_days: int
) -> LogAnalyticsWorkspace:
    """The workspace `name`, billed by volume, which keeps logs for 30-730 days."""
    return LogAnalyticsWorkspace(
        scope,
        "workspace",
        name=name,
        resource_group_name=resource_scope.resource_group_name,
        location=resource_scope.location,
        sku="PerGB2018",
        retention_in_days=retention_days,
        tags=dict(resource_scope.tags),
    )
