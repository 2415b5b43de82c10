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

from constructs_lib.aws.grants import Role, grant
from constructs_lib.aws.identity import bucket_statements, read_bucket_statements
from constructs_lib.aws.policies import Statement, policy_document, statement
from constructs_lib.framework import Component, RandomSuffix, prevent_destroy, require_known

# The methods with which browsers use the server's presigned URLs, and how long they cache the CORS response (the
# official module's rule).
CORS_METHODS = ("GET", "HEAD", "PUT")
CORS_MAX_AGE_SECONDS = 3000

# S3 charges for the parts of an incomplete upload and does not list them. No upload of a run takes a week.
ABORT_UPLOADS_AFTER_DAYS = 7
# How long an overwritten or deleted object can be restored. Current objects never expire, because they are run history.
KEEP_NONCURRENT_VERSIONS_DAYS = 30


# The resources of a bucket, by type and id. A bucket that is removed from the state needs all of them removed: if one
# were destroyed, the bucket would lose its policy, its encryption or its public access block.
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


class Bucket(Component):
    """S3 bucket `<name>-<generated>`: private, versioned, encrypted with `kms_key_arn` and an S3 Bucket Key.

    Incomplete uploads are removed after 7 days, noncurrent versions after 30 days.

    Args:
        allowed_origins: Browsers on these origins can read and write objects with presigned URLs. Empty: no CORS rule.
        deletion_protection: Terraform refuses to destroy the bucket, and S3 refuses to delete it while it holds
            objects. False: destroying it deletes all its objects.
        tls_only: The bucket refuses plain HTTP.
        access_logs_bucket: Gets access logs under the prefix `<name>/`; omitted: no access logs.
        adopted_name: The whole name of a bucket that this deployment took over; S3 cannot rename it. Omitted: a new
            bucket.

    Attributes:
        bucket_name, bucket_arn: Of the bucket.
        versioned_bucket_name: The same name, known once the bucket is versioned.

    Raises:
        ValueError: `deletion_protection` or `tls_only` is unknown until apply.

    Example:
        bucket = Bucket(
            stack, "bucket", name="wandb", kms_key_arn=key.key_arn, allowed_origins=["https://wandb.example.com"],
            deletion_protection=True,
        )
        bucket.grant_read_write(role)
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
        adopted_name: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, deletion_protection=deletion_protection, tls_only=tls_only)
        self._bucket = S3Bucket(
            self,
            "bucket",
            bucket=adopted_name or f"{name}-{RandomSuffix(self, 'suffix').value}",
            force_destroy=not deletion_protection,
            lifecycle=prevent_destroy(deletion_protection),
        )
        self._encrypt(kms_key_arn)
        self._allow_browsers(allowed_origins)
        self.versioned_bucket_name = self._keep_versions()
        self._restrict_access(tls_only)
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
        self._kms_key_arn: str | None = kms_key_arn

    @staticmethod
    def from_existing(scope: Construct, id_: str, *, name: str, kms_key_arn: str | None = None) -> "Bucket":
        """The existing bucket `name`, for its attributes and grants. Grants include the key `kms_key_arn`, if given."""
        return _ExistingBucket(scope, id_, name, kms_key_arn)

    def grant_read(self, role: Role) -> None:
        """Lets `role` list and read the objects, and decrypt them with the bucket's key."""
        grant(self, role, "read", read_bucket_statements(self.bucket_arn, self._kms_key_arn))

    def grant_read_write(self, role: Role) -> None:
        """Lets `role` list, read, write and delete the objects, and use the bucket's key."""
        grant(self, role, "read_write", bucket_statements(self.bucket_arn, self._kms_key_arn))

    def _encrypt(self, kms_key_arn: str) -> None:
        default = S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
            sse_algorithm="aws:kms", kms_master_key_id=kms_key_arn
        )
        rule = S3BucketServerSideEncryptionConfigurationRuleA(
            apply_server_side_encryption_by_default=default,
            # Bucket Keys replace the KMS call for every object.
            bucket_key_enabled=True,
        )
        S3BucketServerSideEncryptionConfigurationA(self, "encryption", bucket=self._bucket.id, rule=[rule])

    def _allow_browsers(self, origins: Sequence[str]) -> None:
        # S3 rejects a CORS rule without origins. Without a rule, browsers have no access.
        if origins:
            allow_origins(self, "cors", bucket_name=self._bucket.id, origins=origins)

    def _keep_versions(self) -> str:
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
        # Read from the versioning resource: S3 accepts a rule for noncurrent versions after versioning is enabled.
        S3BucketLifecycleConfiguration(self, "lifecycle", bucket=versioning.bucket, rule=[rule])
        return versioning.bucket

    def _restrict_access(self, tls_only: bool) -> None:
        S3BucketOwnershipControls(
            self,
            "ownership",
            bucket=self._bucket.id,
            rule=S3BucketOwnershipControlsRule(object_ownership="BucketOwnerEnforced"),
        )
        block = block_public_access(self, self._bucket)
        if tls_only:
            # Read from the public access block: S3 rejects both changes at the same time.
            S3BucketPolicy(self, "policy", bucket=block.bucket, policy=policy_document(require_tls(self._bucket.arn)))


class _ExistingBucket(Bucket):
    def __init__(self, scope: Construct, id_: str, name: str, kms_key_arn: str | None) -> None:
        # Imported here, because most stacks create their own.
        from cdktf_cdktf_provider_aws.data_aws_s3_bucket import DataAwsS3Bucket

        Component.__init__(self, scope, id_)
        found = DataAwsS3Bucket(self, "bucket", bucket=name)
        self.bucket_name, self.bucket_arn, self._kms_key_arn = found.bucket, found.arn, kms_key_arn
        self.versioned_bucket_name = found.bucket


def allow_origins(scope: Construct, id_: str, *, bucket_name: str, origins: Sequence[str]) -> None:
    """The CORS rule that W&B's browser client needs on its bucket, which can be an existing one."""
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
    """Blocks all public access to a bucket, whatever its policy and ACLs say."""
    return S3BucketPublicAccessBlock(
        scope,
        "public_access",
        bucket=bucket.id,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
    )
