"""The customer-managed KMS key under which everything the deployment stores is encrypted."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.kms_alias import KmsAlias
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.policies import Statement, policy_document, statement
from constructs_lib.framework import prevent_destroy, require_known
from constructs_lib.role_arns import missing_path

# What an AWS service does with a key to encrypt and decrypt on somebody's behalf
# (https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html).
KEY_USE_ACTIONS = (
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:DescribeKey",
)

# What a key consists of, by type and id. An alias holds nothing: it may go, and be another key's.
PARTS = (("aws_kms_key", "key"),)


class EncryptionKey(Construct):
    """KMS key with yearly rotation and the aliases `alias/<alias>`.

    The account administers the key and gives its use to identities by their own IAM policies (Aurora, S3, Secrets
    Manager and EKS act with those); `users` are key policy statements for whoever has no such policy, such as
    `service_users`. `policy` replaces all of that; `administrator_arn` adds a principal that may administer the key
    but not use it. `deletion_window_days` is 7 to 30. With `deletion_protection`, Terraform refuses to destroy it.

    Attribute: `key_arn`.

    Raises `ValueError` when `deletion_protection` or the list `aliases` is known to Terraform alone.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        description: str,
        aliases: Sequence[str],
        account: Account,
        deletion_window_days: int,
        deletion_protection: bool,
        users: Sequence[Statement] = (),
        policy: str | None = None,
        administrator_arn: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, aliases=aliases, deletion_protection=deletion_protection)
        statements = [_account_administers(account), *users]
        if administrator_arn is not None:
            if lacking := missing_path(administrator_arn):
                raise ValueError(f"administrator_arn {administrator_arn} {lacking}")
            statements.append(_is_administered_by(administrator_arn))
        key = KmsKey(
            self,
            "key",
            description=description,
            enable_key_rotation=True,
            deletion_window_in_days=deletion_window_days,
            policy=policy or policy_document(*statements),
            tags={"Name": name},
            lifecycle=prevent_destroy(deletion_protection),
        )
        for index, alias in enumerate(aliases):
            id_ = "alias" if index == 0 else f"alias_{index}"
            KmsAlias(self, id_, name=f"alias/{alias}", target_key_id=key.key_id)
        self.key_arn = key.arn


def service_users(account: Account) -> list[Statement]:
    """Lets Auto Scaling start nodes from volumes under the key, and CloudWatch Logs keep log groups under it."""
    return [*_auto_scaling_uses(account), _logs_use(account)]


def _account_administers(account: Account) -> Statement:
    # In a key policy "*" is this key. Without this statement IAM policies have no effect on the key and it can
    # become unmanageable (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html).
    return statement(
        "AccountAdministersAndDelegates",
        actions=["kms:*"],
        resources=["*"],
        principals={"AWS": [account.root_arn]},
    )


def _auto_scaling_uses(account: Account) -> list[Statement]:
    # The service-linked role is named in a condition, not as the principal: KMS refuses a policy whose principal
    # does not exist yet, and a fresh account has no such role before its first Auto Scaling group.
    role = (
        f"arn:{account.partition}:iam::{account.account_id}:role/aws-service-role/"
        "autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
    )
    is_the_role = {"StringEquals": {"kms:CallerAccount": account.account_id}, "ArnEquals": {"aws:PrincipalArn": role}}
    for_a_service = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    anybody = {"AWS": ["*"]}
    return [
        statement(
            "AutoScalingEncryptsNodeVolumes",
            actions=KEY_USE_ACTIONS,
            resources=["*"],
            principals=anybody,
            conditions=is_the_role,
        ),
        statement(
            "AutoScalingGrantsTheKeyToNodeVolumes",
            actions=["kms:CreateGrant"],
            resources=["*"],
            principals=anybody,
            conditions=is_the_role | for_a_service,
        ),
    ]


def _logs_use(account: Account) -> Statement:
    log_groups = f"arn:{account.partition}:logs:{account.region}:{account.account_id}:log-group:*"
    return statement(
        "LogsEncryptLogGroups",
        actions=KEY_USE_ACTIONS,
        resources=["*"],
        principals={"Service": [f"logs.{account.region}.{account.dns_suffix}"]},
        conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": log_groups}},
    )


def _is_administered_by(principal_arn: str) -> Statement:
    # Key administration without use (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html).
    return statement(
        "AdministratorManagesTheKey",
        actions=[
            "kms:CancelKeyDeletion",
            "kms:DescribeKey",
            "kms:DisableKey",
            "kms:DisableKeyRotation",
            "kms:EnableKey",
            "kms:EnableKeyRotation",
            "kms:GetKeyPolicy",
            "kms:GetKeyRotationStatus",
            "kms:ListGrants",
            "kms:ListKeyPolicies",
            "kms:ListResourceTags",
            "kms:PutKeyPolicy",
            "kms:RevokeGrant",
            "kms:ScheduleKeyDeletion",
            "kms:TagResource",
            "kms:UntagResource",
            "kms:UpdateKeyDescription",
        ],
        resources=["*"],
        principals={"AWS": [principal_arn]},
    )
