"""Access of a metrics collector in the cluster to Azure Monitor."""

from collections.abc import Sequence

from constructs import Construct

from constructs_lib.azure.identity import ServiceAccount, WorkloadIdentity
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.roles import grant
from constructs_lib.framework import Component

# Allows only to read metrics, logs and settings; the official module assigns Contributor
# (https://learn.microsoft.com/azure/azure-monitor/fundamentals/roles-permissions-security).
METRICS_ROLE = "Monitoring Reader"


class Monitoring(Component):
    """Identity `name` with which the collector's `service_accounts` read the metrics of the resource group.

    Args:
        issuer_url: The OIDC issuer of the cluster.

    Attributes:
        client_id: For the annotation of the collector's service account.

    Example:
        Monitoring(
            stack, "monitoring", name="wandb-metrics", resource_scope=group.resource_scope,
            resource_group_id=group.resource_group_id, issuer_url=cluster.oidc_issuer_url,
            service_accounts=[ServiceAccount("collector", kubernetes_namespace="wandb", credential_name="collector")],
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
        issuer_url: str,
        service_accounts: Sequence[ServiceAccount],
    ) -> None:
        super().__init__(scope, id_)
        collector = WorkloadIdentity(
            self,
            "collector",
            name=name,
            resource_scope=resource_scope,
            issuer_url=issuer_url,
            service_accounts=service_accounts,
        )
        grant(
            self,
            "collector_reads_metrics",
            role=METRICS_ROLE,
            principal_id=collector.principal_id,
            resource_id=resource_group_id,
        )
        self.client_id = collector.client_id
