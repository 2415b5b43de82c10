"""The S3 bucket that holds artifacts, run files and media."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.s3_bucket_cors_configuration import (
    S3BucketCorsConfiguration,
    S3BucketCorsConfigurationCorsRule,
)
from cdktf_cdktf_provider_aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
    S3BucketLifecycleConfigurationRuleFilter,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration,
)
from cdktf_cdktf_provider_aws.s3_bucket_logging import S3BucketLoggingA
from cdktf_cdktf_provider_aws.s3_bucket_ownership_controls import (
    S3BucketOwnershipControls,
    S3BucketOwnershipControlsRule,
)
from cdktf_cdktf_provider_aws.s3_bucket_policy import S3BucketPolicy
from cdktf_cdktf_provider_aws.s3_bucket_public_access_block import S3BucketPublicAccessBlock
from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
)
from cdktf_cdktf_provider_aws.s3_bucket_versioning import (
    S3BucketVersioningA,
    S3BucketVersioningVersioningConfiguration,
)
from constructs import Construct

from constructs_lib.aws.policies import Statement, policy_document, statement
from constructs_lib.framework import RandomSuffix, prevent_destroy, require_known

# What the browser does with the presigned URLs that the server hands out, and for how long it remembers that it may
# (the official module's rule).
CORS_METHODS = ("GET", "HEAD", "PUT")
CORS_MAX_AGE_SECONDS = 3000

# Parts of an upload that never finished are paid for and never seen; no upload of a run takes a week.
ABORT_UPLOADS_AFTER_DAYS = 7
# How long an overwritten or deleted object can be brought back. Current objects never expire: the run history would.
KEEP_NONCURRENT_VERSIONS_DAYS = 30


# What a bucket consists of, by type and id: whoever lets a bucket go lets all of it go, or it would lose its policy,
# its encryption and its block against public access.
PARTS = (
    ("aws_s3_bucket", "bucket"),
    ("aws_s3_bucket_cors_configuration", "cors"),
    ("aws_s3_bucket_lifecycle_configuration", "lifecycle"),
    ("aws_s3_bucket_logging", "logging"),
    ("aws_s3_bucket_ownership_controls", "ownership"),
    ("aws_s3_bucket_policy", "policy"),
    ("aws_s3_bucket_public_access_block", "public_access"),
    ("aws_s3_bucket_server_side_encryption_configuration", "encryption"),
    ("aws_s3_bucket_versioning", "versioning"),
)


class Bucket(Construct):
    """S3 bucket `<name>-<generated>`, private, versioned, encrypted with `kms_key_arn` by bucket keys.

    With `tls_only` it refuses plain HTTP. Browsers on `allowed_origins` may read and write it by presigned URLs.
    Unfinished uploads are removed after a week, replaced versions after 30 days. With `deletion_protection`, Terraform
    refuses to destroy it and S3 refuses while objects are in it; without, it goes with all its objects. Accesses are
    logged below `<name>/` of the bucket `access_logs_bucket`; omitted: nowhere.

    Attributes: `bucket_name`, `bucket_arn`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        kms_key_arn: str,
        allowed_origins: Sequence[str],
        deletion_protection: bool,
        tls_only: bool = True,
        access_logs_bucket: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, deletion_protection=deletion_protection, tls_only=tls_only)
        suffix = RandomSuffix(self, "suffix")
        self._bucket = S3Bucket(
            self,
            "bucket",
            bucket=f"{name}-{suffix.value}",
            force_destroy=not deletion_protection,
            lifecycle=prevent_destroy(deletion_protection),
        )
        self._encrypt(kms_key_arn)
        self._allow_browsers(allowed_origins)
        self._keep_versions()
        self._keep_private(tls_only)
        if access_logs_bucket:
            S3BucketLoggingA(
                self,
                "logging",
                bucket=self._bucket.id,
                target_bucket=access_logs_bucket,
                target_prefix=f"{name}/",
            )
        self.bucket_name = self._bucket.bucket
        self.bucket_arn = self._bucket.arn

    def _encrypt(self, kms_key_arn: str) -> None:
        default = S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
            sse_algorithm="aws:kms", kms_master_key_id=kms_key_arn
        )
        rule = S3BucketServerSideEncryptionConfigurationRuleA(
            apply_server_side_encryption_by_default=default,
            # One key per bucket and hour in place of a KMS call for every object.
            bucket_key_enabled=True,
        )
        S3BucketServerSideEncryptionConfigurationA(self, "encryption", bucket=self._bucket.id, rule=[rule])

    def _allow_browsers(self, origins: Sequence[str]) -> None:
        # S3 refuses a rule without origins; without a rule, browsers are refused.
        if origins:
            allow_origins(self, "cors", bucket_name=self._bucket.id, origins=origins)

    def _keep_versions(self) -> None:
        versioning = S3BucketVersioningA(
            self,
            "versioning",
            bucket=self._bucket.id,
            versioning_configuration=S3BucketVersioningVersioningConfiguration(status="Enabled"),
        )
        rule = S3BucketLifecycleConfigurationRule(
            id="leftovers",
            status="Enabled",
            filter=[S3BucketLifecycleConfigurationRuleFilter(prefix="")],
            abort_incomplete_multipart_upload=[
                S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload(
                    days_after_initiation=ABORT_UPLOADS_AFTER_DAYS
                )
            ],
            noncurrent_version_expiration=[
                S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration(
                    noncurrent_days=KEEP_NONCURRENT_VERSIONS_DAYS
                )
            ],
        )
        # The versioning's view of the bucket: S3 takes a rule on replaced versions once it keeps them.
        S3BucketLifecycleConfiguration(self, "lifecycle", bucket=versioning.bucket, rule=[rule])

    def _keep_private(self, tls_only: bool) -> None:
        S3BucketOwnershipControls(
            self,
            "ownership",
            bucket=self._bucket.id,
            rule=S3BucketOwnershipControlsRule(object_ownership="BucketOwnerEnforced"),
        )
        block = block_public_access(self, self._bucket)
        if tls_only:
            # The block's view of the bucket: S3 refuses two of these changes at one moment.
            S3BucketPolicy(self, "policy", bucket=block.bucket, policy=policy_document(require_tls(self._bucket.arn)))


def allow_origins(scope: Construct, id_: str, *, bucket_name: str, origins: Sequence[str]) -> None:
    """The CORS rule that W&B's browser client needs on the bucket it uses, ours or another."""
    rule = S3BucketCorsConfigurationCorsRule(
        allowed_origins=list(origins),
        allowed_methods=list(CORS_METHODS),
        allowed_headers=["*"],
        expose_headers=["ETag"],
        max_age_seconds=CORS_MAX_AGE_SECONDS,
    )
    S3BucketCorsConfiguration(scope, id_, bucket=bucket_name, cors_rule=[rule])


def require_tls(bucket_arn: str) -> Statement:
    """The bucket policy statement that refuses plain HTTP."""
    return statement(
        "RefusePlainHttp",
        effect="Deny",
        actions=["s3:*"],
        resources=[bucket_arn, f"{bucket_arn}/*"],
        principals="*",
        conditions={"Bool": {"aws:SecureTransport": "false"}},
    )


def block_public_access(scope: Construct, bucket: S3Bucket) -> S3BucketPublicAccessBlock:
    """All four switches that keep a bucket private, whatever its policy and ACLs say."""
    return S3BucketPublicAccessBlock(
        scope,
        "public_access",
        bucket=bucket.id,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
    )
