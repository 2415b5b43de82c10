"""Replication of a bucket to a bucket in another region or account."""

from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.s3_bucket_replication_configuration import (
    S3BucketReplicationConfigurationA,
    S3BucketReplicationConfigurationRule,
    S3BucketReplicationConfigurationRuleDeleteMarkerReplication,
    S3BucketReplicationConfigurationRuleDestination,
    S3BucketReplicationConfigurationRuleDestinationEncryptionConfiguration,
    S3BucketReplicationConfigurationRuleFilter,
    S3BucketReplicationConfigurationRuleSourceSelectionCriteria,
    S3BucketReplicationConfigurationRuleSourceSelectionCriteriaSseKmsEncryptedObjects,
)
from constructs import Construct

from constructs_lib.aws.policies import Statement, add_inline_policies, assumed_by_service, statement
from constructs_lib.framework import Component


class Replication(Component):
    """Replicates every new object of a versioned bucket to `replica_bucket_arn`, which is versioned too.

    Deletions are not replicated. A replica in another account needs a bucket policy that lets `role_arn` write, and
    enforces the ownership of its owner.

    Args:
        name: The start of the role's name.
        replica_kms_key_arn: Encrypts the replicas; in the region of `replica_bucket_arn`.

    Attributes:
        role_arn: The role with which S3 replicates.

    Example:
        Replication(
            stack, "replication", name="wandb", bucket_name=bucket.versioned_bucket_name, bucket_arn=bucket.bucket_arn,
            kms_key_arn=key.key_arn, replica_bucket_arn="arn:aws:s3:::replica",
            replica_kms_key_arn="arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012",
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        bucket_name: str,
        bucket_arn: str,
        kms_key_arn: str,
        replica_bucket_arn: str,
        replica_kms_key_arn: str,
    ) -> None:
        super().__init__(scope, id_)
        role = IamRole(
            self, "role", name=f"{name}-replication", assume_role_policy=assumed_by_service("s3.amazonaws.com")
        )
        statements = _statements(bucket_arn, kms_key_arn, replica_bucket_arn, replica_kms_key_arn)
        policies = add_inline_policies(self, role, {"replicate": statements})
        encryption = S3BucketReplicationConfigurationRuleDestinationEncryptionConfiguration(
            replica_kms_key_id=replica_kms_key_arn
        )
        encrypted = S3BucketReplicationConfigurationRuleSourceSelectionCriteriaSseKmsEncryptedObjects(status="Enabled")
        S3BucketReplicationConfigurationA(
            self,
            "configuration",
            bucket=bucket_name,
            role=role.arn,
            rule=[
                S3BucketReplicationConfigurationRule(
                    id="everything",
                    status="Enabled",
                    priority=1,
                    filter=S3BucketReplicationConfigurationRuleFilter(prefix=""),
                    # A deleted object stays in the replica.
                    delete_marker_replication=S3BucketReplicationConfigurationRuleDeleteMarkerReplication(
                        status="Disabled"
                    ),
                    source_selection_criteria=S3BucketReplicationConfigurationRuleSourceSelectionCriteria(
                        sse_kms_encrypted_objects=encrypted
                    ),
                    destination=S3BucketReplicationConfigurationRuleDestination(
                        bucket=replica_bucket_arn, encryption_configuration=encryption
                    ),
                )
            ],
            # S3 replicates the first object with these permissions, or marks it as failed for good.
            depends_on=policies,
        )
        self.role_arn = role.arn


def _statements(
    bucket_arn: str, kms_key_arn: str, replica_bucket_arn: str, replica_kms_key_arn: str
) -> list[Statement]:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html"""
    return [
        statement(
            "ReadConfiguration", actions=["s3:GetReplicationConfiguration", "s3:ListBucket"], resources=[bucket_arn]
        ),
        statement(
            "ReadVersions",
            actions=[
                "s3:GetObjectVersionForReplication",
                "s3:GetObjectVersionAcl",
                "s3:GetObjectVersionTagging",
            ],
            resources=[f"{bucket_arn}/*"],
        ),
        statement(
            "WriteReplicas", actions=["s3:ReplicateObject", "s3:ReplicateTags"], resources=[f"{replica_bucket_arn}/*"]
        ),
        statement("DecryptObjects", actions=["kms:Decrypt"], resources=[kms_key_arn]),
        statement("EncryptReplicas", actions=["kms:Encrypt", "kms:GenerateDataKey"], resources=[replica_kms_key_arn]),
    ]
