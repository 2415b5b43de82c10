"""The object store and its queue: made here, or existing ones."""

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
    """A standard queue: S3 does not send notifications to FIFO queues."""
    if value.endswith(".fifo"):
        fail(f"{show(value)} is a FIFO queue, which S3 cannot notify; name a standard queue")
    if "/" in value or ":" in value:
        fail(f"{show(value)} is not a queue name; write the name alone, without ARN or URL")
    return text_matching(
        rf"[A-Za-z0-9_-]{{1,{QUEUE_NAME_LENGTH}}}", f"1 to {QUEUE_NAME_LENGTH} letters, digits, _ and -"
    )(value)


class StorageSettings(SettingsModel):
    """Bucket, queue, and which other buckets the server may reach."""

    create_bucket: Flag = setting(
        True,
        since=(V2,),
        changes="Whether a bucket is made.",
        note="With bucket_name no bucket is made, whatever this says; the official module makes an unused one.",
    )
    bucket_name: BucketName = setting(
        None,
        changes="An existing bucket to keep files in.",
        when_omitted="a bucket is made",
        note="No second, unused bucket is made beside it.",
    )
    bucket_kms_key_arn: KeyArn = setting(
        None,
        since=(V2, V8, KUBERNETES),
        changes="The key of the existing bucket, which the server may then use.",
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
        changes="Whether the existing bucket gets the CORS rule, its notifications and the queue's policy from here.",
        note="Replaces the CORS rules, notifications and queue policy that stood there before.",
    )
    bucket_access_logs_bucket: BucketName = setting(
        None,
        since=(OURS,),
        changes="An existing bucket that accesses to the bucket made here are logged to.",
        when_omitted="accesses are not logged",
        note="In the same region and account, with a policy that lets S3's log delivery write.",
    )
    bucket_path: Annotated[OptionalText, AfterValidator(when_given(path_prefix))] = setting(
        None,
        since=(V8,),
        changes="The prefix under which the server keeps its files in the bucket.",
        note="Holds for the bucket made here too.",
    )
    use_internal_queue: Flag = setting(
        True,
        changes="Whether the server queues file events itself; false makes an SQS queue that the bucket notifies.",
        note="True by default as W&B's guide has it; the official module's code says false.",
    )
    bucket_queue_name: Annotated[OptionalText, AfterValidator(when_given(queue_name))] = setting(
        None,
        since=(OURS,),
        changes="An existing SQS queue that the bucket notifies.",
        when_omitted="a queue is made when use_internal_queue is false",
    )
    enable_s3_https_only: Flag = setting(
        True,
        since=(V8,),
        changes="Whether buckets made here refuse plain HTTP.",
        note="On by default.",
    )
    bucket_permissions_mode: Annotated[Text, AfterValidator(one_of("strict", "restricted", "public"))] = setting(
        "strict",
        since=(V8,),
        changes="Which other buckets the server may reach: none, those of bucket_restricted_accounts, or any.",
        note="Given to the server's own role, not to every node.",
    )
    bucket_restricted_accounts: AccountIds = setting(
        (),
        since=(V8,),
        changes="The accounts whose buckets the server may reach in restricted mode.",
    )
