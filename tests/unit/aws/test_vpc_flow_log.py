import pytest
from cdktf import TerraformStack

from constructs_lib.aws.account import Account
from constructs_lib.aws.vpc_flow_log import FlowLogBucket, VpcFlowLog
from tests.unit.synth import only, policy, resources, shown, variable

BUCKET = "aws_s3_bucket.logs_bucket"


def test_bucket_name_is_unique_and_destroy_deletes_logs(stack: TerraformStack, account: Account) -> None:
    FlowLogBucket(stack, "logs", name="wandb-flow-logs", account=account)

    assert only(stack, "aws_s3_bucket") == {
        "bucket": "wandb-flow-logs-${substr(terraform_data.logs_suffix.id, 0, 8)}",
        "force_destroy": True,
    }


def test_bucket_is_private_and_encrypted_by_s3(stack: TerraformStack, account: Account) -> None:
    FlowLogBucket(stack, "logs", name="wandb-flow-logs", account=account)

    assert only(stack, "aws_s3_bucket_public_access_block") == {
        "bucket": f"${{{BUCKET}.id}}",
        "block_public_acls": True,
        "block_public_policy": True,
        "ignore_public_acls": True,
        "restrict_public_buckets": True,
    }
    assert only(stack, "aws_s3_bucket_server_side_encryption_configuration") == {
        "bucket": f"${{{BUCKET}.id}}",
        "rule": [{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}],
    }


def test_logs_expire_after_ninety_days(stack: TerraformStack, account: Account) -> None:
    FlowLogBucket(stack, "logs", name="wandb-flow-logs", account=account)

    assert only(stack, "aws_s3_bucket_lifecycle_configuration") == {
        "bucket": f"${{{BUCKET}.id}}",
        "rule": [
            {
                "id": "old-logs",
                "status": "Enabled",
                "filter": [{"prefix": ""}],
                "expiration": [{"days": 90}],
                "abort_incomplete_multipart_upload": [{"days_after_initiation": 7}],
            }
        ],
    }


def test_log_delivery_is_limited_to_account_and_region(stack: TerraformStack, account: Account) -> None:
    FlowLogBucket(stack, "logs", name="wandb-flow-logs", account=account, tls_only=False)

    from_here = {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnLike": {"aws:SourceArn": "arn:aws-cn:logs:cn-north-1:123456789012:*"},
    }
    logs = {"Service": ["delivery.logs.amazonaws.com"]}
    assert policy(only(stack, "aws_s3_bucket_policy")["policy"]) == {
        "LogDeliveryWrites": {
            "Effect": "Allow",
            "Principal": logs,
            "Action": ["s3:PutObject"],
            "Resource": [f"${{{BUCKET}.arn}}/AWSLogs/123456789012/*"],
            "Condition": from_here,
        },
        "LogDeliveryChecks": {
            "Effect": "Allow",
            "Principal": logs,
            "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
            "Resource": [f"${{{BUCKET}.arn}}"],
            "Condition": from_here,
        },
    }


@pytest.mark.parametrize(
    ("arguments", "refused"), [({}, True), ({"tls_only": True}, True), ({"tls_only": False}, False)]
)
def test_plain_http_is_denied_by_default(
    stack: TerraformStack, account: Account, arguments: dict[str, bool], refused: bool
) -> None:
    FlowLogBucket(stack, "logs", name="wandb-flow-logs", account=account, **arguments)

    statements = policy(only(stack, "aws_s3_bucket_policy")["policy"])
    denials = [found for found in statements.values() if found["Effect"] == "Deny"]
    assert bool(denials) is refused
    for denial in denials:
        assert denial["Resource"] == [f"${{{BUCKET}.arn}}", f"${{{BUCKET}.arn}}/*"]
        assert denial["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_dependents_wait_for_the_bucket_policy(stack: TerraformStack, account: Account) -> None:
    bucket = FlowLogBucket(stack, "logs", name="wandb-flow-logs", account=account)

    assert shown(stack, arn=bucket.bucket_arn) == {"arn": "arn:aws-cn:s3:::${aws_s3_bucket_policy.logs_policy.bucket}"}
    assert only(stack, "aws_s3_bucket_policy")["bucket"] == (
        "${aws_s3_bucket_public_access_block.logs_public_access.bucket}"
    )


def test_only_rejected_traffic_is_logged(stack: TerraformStack) -> None:
    VpcFlowLog(stack, "rejected", vpc_id="vpc-1", bucket_arn="arn:bucket")

    assert resources(stack, "aws_flow_log") == {
        "rejected_log": {
            "vpc_id": "vpc-1",
            "traffic_type": "REJECT",
            "log_destination_type": "s3",
            "log_destination": "arn:bucket",
        }
    }


def test_references_reach_the_flow_log(stack: TerraformStack, account: Account) -> None:
    bucket = FlowLogBucket(stack, "logs", name=variable(stack, "name"), account=account)
    VpcFlowLog(stack, "rejected", vpc_id=variable(stack, "vpc"), bucket_arn=bucket.bucket_arn)

    assert only(stack, "aws_s3_bucket")["bucket"].startswith("${var.name}-")
    log = only(stack, "aws_flow_log")
    assert log["vpc_id"] == "${var.vpc}"
    assert log["log_destination"] == "arn:aws-cn:s3:::${aws_s3_bucket_policy.logs_policy.bucket}"
