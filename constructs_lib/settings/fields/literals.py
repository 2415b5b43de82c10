"""Strings of a deployment file as literals for Terraform and CDKTF, never as expressions.

CDKTF writes strings to `cdk.tf.json` unchanged, and Terraform reads every string there as a template
(https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from typing import Any

_MARKER = re.compile(r"[$%](?=\{)")
# How CDKTF encodes a reference in a string, a list, a map and, by the highest bits of a double, in a number
# (https://github.com/hashicorp/terraform-cdk/blob/main/packages/cdktf/lib/tokens/private/encoding.ts);
# jsii encodes objects as names.
_TOKEN = re.compile(r"[$#&]\{TfToken\[")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?e[+-]?\d+")
_NUMBER_TOKEN_BITS = (0xFDFF, 0xFBFF)  # of one number, of a list
_OBJECT_MARK = "$jsii."


def literal(value: Any) -> Any:
    """The value with `${` and `%{` escaped as `$${` and `%%{`, which Terraform converts back."""
    if isinstance(value, str):
        return _MARKER.sub(lambda marker: marker[0] * 2, value)
    if isinstance(value, Mapping):
        return {literal(name): literal(inner) for name, inner in value.items()}
    return tuple(literal(inner) for inner in value) if isinstance(value, list | tuple) else value


def has_template(value: Any) -> bool:
    """Whether Terraform would read a string of the value as a template."""
    return any(_MARKER.search(text) for text in _texts(value))


def has_token(value: Any) -> bool:
    """Whether CDKTF would read a string of the value as a reference."""
    return any(_is_token(text) for text in _texts(value))


def has_nul(value: Any) -> bool:
    """Whether a string of the value has a NUL character, which no environment variable can contain."""
    return any("\0" in text for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _is_token(text: str) -> bool:
    numbers = (float(number) for number in _NUMBER.findall(text))
    return bool(_TOKEN.search(text)) or _OBJECT_MARK in text or any(_is_number_token(number) for number in numbers)


def _is_number_token(number: float) -> bool:
    bits: int = struct.unpack(">H", struct.pack(">d", number)[:2])[0]
    return bits in _NUMBER_TOKEN_BITS
