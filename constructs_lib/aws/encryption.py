"""The customer-managed KMS key that encrypts the deployment's data."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.kms_alias import KmsAlias
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.grants import Role, grant
from constructs_lib.aws.identity import key_statement
from constructs_lib.aws.policies import Statement, policy_document, statement
from constructs_lib.framework import Component, prevent_destroy, require_known
from constructs_lib.role_arns import missing_path

# The actions with which an AWS service encrypts and decrypts on behalf of a principal
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

# The resources of a key to retain, by type and id. The alias is not among them: another key can take it.
PARTS = (("aws_kms_key", "key"),)


# The services that send alarms, RDS events and costs to a topic. A policy for them can name the account
# (https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html).
ALARM_SENDERS = ("cloudwatch.amazonaws.com", "events.rds.amazonaws.com", "budgets.amazonaws.com")


class EncryptionKey(Component):
    """KMS key with yearly rotation and the aliases `alias/<alias>`.

    The key policy lets the account administer the key and delegate its use to IAM policies (Aurora, S3, Secrets Manager
    and EKS use the permissions of these).

    Args:
        name: The tag `Name`.
        description: What the key encrypts.
        aliases: Without `alias/`.
        deletion_window_days: 7-30.
        deletion_protection: Terraform refuses to destroy the key.
        users: Key policy statements for principals without an IAM policy, such as `service_users`. Empty: none.
        policy: Replaces the whole key policy; omitted: the statements above.
        administrator_arn: A principal that may administer the key but not use it; omitted: none.

    Attributes:
        key_arn: The ARN of the key.

    Raises:
        ValueError: `deletion_protection` or the list `aliases` is unknown until apply, or `administrator_arn` is the
            ARN of an IAM Identity Center role without its path.

    Example:
        key = EncryptionKey(
            stack, "key", name="wandb", description="Encrypts the data of W&B", aliases=["wandb"], account=account,
            deletion_window_days=7, deletion_protection=True, users=service_users(account),
        )
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
        statements = [_account_statement(account), *users]
        if administrator_arn is not None:
            if problem := missing_path(administrator_arn):
                raise ValueError(f"administrator_arn {administrator_arn} {problem}")
            statements.append(_administrator_statement(administrator_arn))
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

    @staticmethod
    def from_existing(scope: Construct, id_: str, *, key_id: str) -> "EncryptionKey":
        """The existing key `key_id` (id, ARN, or `alias/<name>`), whose policy must let IAM policies give access.

        For the volumes of nodes and for log groups, the policy also needs the statements of `service_users`.
        """
        return _ExistingKey(scope, id_, key_id)

    def grant_use(self, role: Role) -> None:
        """Lets `role` encrypt and decrypt with the key."""
        grant(self, role, "use", [key_statement(self.key_arn)])


class _ExistingKey(EncryptionKey):
    def __init__(self, scope: Construct, id_: str, key_id: str) -> None:
        # Imported here, because most stacks create their own.
        from cdktf_cdktf_provider_aws.data_aws_kms_key import DataAwsKmsKey

        Component.__init__(self, scope, id_)
        self.key_arn = DataAwsKmsKey(self, "key", key_id=key_id).arn


def service_users(account: Account) -> list[Statement]:
    """Key policy statements that let Auto Scaling encrypt node volumes and CloudWatch Logs encrypt log groups."""
    return [*_auto_scaling_statements(account), _logs_statement(account)]


def alarm_senders(account: Account) -> Statement:
    """The key policy statement that lets CloudWatch, RDS and Budgets publish to a topic encrypted with the key.

    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    """
    return statement(
        "AlarmsAreEncrypted",
        actions=["kms:GenerateDataKey", "kms:Decrypt"],
        resources=["*"],
        principals={"Service": list(ALARM_SENDERS)},
        conditions={"StringEquals": {"aws:SourceAccount": account.account_id}},
    )


def _account_statement(account: Account) -> Statement:
    # In a key policy, "*" means this key. Without this statement, IAM policies have no effect on the key, and it can
    # become unmanageable (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html).
    return statement(
        "AccountAdministersAndDelegates",
        actions=["kms:*"],
        resources=["*"],
        principals={"AWS": [account.root_arn]},
    )


def _auto_scaling_statements(account: Account) -> list[Statement]:
    # A condition names the service-linked role, not the principal: KMS refuses a policy whose principal does not
    # exist, and AWS creates this role with the first Auto Scaling group of the account.
    role = (
        f"arn:{account.partition}:iam::{account.account_id}:role/aws-service-role/"
        "autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
    )
    is_role = {"StringEquals": {"kms:CallerAccount": account.account_id}, "ArnEquals": {"aws:PrincipalArn": role}}
    grant_is_for_service = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    any_principal = {"AWS": ["*"]}
    return [
        statement(
            "AutoScalingEncryptsNodeVolumes",
            actions=KEY_USE_ACTIONS,
            resources=["*"],
            principals=any_principal,
            conditions=is_role,
        ),
        statement(
            "AutoScalingGrantsTheKeyToNodeVolumes",
            actions=["kms:CreateGrant"],
            resources=["*"],
            principals=any_principal,
            conditions=is_role | grant_is_for_service,
        ),
    ]


def _logs_statement(account: Account) -> Statement:
    log_groups = f"arn:{account.partition}:logs:{account.region}:{account.account_id}:log-group:*"
    return statement(
        "LogsEncryptLogGroups",
        actions=KEY_USE_ACTIONS,
        resources=["*"],
        principals={"Service": [f"logs.{account.region}.{account.dns_suffix}"]},
        conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": log_groups}},
    )


def _administrator_statement(principal_arn: str) -> Statement:
    # Key administration without key use (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html).
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
