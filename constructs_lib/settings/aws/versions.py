"""Versions that both W&B and AWS support."""

from __future__ import annotations

import re

from constructs_lib.value_text import show

from ..fields.conversion import fail

# W&B's requirements page: Aurora MySQL 3 from 3.05.2.
AURORA_MIN = (3, 5, 2)
# The patch of the long-term support release 3.10 that was the default in regions in 2026.
AURORA_DEFAULT = "8.0.mysql_aurora.3.10.3"
AURORA_MAJOR_ONLY = "8.0"
# https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html: v<version>-eksbuild.<number>
_ADD_ON = re.compile(r"v\d+\.\d+\.\d+-eksbuild\.\d+")


def aurora_version(value: str) -> str:
    """An engine version of Aurora MySQL 3 that W&B supports; with "8.0", AWS chooses it."""
    if value == AURORA_MAJOR_ONLY:
        return value
    match = re.fullmatch(r"(\d)\.(\d)\.mysql_aurora\.(\d)\.(\d{1,2})\.(\d{1,2})", value)
    if not match:
        fail(f'{show(value)} is not an Aurora MySQL version; write one such as "{AURORA_DEFAULT}"')
    mysql, aurora = (int(match[1]), int(match[2])), (int(match[3]), int(match[4]), int(match[5]))
    if mysql != (8, 0) or aurora[0] != AURORA_MIN[0]:
        fail(f'{show(value)} is not Aurora MySQL 3, which W&B requires; write "{AURORA_DEFAULT}"')
    if len(match[4]) != 2:
        fail(f'{show(value)} has a one-digit minor version; AWS uses two digits, such as "{AURORA_DEFAULT}"')
    if aurora < AURORA_MIN:
        fail(f'{show(value)} is older than 3.05.2, the oldest that W&B supports; write "{AURORA_DEFAULT}"')
    return value


def add_on_version(value: str) -> str:
    """A complete version of an EKS add-on."""
    if not _ADD_ON.fullmatch(value):
        fail(f'{show(value)} is not the version of an EKS add-on; write one such as "v1.20.0-eksbuild.1"')
    return value
