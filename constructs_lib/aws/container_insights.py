"""Container Insights: the logs and metrics of a cluster's pods and nodes in CloudWatch."""

import json
from collections.abc import Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.addons import Addon, Addons
from constructs_lib.aws.identity import ServiceAccountRole
from constructs_lib.aws.policies import managed_policy_arn
from constructs_lib.framework import Component

ADDON = "amazon-cloudwatch-observability"
# The service account of the agent and of Fluent Bit, and the policy that the add-on asks for
# (https://docs.aws.amazon.com/eks/latest/userguide/amazon-cloudwatch-observability.html).
NAMESPACE, SERVICE_ACCOUNT, POLICY = "amazon-cloudwatch", "cloudwatch-agent", "CloudWatchAgentServerPolicy"
# The log groups that the add-on writes
# (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-EKS-logs.html). It would create
# missing ones without retention and without the key.
LOGS = ("application", "dataplane", "host", "performance")
# Only Container Insights. By default the add-on also enables Application Signals, which instruments pods and is billed
# (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/install-CloudWatch-Observability-EKS-addon.html).
_CONFIGURATION = {
    "agent": {"config": {"logs": {"metrics_collected": {"kubernetes": {"enhanced_container_insights": True}}}}}
}


class ContainerInsights(Component):
    """The CloudWatch Observability add-on on the cluster `name`, with its role and encrypted log groups.

    Args:
        cluster_name: The name, known once the cluster exists.
        oidc_provider_arn, issuer: The OIDC provider of the cluster.
        depends_on: The nodes, for the add-on's pods. Empty: nothing.
        log_retention_days: Of the log groups.
        defaults_of: As for `Addons`; omitted: EKS chooses.

    Example:
        ContainerInsights(
            stack, "insights", name="wandb", cluster_name=cluster.cluster_name, account=account,
            oidc_provider_arn=cluster.oidc_provider_arn, issuer=cluster.oidc_issuer, kms_key_arn=key.key_arn,
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        cluster_name: str,
        account: Account,
        oidc_provider_arn: str,
        issuer: str,
        kms_key_arn: str,
        depends_on: Sequence[ITerraformDependable] = (),
        log_retention_days: int = 30,
        defaults_of: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        logs = [
            CloudwatchLogGroup(
                self,
                f"{log}_log",
                name=f"/aws/containerinsights/{name}/{log}",
                retention_in_days=log_retention_days,
                kms_key_id=kms_key_arn,
            )
            for log in LOGS
        ]
        role = ServiceAccountRole(
            self,
            "agent",
            name=f"{name}-{SERVICE_ACCOUNT}",
            oidc_provider_arn=oidc_provider_arn,
            issuer=issuer,
            kubernetes_namespace=NAMESPACE,
            service_account=SERVICE_ACCOUNT,
            policy_arns={"managed": managed_policy_arn(account.partition, POLICY)},
        )
        addon = Addon(
            ADDON,
            role_arn=role.role_arn,
            role_policies=[*role.dependencies, *logs],
            configuration=json.dumps(_CONFIGURATION),
        )
        Addons(
            self,
            "addons",
            cluster_name=cluster_name,
            addons=[addon],
            depends_on=depends_on,
            defaults_of=defaults_of,
        )
