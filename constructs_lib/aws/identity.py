"""IAM roles that single Kubernetes service accounts assume, and what the W&B server may do with its role."""

from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable, Token
from cdktf_cdktf_provider_aws.iam_role import IamRole
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.policies import Statement, attach_policies, grant, policy_document, statement

# W&B's documented minimum, action by action (wandb-facts, section d). ListAllMyBuckets and the like are not in it.
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
FOREIGN_BUCKET_MODES = ("strict", "restricted", "public")
# What the autoscaler's own documentation asks for with auto-discovery
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
QUEUE_ACTIONS = (
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ReceiveMessage",
)


class ServiceAccountRole(Construct):
    """IAM role `name` that one Kubernetes service account, and nothing else, assumes through the OIDC provider.

    `issuer` is the provider's URL without `https://`. Each of `inline_policies` becomes an inline policy of its own, so
    that an option that comes or goes touches its own policy alone; `policy_arns` are attached. Keys are resource ids.

    Attributes: `role_arn`, `role_name`; `dependencies`, for what must wait until the role may do something.
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
        role = IamRole(
            self,
            "role",
            name=name,
            description=f"Assumed by the Kubernetes service account {kubernetes_namespace}/{service_account}",
            assume_role_policy=_assumed_by(oidc_provider_arn, issuer, kubernetes_namespace, service_account),
        )
        given = grant(self, role, inline_policies or {})
        attached = attach_policies(self, role, policy_arns or {})
        self.role_name = role.name
        self.role_arn = role.arn
        self.dependencies: list[ITerraformDependable] = [*given, *attached]


def _assumed_by(oidc_provider_arn: str, issuer: str, kubernetes_namespace: str, service_account: str) -> str:
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
    """What the server does with its bucket and the key it is encrypted with."""
    found = [
        statement("ReadBucket", actions=BUCKET_ACTIONS, resources=[bucket_arn]),
        statement("UseObjects", actions=OBJECT_ACTIONS, resources=[f"{bucket_arn}/*"]),
    ]
    if kms_key_arn is not None:
        found.append(statement("UseKey", actions=KEY_ACTIONS, resources=[kms_key_arn]))
    return found


def external_bucket_statements(account: Account, mode: str, account_ids: Sequence[str]) -> list[Statement]:
    """What the server does with buckets of other accounts, which teams bring along, and with their keys.

    `mode` is `strict` (none), `restricted` (those of `account_ids`) or `public` (any outside this account). The names
    of such buckets and keys are known to the teams alone, so that the condition narrows them, not the resource.
    """
    if mode not in FOREIGN_BUCKET_MODES:
        raise ValueError(f"mode must be one of {', '.join(FOREIGN_BUCKET_MODES)}, got {mode}")
    if Token.is_unresolved(list(account_ids)):
        raise ValueError("account_ids must be a list of known length, whose elements may be unknown")
    if mode == "strict":
        return []
    there = (
        {"StringEquals": {"aws:ResourceAccount": list(account_ids)}}
        if mode == "restricted"
        else {"StringNotEquals": {"aws:ResourceAccount": account.account_id}}
    )
    buckets = f"arn:{account.partition}:s3:::*"
    keys = f"arn:{account.partition}:kms:*:*:key/*"
    return [
        statement("ReadForeignBuckets", actions=BUCKET_ACTIONS, resources=[buckets], conditions=there),
        statement("UseForeignObjects", actions=OBJECT_ACTIONS, resources=[f"{buckets}/*"], conditions=there),
        statement("UseForeignKeys", actions=KEY_ACTIONS, resources=[keys], conditions=there),
    ]


def volume_statements(kms_key_arn: str) -> list[Statement]:
    """What the EBS CSI driver does with the key of encrypted volumes.

    https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html
    """
    for_a_service = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    return [
        statement("UseKey", actions=KEY_ACTIONS, resources=[kms_key_arn]),
        statement("GrantKeyToVolumes", actions=["kms:CreateGrant"], resources=[kms_key_arn], conditions=for_a_service),
    ]


def queue_statement(queue_arn: str) -> Statement:
    """What the server does with the queue that announces new objects."""
    return statement("ReceiveFromQueue", actions=QUEUE_ACTIONS, resources=[queue_arn])


def secret_store_statement(account: Account, prefix: str) -> Statement:
    """What the server does with the secrets of its users, all of whose names start with `prefix`."""
    secrets = f"arn:{account.partition}:secretsmanager:{account.region}:{account.account_id}:secret:{prefix}*"
    return statement("KeepUserSecrets", actions=SECRET_ACTIONS, resources=[secrets])


def metrics_statement() -> Statement:
    """What the CloudWatch exporter reads. CloudWatch and the tagging service take no narrower resource than all
    (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html).
    """
    return statement("ReadMetrics", actions=METRIC_ACTIONS, resources=["*"])


def autoscaler_statements(cluster_name: str) -> list[Statement]:
    """What the cluster autoscaler does: it sees every group, for describing takes no narrower resource, and changes
    those alone that EKS has marked as this cluster's.
    """
    of_cluster = {"StringEquals": {f"aws:ResourceTag/k8s.io/cluster-autoscaler/{cluster_name}": "owned"}}
    return [
        statement("ReadNodeGroups", actions=NODE_READING_ACTIONS, resources=["*"]),
        statement("ScaleNodeGroups", actions=SCALING_ACTIONS, resources=["*"], conditions=of_cluster),
    ]
