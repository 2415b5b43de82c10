from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.storage import Bucket, allow_origins, require_tls
from tests.unit.synth import only, policy, resources, shown, synthesized, variable

BUCKET_ID, BUCKET_ARN = "${aws_s3_bucket.storage_bucket.id}", "${aws_s3_bucket.storage_bucket.arn}"
MINIMAL: dict[str, Any] = {
    "name": "wandb-file-storage",
    "kms_key_arn": "arn:key",
    "allowed_origins": ["https://wandb.example.com"],
    "deletion_protection": True,
}


def test_bucket_name_is_unique_and_bucket_is_protected(stack: TerraformStack) -> None:
    bucket = Bucket(stack, "storage", **MINIMAL)

    assert shown(stack, name=bucket.bucket_name, arn=bucket.bucket_arn) == {
        "name": "${aws_s3_bucket.storage_bucket.bucket}",
        "arn": BUCKET_ARN,
    }
    assert only(stack, "aws_s3_bucket") == {
        "bucket": "wandb-file-storage-${substr(terraform_data.storage_suffix.id, 0, 8)}",
        "force_destroy": False,
        "lifecycle": {"prevent_destroy": True},
    }


def test_unprotected_bucket_is_destroyed_with_its_objects(stack: TerraformStack) -> None:
    Bucket(stack, "storage", **MINIMAL | {"deletion_protection": False})

    bucket = only(stack, "aws_s3_bucket")
    assert bucket["force_destroy"] is True
    assert "lifecycle" not in bucket


def test_an_adopted_bucket_keeps_its_whole_name(stack: TerraformStack) -> None:
    Bucket(stack, "storage", **MINIMAL, adopted_name="wandb-file-storage-driven-mackerel")

    assert only(stack, "aws_s3_bucket")["bucket"] == "wandb-file-storage-driven-mackerel"
    assert resources(stack, "terraform_data") == {}


def test_access_logs_have_the_name_as_prefix(stack: TerraformStack) -> None:
    Bucket(stack, "storage", **MINIMAL | {"access_logs_bucket": "all-accesses"})
    Bucket(stack, "another", **MINIMAL)

    assert only(stack, "aws_s3_bucket_logging") == {
        "bucket": BUCKET_ID,
        "target_bucket": "all-accesses",
        "target_prefix": "wandb-file-storage/",
    }


def test_public_access_is_blocked_in_all_four_ways(stack: TerraformStack) -> None:
    Bucket(stack, "storage", **MINIMAL)

    assert only(stack, "aws_s3_bucket_public_access_block") == {
        "bucket": BUCKET_ID,
        "block_public_acls": True,
        "block_public_policy": True,
        "ignore_public_acls": True,
        "restrict_public_buckets": True,
    }


def test_bucket_owner_enforced_disables_acls(stack: TerraformStack) -> None:
    Bucket(stack, "storage", **MINIMAL)

    assert only(stack, "aws_s3_bucket_ownership_controls") == {
        "bucket": BUCKET_ID,
        "rule": {"object_ownership": "BucketOwnerEnforced"},
    }


def test_objects_are_encrypted_with_the_key_by_bucket_keys(stack: TerraformStack) -> None:
    Bucket(stack, "storage", **MINIMAL)

    assert only(stack, "aws_s3_bucket_server_side_encryption_configuration") == {
        "bucket": BUCKET_ID,
        "rule": [
            {
                "apply_server_side_encryption_by_default": {
                    "sse_algorithm": "aws:kms",
                    "kms_master_key_id": "arn:key",
                },
                "bucket_key_enabled": True,
            }
        ],
    }


def test_browsers_on_allowed_origins_can_read_and_write(stack: TerraformStack) -> None:
    Bucket(stack, "storage", **MINIMAL | {"allowed_origins": ["https://a.example.com", "https://b.example.com"]})

    assert only(stack, "aws_s3_bucket_cors_configuration") == {
        "bucket": BUCKET_ID,
        "cors_rule": [
            {
                "allowed_origins": ["https://a.example.com", "https://b.example.com"],
                "allowed_methods": ["GET", "HEAD", "PUT"],
                "allowed_headers": ["*"],
                "expose_headers": ["ETag"],
                "max_age_seconds": 3000,
            }
        ],
    }


def test_current_objects_never_expire(stack: TerraformStack) -> None:
    Bucket(stack, "storage", **MINIMAL)

    assert only(stack, "aws_s3_bucket_versioning")["versioning_configuration"] == {"status": "Enabled"}
    # No `expiration`: the run history would go with it.
    assert only(stack, "aws_s3_bucket_lifecycle_configuration") == {
        "bucket": "${aws_s3_bucket_versioning.storage_versioning.bucket}",
        "rule": [
            {
                "id": "leftovers",
                "status": "Enabled",
                "filter": [{"prefix": ""}],
                "abort_incomplete_multipart_upload": [{"days_after_initiation": 7}],
                "noncurrent_version_expiration": [{"noncurrent_days": 30}],
            }
        ],
    }


@pytest.mark.parametrize("arguments", [{}, {"tls_only": True}], ids=["by default", "when asked"])
def test_plain_http_is_denied_for_bucket_and_objects(stack: TerraformStack, arguments: dict[str, bool]) -> None:
    Bucket(stack, "storage", **MINIMAL, **arguments)

    found = only(stack, "aws_s3_bucket_policy")
    # The block's view of the bucket: S3 refuses two of these changes at one moment.
    assert found["bucket"] == "${aws_s3_bucket_public_access_block.storage_public_access.bucket}"
    assert policy(found["policy"]) == {
        "RefusePlainHttp": {
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["s3:*"],
            "Resource": [BUCKET_ARN, f"{BUCKET_ARN}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    }


def test_bucket_that_allows_plain_http_is_still_private(stack: TerraformStack) -> None:
    Bucket(stack, "storage", **MINIMAL, tls_only=False)

    assert resources(stack, "aws_s3_bucket_policy") == {}
    block = only(stack, "aws_s3_bucket_public_access_block")
    assert [value for name, value in block.items() if name != "bucket"] == [True] * 4


def test_references_reach_the_resources(stack: TerraformStack) -> None:
    values = {name: variable(stack, name) for name in ("name", "kms_key_arn")}
    Bucket(stack, "storage", **MINIMAL | values | {"allowed_origins": [variable(stack, "origin")]})

    assert only(stack, "aws_s3_bucket")["bucket"].startswith("${var.name}-")
    [rule] = only(stack, "aws_s3_bucket_server_side_encryption_configuration")["rule"]
    assert rule["apply_server_side_encryption_by_default"]["kms_master_key_id"] == "${var.kms_key_arn}"
    [cors] = only(stack, "aws_s3_bucket_cors_configuration")["cors_rule"]
    assert cors["allowed_origins"] == ["${var.origin}"]


def test_existing_bucket_gets_only_the_cors_rule(stack: TerraformStack) -> None:
    allow_origins(stack, "cors", bucket_name="theirs", origins=["https://wandb.example.com"])

    assert list(synthesized(stack)["resource"]) == ["aws_s3_bucket_cors_configuration"]
    assert only(stack, "aws_s3_bucket_cors_configuration")["bucket"] == "theirs"


def test_tls_statement_denies_and_never_allows() -> None:
    assert require_tls("arn:bucket")["Effect"] == "Deny"
    assert require_tls("arn:bucket")["Resource"] == ["arn:bucket", "arn:bucket/*"]
