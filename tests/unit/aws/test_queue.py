import json
from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.account import Account
from constructs_lib.aws.queue import BucketNotifications, Queue
from tests.unit.synth import only, policy, resources, shown, variable

MINIMAL: dict[str, Any] = {
    "bucket_name": "wandb-bucket",
    "bucket_arn": "arn:bucket",
    "queue_url": "https://queue",
    "queue_arn": "arn:queue",
}


def test_queue_has_long_polling_encryption_and_dead_letters(stack: TerraformStack) -> None:
    Queue(stack, "queue", name="wandb-file-storage")

    queues = resources(stack, "aws_sqs_queue")
    redrive = json.loads(queues["queue_queue"].pop("redrive_policy"))
    assert redrive == {"deadLetterTargetArn": "${aws_sqs_queue.queue_dead_letters.arn}", "maxReceiveCount": 10}
    assert queues == {
        "queue_queue": {
            "name": "wandb-file-storage",
            "receive_wait_time_seconds": 10,
            "sqs_managed_sse_enabled": True,
        },
        "queue_dead_letters": {
            "name": "wandb-file-storage-dead-letters",
            "message_retention_seconds": 14 * 24 * 60 * 60,
            "sqs_managed_sse_enabled": True,
        },
    }


def test_attributes_are_those_of_the_main_queue(stack: TerraformStack) -> None:
    queue = Queue(stack, "queue", name=variable(stack, "name"))

    assert shown(stack, name=queue.queue_name, arn=queue.queue_arn, url=queue.queue_url) == {
        "name": "${aws_sqs_queue.queue_queue.name}",
        "arn": "${aws_sqs_queue.queue_queue.arn}",
        "url": "${aws_sqs_queue.queue_queue.url}",
    }
    names = {queue["name"] for queue in resources(stack, "aws_sqs_queue").values()}
    assert names == {"${var.name}", "${var.name}-dead-letters"}


def test_only_this_bucket_of_this_account_can_send(stack: TerraformStack, account: Account) -> None:
    BucketNotifications(stack, "notifications", **MINIMAL, account=account)

    found = only(stack, "aws_sqs_queue_policy")
    assert found["queue_url"] == "https://queue"
    assert policy(found["policy"]) == {
        "BucketAnnouncesObjects": {
            "Effect": "Allow",
            "Principal": {"Service": ["s3.amazonaws.com"]},
            "Action": ["sqs:SendMessage"],
            "Resource": ["arn:queue"],
            "Condition": {
                "ArnEquals": {"aws:SourceArn": "arn:bucket"},
                "StringEquals": {"aws:SourceAccount": "123456789012"},
            },
        }
    }


@pytest.mark.parametrize(
    ("prefix", "filtered"), [(None, {}), ("runs/", {"filter_prefix": "runs/"})], ids=["everything", "a prefix"]
)
def test_notification_waits_for_the_queue_policy(
    stack: TerraformStack, account: Account, prefix: str | None, filtered: dict[str, str]
) -> None:
    BucketNotifications(stack, "notifications", **MINIMAL, account=account, prefix=prefix)

    assert only(stack, "aws_s3_bucket_notification") == {
        "bucket": "wandb-bucket",
        "queue": [{"queue_arn": "arn:queue", "events": ["s3:ObjectCreated:*"], **filtered}],
        "depends_on": ["aws_sqs_queue_policy.notifications_queue_policy"],
    }


def test_references_reach_policy_and_notification(stack: TerraformStack, account: Account) -> None:
    values = {name: variable(stack, name) for name in MINIMAL}
    BucketNotifications(stack, "notifications", **values, account=account)

    found = only(stack, "aws_sqs_queue_policy")
    assert found["queue_url"] == "${var.queue_url}"
    may_send = policy(found["policy"])["BucketAnnouncesObjects"]
    assert may_send["Resource"] == ["${var.queue_arn}"]
    assert may_send["Condition"]["ArnEquals"] == {"aws:SourceArn": "${var.bucket_arn}"}
    notification = only(stack, "aws_s3_bucket_notification")
    assert notification["bucket"] == "${var.bucket_name}"
    assert notification["queue"][0]["queue_arn"] == "${var.queue_arn}"
