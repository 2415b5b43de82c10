"""Bucket and queue, created or existing."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from constructs_lib.value_text import show

from ..base import SettingsModel
from ..fields.conversion import fail
from ..fields.declaration import KUBERNETES, OURS, V2, V8, setting
from ..fields.types import Flag, OptionalText, Text, one_of, path_prefix, text_matching, when_given
from .types import AccountIds, BucketName, KeyArn, region

# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
QUEUE_NAME_LENGTH = 80


def queue_name(value: str) -> str:
    """A standard queue, because S3 does not send notifications to FIFO queues."""
    if value.endswith(".fifo"):
        fail(f"{show(value)} is a FIFO queue, which S3 cannot notify; use a standard queue")
    if "/" in value or ":" in value:
        fail(f"{show(value)} is not a queue name; write only the name, without ARN or URL")
    return text_matching(
        rf"[A-Za-z0-9_-]{{1,{QUEUE_NAME_LENGTH}}}", f"1 to {QUEUE_NAME_LENGTH} letters, digits, _ and -"
    )(value)


class StorageSettings(SettingsModel):
    """Bucket, queue, and access to other buckets."""

    create_bucket: Flag = setting(
        True,
        since=(V2,),
        changes="Whether to create a bucket.",
        note="With bucket_name, no bucket is created; the official module creates an unused one.",
    )
    bucket_name: BucketName = setting(
        None,
        changes="An existing bucket for the server's files.",
        when_omitted="a bucket is created",
        note="No second, unused bucket is created.",
    )
    bucket_kms_key_arn: KeyArn = setting(
        None,
        since=(V2, V8, KUBERNETES),
        changes="The KMS key of the existing bucket; the server gets access to it.",
        when_omitted="the deployment's key",
    )
    bucket_region: Annotated[OptionalText, AfterValidator(when_given(region))] = setting(
        None,
        since=(OURS,),
        changes="The region of the existing bucket.",
        when_omitted="the deployment's region",
    )
    configure_existing_bucket: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether this deployment sets the existing bucket's CORS rule, its notifications and the queue's "
        "policy.",
        note="Replaces the existing CORS rules, notifications and queue policy.",
    )
    bucket_access_logs_bucket: BucketName = setting(
        None,
        since=(OURS,),
        changes="An existing bucket for the access logs of the bucket that is created.",
        when_omitted="there are no access logs",
        note="Must be in the same region and account, and its policy must allow S3's log delivery to write.",
    )
    bucket_path: Annotated[OptionalText, AfterValidator(when_given(path_prefix))] = setting(
        None,
        since=(V8,),
        changes="The prefix of the server's files in the bucket.",
        note="Also applies to the bucket that is created.",
    )
    use_internal_queue: Flag = setting(
        True,
        changes="Whether the server queues file events itself; false creates an SQS queue that the bucket notifies.",
        note="True by default, as in W&B's guide; the official module defaults to false.",
    )
    bucket_queue_name: Annotated[OptionalText, AfterValidator(when_given(queue_name))] = setting(
        None,
        since=(OURS,),
        changes="An existing SQS queue that the bucket notifies.",
        when_omitted="a queue is created when use_internal_queue is false",
    )
    enable_s3_https_only: Flag = setting(
        True,
        since=(V8,),
        changes="Whether the buckets that are created refuse plain HTTP.",
        note="On by default.",
    )
    bucket_permissions_mode: Annotated[Text, AfterValidator(one_of("strict", "restricted", "public"))] = setting(
        "strict",
        since=(V8,),
        changes="Which other buckets the server may use: none (`strict`), those of bucket_restricted_accounts "
        "(`restricted`), or any (`public`).",
        note="Granted to the server's IAM role, not to every node.",
    )
    bucket_restricted_accounts: AccountIds = setting(
        (),
        since=(V8,),
        changes="The accounts whose buckets the server may use in restricted mode.",
    )
