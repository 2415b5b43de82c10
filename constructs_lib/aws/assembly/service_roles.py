"""The IAM roles of the server, the cluster autoscaler and the CloudWatch exporter."""

from collections.abc import Sequence

from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.assembly.data_stores import BucketAndQueue
from constructs_lib.aws.cluster import Cluster
from constructs_lib.aws.identity import (
    ServiceAccountRole,
    autoscaler_statements,
    bucket_statements,
    external_bucket_statements,
    metrics_statement,
    node_group_statement,
    queue_statement,
    secret_store_statement,
)
from constructs_lib.aws.policies import Statement
from constructs_lib.settings import AwsSettings

# The service account of the cluster autoscaler, and the namespace of system components.
AUTOSCALER_SERVICE_ACCOUNT = "cluster-autoscaler"
SYSTEM_NAMESPACE = "kube-system"


def create_server_role(
    scope: Construct,
    settings: AwsSettings,
    account: Account,
    cluster: Cluster,
    *,
    objects: BucketAndQueue,
    secret_store_prefix: str,
) -> ServiceAccountRole:
    """The role of the server's pods, with permissions on its bucket, key, queue and secrets."""
    external = external_bucket_statements(
        account, settings.bucket_permissions_mode, settings.bucket_restricted_accounts
    )
    secrets = [secret_store_statement(account, secret_store_prefix)]
    inline_policies = {**object_store_policies(objects), "secrets": secrets}
    if external:
        inline_policies["foreign_buckets"] = external
    return ServiceAccountRole(
        scope,
        "identity",
        name=f"{settings.namespace}-irsa-role",
        oidc_provider_arn=cluster.oidc_provider_arn,
        issuer=cluster.oidc_issuer,
        kubernetes_namespace=settings.k8s_namespace,
        service_account=settings.service_account_name,
        inline_policies=inline_policies,
    )


def create_metrics_role(scope: Construct, settings: AwsSettings, cluster: Cluster) -> ServiceAccountRole | None:
    """The role of the CloudWatch exporter, if it is enabled."""
    if not settings.enable_yace:
        return None
    return ServiceAccountRole(
        scope,
        "metrics",
        name=f"{settings.namespace}-yace-irsa-role",
        oidc_provider_arn=cluster.oidc_provider_arn,
        issuer=cluster.oidc_issuer,
        kubernetes_namespace=settings.k8s_namespace,
        service_account=settings.yace_sa_name,
        inline_policies={"metrics": [metrics_statement()]},
    )


def create_autoscaler_role(
    scope: Construct, settings: AwsSettings, account: Account, cluster: Cluster
) -> ServiceAccountRole:
    """The role of the cluster autoscaler. It always exists, because Terraform does not change the number of nodes."""
    statements = autoscaler_statements(settings.namespace)
    if settings.kubernetes_extra_node_groups:
        statements.append(node_group_statement(account, settings.namespace))
    return ServiceAccountRole(
        scope,
        "autoscaler",
        name=f"{settings.namespace}-cluster-autoscaler",
        oidc_provider_arn=cluster.oidc_provider_arn,
        issuer=cluster.oidc_issuer,
        kubernetes_namespace=SYSTEM_NAMESPACE,
        service_account=AUTOSCALER_SERVICE_ACCOUNT,
        inline_policies={"scaling": statements},
    )


def object_store_policies(objects: BucketAndQueue) -> dict[str, Sequence[Statement]]:
    """The permissions on bucket, key and queue, by policy name."""
    inline_policies: dict[str, Sequence[Statement]] = {
        "bucket": bucket_statements(objects.bucket_arn, objects.kms_key_arn)
    }
    if objects.queue_arn is not None:
        inline_policies["queue"] = [queue_statement(objects.queue_arn)]
    return inline_policies
