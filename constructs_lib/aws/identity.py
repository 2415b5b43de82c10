"""IAM roles that single Kubernetes service accounts assume, and what the W&B server may do with its role."""

from collections.abc import Mapping, Sequence

from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.policies import Statement, attach_policies, policy_document, statement

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
QUEUE_ACTIONS = (
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ReceiveMessage",
)


class ServiceAccountRole(Construct):
    """IAM role `name` that one Kubernetes service account, and nothing else, assumes through the OIDC provider.

    `issuer` is the provider's URL without `https://`. `statements` become the role's inline policy; `policy_arns`
    (key: resource id) are attached.

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
        statements: Sequence[Statement] = (),
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
        if statements:
            IamRolePolicy(self, "policy", name=name, role=role.name, policy=policy_document(*statements))
        attachments = attach_policies(self, role, policy_arns or {})
        self.role_name = role.name
        self.role_arn = role.arn
        self.dependencies = attachments


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


def queue_statement(queue_arn: str) -> Statement:
    """What the server does with the queue that announces new objects."""
    return statement("ReceiveFromQueue", actions=QUEUE_ACTIONS, resources=[queue_arn])


def secret_store_statement(account: Account, prefix: str) -> Statement:
    """What the server does with the secrets of its users, all of whose names start with `prefix`."""
    secrets = f"arn:{account.partition}:secretsmanager:{account.region}:{account.account_id}:secret:{prefix}*"
    return statement("KeepUserSecrets", actions=SECRET_ACTIONS, resources=[secrets])
