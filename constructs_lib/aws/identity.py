"""IAM roles for Kubernetes service accounts (IRSA), and the policy statements of these roles."""

from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable, Token
from cdktf_cdktf_provider_aws.iam_role import IamRole
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.policies import Statement, add_inline_policies, attach_policies, policy_document, statement
from constructs_lib.framework import Component, require_known

# W&B's documented minimum. It does not include ListAllMyBuckets and similar actions.
BUCKET_ACTIONS = (
    "s3:GetBucketCORS",
    "s3:GetBucketLocation",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
    "s3:ListBucketVersions",
)
OBJECT_ACTIONS = (
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:GetObject",
    "s3:GetObjectAttributes",
    "s3:GetObjectTagging",
    "s3:GetObjectVersion",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
)
READ_OBJECT_ACTIONS = tuple(action for action in OBJECT_ACTIONS if action.startswith("s3:GetObject"))
DECRYPT_ACTIONS = ("kms:Decrypt", "kms:DescribeKey")
KEY_ACTIONS = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)
SECRET_ACTIONS = (
    "secretsmanager:CreateSecret",
    "secretsmanager:DeleteSecret",
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:TagResource",
    "secretsmanager:UpdateSecret",
)
METRIC_ACTIONS = (
    "cloudwatch:GetMetricData",
    "cloudwatch:GetMetricStatistics",
    "cloudwatch:ListMetrics",
    "tag:GetResources",
)
EXTERNAL_BUCKET_MODES = ("strict", "restricted", "public")
# The actions that the cluster autoscaler's documentation requires for auto-discovery
# (https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md).
NODE_READING_ACTIONS = (
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:DescribeAutoScalingInstances",
    "autoscaling:DescribeLaunchConfigurations",
    "autoscaling:DescribeScalingActivities",
    "autoscaling:DescribeTags",
    "ec2:DescribeImages",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeLaunchTemplateVersions",
    "ec2:GetInstanceTypesFromInstanceRequirements",
)
SCALING_ACTIONS = ("autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup")
SEND_ACTIONS = ("sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage")
QUEUE_ACTIONS = (
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ReceiveMessage",
)


class ServiceAccountRole(Component):
    """IAM role `name` that only one Kubernetes service account can assume, through the OIDC provider.

    The grants of other constructs add permissions, such as `bucket.grant_read_write(role)`.

    Args:
        issuer: The URL of the OIDC provider without `https://`.
        service_account: The name of the service account in `kubernetes_namespace`.
        inline_policies: Statements by policy name, which is also the resource id; omitted: none. Each is a separate
            policy, so that changing an option changes only its own policy.
        policy_arns: Policies to attach, by resource id; omitted: none.

    Attributes:
        role_arn: For the annotation `eks.amazonaws.com/role-arn` of the service account.
        role_name: The name of the role.
        dependencies: For the `depends_on` of resources that need the policies.

    Raises:
        ValueError: `inline_policies` or `policy_arns` is unknown until apply.

    Example:
        role = ServiceAccountRole(
            stack, "role", name="wandb", oidc_provider_arn=cluster.oidc_provider_arn, issuer=cluster.oidc_issuer,
            service_account="wandb", kubernetes_namespace="wandb",
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        oidc_provider_arn: str,
        issuer: str,
        service_account: str,
        kubernetes_namespace: str,
        inline_policies: Mapping[str, Sequence[Statement]] | None = None,
        policy_arns: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, inline_policies=inline_policies, policy_arns=policy_arns)
        role = IamRole(
            self,
            "role",
            name=name,
            description=f"Assumed by the Kubernetes service account {kubernetes_namespace}/{service_account}",
            assume_role_policy=_trust_policy(oidc_provider_arn, issuer, kubernetes_namespace, service_account),
        )
        inline = add_inline_policies(self, role, inline_policies or {})
        attached = attach_policies(self, role, policy_arns or {})
        self.role_name = role.name
        self.role_arn = role.arn
        self.dependencies: list[ITerraformDependable] = [*inline, *attached]

    @staticmethod
    def from_existing(scope: Construct, id_: str, *, name: str) -> "ServiceAccountRole":
        """The existing IAM role `name`, for the grants of other constructs."""
        return _ExistingRole(scope, id_, name)


class _ExistingRole(ServiceAccountRole):
    def __init__(self, scope: Construct, id_: str, name: str) -> None:
        # Imported here, because most stacks create their own.
        from cdktf_cdktf_provider_aws.data_aws_iam_role import DataAwsIamRole

        Component.__init__(self, scope, id_)
        found = DataAwsIamRole(self, "role", name=name)
        self.role_name, self.role_arn, self.dependencies = found.name, found.arn, []


def _trust_policy(oidc_provider_arn: str, issuer: str, kubernetes_namespace: str, service_account: str) -> str:
    # https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
    subject = f"system:serviceaccount:{kubernetes_namespace}:{service_account}"
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": oidc_provider_arn},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{issuer}:sub": subject, f"{issuer}:aud": "sts.amazonaws.com"}},
    }
    return policy_document(trust)


def bucket_statements(bucket_arn: str, kms_key_arn: str | None) -> list[Statement]:
    """The server's permissions on its bucket and, unless `kms_key_arn` is None, on the bucket's key."""
    statements = [
        statement("ReadBucket", actions=BUCKET_ACTIONS, resources=[bucket_arn]),
        statement("UseObjects", actions=OBJECT_ACTIONS, resources=[f"{bucket_arn}/*"]),
    ]
    if kms_key_arn is not None:
        statements.append(key_statement(kms_key_arn))
    return statements


def read_bucket_statements(bucket_arn: str, kms_key_arn: str | None) -> list[Statement]:
    """Permissions to list and read the objects of a bucket and, unless `kms_key_arn` is None, to decrypt them."""
    statements = [
        statement("ReadBucket", actions=BUCKET_ACTIONS, resources=[bucket_arn]),
        statement("ReadObjects", actions=READ_OBJECT_ACTIONS, resources=[f"{bucket_arn}/*"]),
    ]
    if kms_key_arn is not None:
        statements.append(statement("Decrypt", actions=DECRYPT_ACTIONS, resources=[kms_key_arn]))
    return statements


def key_statement(kms_key_arn: str) -> Statement:
    """Permissions to encrypt and decrypt with a key."""
    return statement("UseKey", actions=KEY_ACTIONS, resources=[kms_key_arn])


def external_bucket_statements(account: Account, mode: str, account_ids: Sequence[str]) -> list[Statement]:
    """The server's permissions on team buckets in other accounts and on the keys of these buckets.

    `mode` is `strict` (no buckets), `restricted` (buckets in `account_ids`) or `public` (buckets in any other account).
    Only the teams know the names of their buckets and keys, so a condition on the account limits the statements.

    Raises `ValueError` when `mode` is another value, or when the list `account_ids` is unknown until apply.
    """
    if mode not in EXTERNAL_BUCKET_MODES:
        raise ValueError(f"mode must be one of {', '.join(EXTERNAL_BUCKET_MODES)}, got {mode}")
    if Token.is_unresolved(list(account_ids)):
        raise ValueError("account_ids must be a list of known length, whose elements may be unknown")
    if mode == "strict":
        return []
    conditions = (
        {"StringEquals": {"aws:ResourceAccount": list(account_ids)}}
        if mode == "restricted"
        else {"StringNotEquals": {"aws:ResourceAccount": account.account_id}}
    )
    buckets = f"arn:{account.partition}:s3:::*"
    keys = f"arn:{account.partition}:kms:*:*:key/*"
    return [
        statement("ReadForeignBuckets", actions=BUCKET_ACTIONS, resources=[buckets], conditions=conditions),
        statement("UseForeignObjects", actions=OBJECT_ACTIONS, resources=[f"{buckets}/*"], conditions=conditions),
        statement("UseForeignKeys", actions=KEY_ACTIONS, resources=[keys], conditions=conditions),
    ]


def volume_statements(kms_key_arn: str) -> list[Statement]:
    """The EBS CSI driver's permissions on the key of encrypted volumes.

    https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html
    """
    for_service = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    return [
        key_statement(kms_key_arn),
        statement("GrantKeyToVolumes", actions=["kms:CreateGrant"], resources=[kms_key_arn], conditions=for_service),
    ]


def send_statement(queue_arn: str) -> Statement:
    """Permissions to send messages to a queue."""
    return statement("SendToQueue", actions=SEND_ACTIONS, resources=[queue_arn])


def queue_statement(queue_arn: str) -> Statement:
    """The server's permissions on the queue with the bucket notifications."""
    return statement("ReceiveFromQueue", actions=QUEUE_ACTIONS, resources=[queue_arn])


def secret_store_statement(account: Account, prefix: str) -> Statement:
    """The server's permissions on its users' secrets, whose names start with `prefix`."""
    secrets = f"arn:{account.partition}:secretsmanager:{account.region}:{account.account_id}:secret:{prefix}*"
    return statement("KeepUserSecrets", actions=SECRET_ACTIONS, resources=[secrets])


def metrics_statement() -> Statement:
    """The CloudWatch exporter's permissions. These actions do not support resource-level permissions
    (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html).
    """
    return statement("ReadMetrics", actions=METRIC_ACTIONS, resources=["*"])


def autoscaler_statements(cluster_name: str) -> list[Statement]:
    """The cluster autoscaler's permissions: read every group, change only the groups that EKS tags as this cluster's.

    The read actions do not support resource-level permissions.
    """
    of_cluster = {"StringEquals": {f"aws:ResourceTag/k8s.io/cluster-autoscaler/{cluster_name}": "owned"}}
    return [
        statement("ReadNodeGroups", actions=NODE_READING_ACTIONS, resources=["*"]),
        statement("ScaleNodeGroups", actions=SCALING_ACTIONS, resources=["*"], conditions=of_cluster),
    ]


def node_group_statement(account: Account, cluster_name: str) -> Statement:
    """The cluster autoscaler's permission to read labels and taints of node groups that have no nodes
    (https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md).
    """
    groups = f"arn:{account.partition}:eks:{account.region}:{account.account_id}:nodegroup/{cluster_name}/*"
    return statement("ReadNodeLabels", actions=["eks:DescribeNodegroup"], resources=[groups])
