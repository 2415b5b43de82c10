"""How a name becomes part of a Terraform address. Imports nothing, so that it is read without CDKTF."""

import re

# https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers
_NOT_ALLOWED = re.compile(r"[^A-Za-z0-9_-]")


def in_address(text: str) -> str:
    """`text` with a hyphen for each character that an address cannot have."""
    return _NOT_ALLOWED.sub("-", text)
