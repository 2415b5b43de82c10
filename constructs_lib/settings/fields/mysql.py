"""MySQL's limits, the same on every cloud."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from constructs_lib.value_text import show

from .conversion import fail
from .types import text_matching

# Ranges of MySQL 8 (https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_sort_buffer_size).
SORT_BUFFER_BYTES = (32_768, 4_294_967_295)
# W&B's requirements page.
SORT_BUFFER_DEFAULT = 67_108_864
# https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html
DATABASE_NAME_LENGTH = 64
SYSTEM_SCHEMAS = ("mysql", "information_schema", "performance_schema", "sys")
# Terraform's providers accept a 32-bit integer.
WRITE_ONLY_VERSIONS = (1, 2_147_483_647)


def utc_time(value: str) -> str:
    """A moment as the APIs of both clouds take it."""
    try:
        parsed = datetime.fromisoformat(value) if re.fullmatch(r"[0-9-]{10}T[0-9:]{8}Z", value) else None
    except ValueError:
        parsed = None
    if parsed is None:
        fail(f'{show(value)} is not a time in UTC; write one such as "2026-01-31T12:00:00Z"')
    return value


def schema_name(value: str) -> str:
    """A schema that MySQL does not reserve."""
    if value.lower() in SYSTEM_SCHEMAS:
        fail(f'{show(value)} is a system schema of MySQL; write another name, such as "wandb_local"')
    right = f"a letter and up to {DATABASE_NAME_LENGTH - 1} letters, digits and underscores"
    return text_matching(rf"[A-Za-z][A-Za-z0-9_]{{0,{DATABASE_NAME_LENGTH - 1}}}", right)(value)


def username_for(service: str, reserved: tuple[str, ...], length: int) -> Callable[[str], str]:
    """A check for an administrator that the `service` accepts."""
    right = f"a letter and up to {length - 1} letters, digits and underscores"
    matches = text_matching(rf"[A-Za-z][A-Za-z0-9_]{{0,{length - 1}}}", right)

    def check(value: str) -> str:
        if value.lower() in reserved:
            fail(f'{show(value)} is a reserved user of {service}; write another name, such as "wandb"')
        return matches(value)

    return check
