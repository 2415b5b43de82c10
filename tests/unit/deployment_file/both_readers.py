"""Reads a file with both readers of `.tfvars`, which must agree."""

from __future__ import annotations

from typing import Any

from constructs_lib.deployment_file.hcl_reader import read_hcl
from constructs_lib.deployment_file.plain_reader import read_plain


def with_types(value: Any) -> Any:
    """The value as it can be compared: 1, True and 1.0 are equal in Python."""
    if isinstance(value, dict):
        return {name: with_types(inner) for name, inner in value.items()}
    return [with_types(inner) for inner in value] if isinstance(value, list) else (type(value), value)


def is_read_alike(text: str) -> bool:
    """Whether the file is plain, and then the HCL library has to read the same in it, and no mistake."""
    plain = read_plain(text)
    if plain is None:
        return False
    read = read_hcl(text)
    assert (read.problems, with_types(read.values)) == ([], with_types(plain.values))
    assert read.lines == plain.lines
    return True
