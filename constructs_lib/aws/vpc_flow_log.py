"""VPC flow log of rejected traffic, delivered to an S3 bucket."""

from cdktf_cdktf_provider_aws.flow_log import FlowLog
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
    S3BucketLifecycleConfigurationRuleExpiration,
    S3BucketLifecycleConfigurationRuleFilter,
)
from cdktf_cdktf_provider_aws.s3_bucket_policy import S3BucketPolicy
from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
)
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.policies import Statement, policy_document, statement
from constructs_lib.aws.storage import ABORT_UPLOADS_AFTER_DAYS, block_public_access, require_tls
from constructs_lib.framework import Component, RandomSuffix, require_known

# Three months of history; the official module retains flow logs forever.
KEEP_LOGS_DAYS = 90


class FlowLogBucket(Component):
    """Private S3 bucket `<name>-<generated>` for the VPC flow logs of `account`, which are retained for 90 days.

    Destroying it deletes all its logs.

    Args:
        tls_only: The bucket refuses plain HTTP.
        adopted_name: The whole name of a bucket that this deployment took over; omitted: a new bucket.

    Attributes:
        bucket_arn: Known once the bucket accepts flow logs.

    Raises:
        ValueError: `tls_only` is unknown until apply.

    Example:
        logs = FlowLogBucket(stack, "logs", name="wandb-flow-logs", account=account)
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        account: Account,
        tls_only: bool = True,
        adopted_name: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, tls_only=tls_only)
        bucket_name = adopted_name or f"{name}-{RandomSuffix(self, 'suffix').value}"
        bucket = S3Bucket(self, "bucket", bucket=bucket_name, force_destroy=True)
        self._encrypt(bucket)
        self._expire(bucket)
        block = block_public_access(self, bucket)
        statements = [*_delivery_statements(bucket.arn, account), *([require_tls(bucket.arn)] if tls_only else [])]
        policy = S3BucketPolicy(self, "policy", bucket=block.bucket, policy=policy_document(*statements))
        # Read from the policy, so that flow logs wait for it: without the policy, delivery is denied.
        self.bucket_arn = f"arn:{account.partition}:s3:::{policy.bucket}"

    def _encrypt(self, bucket: S3Bucket) -> None:
        # SSE-S3: with a KMS key, log delivery needs a statement in the key policy, and the key may not be Terraform's.
        default = S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
            sse_algorithm="AES256"
        )
        rule = S3BucketServerSideEncryptionConfigurationRuleA(apply_server_side_encryption_by_default=default)
        S3BucketServerSideEncryptionConfigurationA(self, "encryption", bucket=bucket.id, rule=[rule])

    def _expire(self, bucket: S3Bucket) -> None:
        rule = S3BucketLifecycleConfigurationRule(
            id="old-logs",
            status="Enabled",
            filter=[S3BucketLifecycleConfigurationRuleFilter(prefix="")],
            expiration=[S3BucketLifecycleConfigurationRuleExpiration(days=KEEP_LOGS_DAYS)],
            abort_incomplete_multipart_upload=[
                S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload(
                    days_after_initiation=ABORT_UPLOADS_AFTER_DAYS
                )
            ],
        )
        S3BucketLifecycleConfiguration(self, "lifecycle", bucket=bucket.id, rule=[rule])


class VpcFlowLog(Component):
    """Flow log of the rejected traffic of the VPC `vpc_id`, delivered to the bucket `bucket_arn`.

    Example:
        VpcFlowLog(stack, "flow_log", vpc_id=network.vpc_id, bucket_arn=logs.bucket_arn)
    """

    def __init__(self, scope: Construct, id_: str, *, vpc_id: str, bucket_arn: str) -> None:
        super().__init__(scope, id_)
        FlowLog(
            self,
            "log",
            vpc_id=vpc_id,
            traffic_type="REJECT",
            log_destination_type="s3",
            log_destination=bucket_arn,
        )


def _delivery_statements(bucket_arn: str, account: Account) -> list[Statement]:
    # https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
    logs = {"Service": ["delivery.logs.amazonaws.com"]}
    source = f"arn:{account.partition}:logs:{account.region}:{account.account_id}:*"
    from_here = {"StringEquals": {"aws:SourceAccount": account.account_id}, "ArnLike": {"aws:SourceArn": source}}
    return [
        statement(
            "LogDeliveryWrites",
            actions=["s3:PutObject"],
            resources=[f"{bucket_arn}/AWSLogs/{account.account_id}/*"],
            principals=logs,
            conditions=from_here,
        ),
        statement(
            "LogDeliveryChecks",
            actions=["s3:GetBucketAcl", "s3:ListBucket"],
            resources=[bucket_arn],
            principals=logs,
            conditions=from_here,
        ),
    ]
