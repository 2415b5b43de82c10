"""Flow logs of a VPC: the traffic that its security groups turned away."""

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
from constructs_lib.framework import RandomSuffix, require_known

# A quarter of a year to look back on; the official module keeps them for ever.
KEEP_LOGS_DAYS = 90


class FlowLogBucket(Construct):
    """Private S3 bucket `<name>-<generated>` that VPC flow logs of this account are delivered to, kept for 90 days.

    It goes with all its logs when destroyed. With `tls_only` it refuses plain HTTP.

    Attribute: `bucket_arn`.
    """

    def __init__(self, scope: Construct, id_: str, *, name: str, account: Account, tls_only: bool = True) -> None:
        super().__init__(scope, id_)
        require_known(self, tls_only=tls_only)
        suffix = RandomSuffix(self, "suffix")
        bucket = S3Bucket(self, "bucket", bucket=f"{name}-{suffix.value}", force_destroy=True)
        self._encrypt(bucket)
        self._expire(bucket)
        block = block_public_access(self, bucket)
        statements = [*_delivered_by_logs(bucket.arn, account), *([require_tls(bucket.arn)] if tls_only else [])]
        policy = S3BucketPolicy(self, "policy", bucket=block.bucket, policy=policy_document(*statements))
        # Through the policy, without which delivery is refused.
        self.bucket_arn = f"arn:{account.partition}:s3:::{policy.bucket}"

    def _encrypt(self, bucket: S3Bucket) -> None:
        # S3's own key: log delivery would need a statement in the policy of ours, which may be somebody else's.
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


class VpcFlowLog(Construct):
    """Flow log of what the VPC `vpc_id` turned away, delivered to the bucket `bucket_arn`."""

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


def _delivered_by_logs(bucket_arn: str, account: Account) -> list[Statement]:
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
