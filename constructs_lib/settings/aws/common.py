"""General: name, region, size, tags, deletion protection."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..fields.conversion import fail
from ..fields.declaration import OURS, V8, setting
from ..fields.types import Check, Flag, Text, Whole, one_of
from ..sizes import DEFAULT_SIZE, SIZES
from .resource_names import valid_namespace
from .types import IgnoredTags, Region, Tags

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
LOG_RETENTION_DAYS = (
    1,
    3,
    5,
    7,
    14,
    30,
    60,
    90,
    120,
    150,
    180,
    365,
    400,
    545,
    731,
    1096,
    1827,
    2192,
    2557,
    2922,
    3288,
    3653,
)


def _retention(days: int) -> int:
    if days not in LOG_RETENTION_DAYS:
        close = sorted(LOG_RETENTION_DAYS, key=lambda known: abs(known - days))[:2]
        fail(f"{days} is not a retention period of CloudWatch; write {close[0]} or {close[1]}")
    return days


class CommonSettings(SettingsModel):
    """Name, region, size, tags, protection."""

    namespace: Annotated[Text, AfterValidator(valid_namespace)] = setting(
        changes="The prefix of every resource name; also the name of the EKS cluster and of the Aurora cluster.",
        example="wandb",
    )
    # The region of W&B's guide; optional, so that the guide's file of seven lines works unchanged.
    region: Region = setting(
        "eu-central-1",
        since=(OURS,),
        changes="The AWS region; the official module takes it from the caller's provider block.",
    )
    default_tags: Tags = setting(
        {},
        since=(OURS,),
        changes="Tags on every resource; the official module takes them from the caller's provider block.",
    )
    ignore_tags: IgnoredTags = setting(
        (),
        since=(OURS,),
        changes="Tags that others set and Terraform ignores: tag keys, or prefixes that end in `*`.",
        when_omitted="Terraform removes every tag that it did not set",
    )
    size: Annotated[Text, AfterValidator(one_of(*SIZES))] = setting(
        DEFAULT_SIZE,
        since=(V8,),
        changes="Instance classes, node counts and node disk unless they are set individually; see [Sizes](#sizes).",
    )
    deletion_protection: Flag = setting(
        True,
        changes="Whether Terraform and AWS refuse to destroy the database, the bucket and the key.",
        note="Also protects the key and sets `prevent_destroy`; the database leaves a final snapshot either way.",
    )
    log_retention_days: Annotated[Whole, AfterValidator(Check(_retention, ", ".join(map(str, LOG_RETENTION_DAYS))))] = (
        setting(
            30,
            since=(OURS,),
            changes="How many days CloudWatch retains the logs of cluster, database and cache.",
        )
    )
