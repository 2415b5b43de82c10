"""Checks of S3 bucket names."""

from __future__ import annotations

import re

from constructs_lib.value_text import show

from .conversion import fail

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
_BUCKET = re.compile(r"[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]")
_BUCKET_STARTS = ("xn--", "sthree-", "amzn-s3-demo-")
_BUCKET_ENDS = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
_IP_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+")


def valid_bucket_name(value: str) -> str:
    """The name of an existing bucket."""
    if "/" in value or ":" in value:
        fail(f"{show(value)} is not a bucket name; write only the name, without ARN, URL or path")
    wrong = (
        ".." in value
        or _IP_ADDRESS.fullmatch(value)
        or value.startswith(_BUCKET_STARTS)
        or value.endswith(_BUCKET_ENDS)
    )
    if wrong or not _BUCKET.fullmatch(value):
        fail(f"{show(value)} is not a bucket name; write 3 to 63 lower-case letters, digits, dots and hyphens")
    return value
