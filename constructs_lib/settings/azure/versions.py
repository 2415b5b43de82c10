"""Versions of MySQL that both W&B and Azure support."""

from __future__ import annotations

from constructs_lib.value_text import show

from ..fields.conversion import fail

# The values of the provider (azurerm_mysql_flexible_server, version), newest first.
MYSQL_DEFAULT, OLD_VERSION = "8.4", "8.0.21"
MYSQL_VERSIONS = (MYSQL_DEFAULT, OLD_VERSION)
_SHORT = {"8": MYSQL_DEFAULT, "8.0": OLD_VERSION}


def mysql_version(value: str) -> str:
    """A version of MySQL flexible server; 8.0.21 in azurerm means 8.0."""
    if value.startswith("5.7"):
        fail(f'MySQL {value} is no longer supported by W&B; write "{MYSQL_DEFAULT}"')
    if value in _SHORT or (value.startswith("8.0.") and value not in MYSQL_VERSIONS):
        fail(f'{show(value)} is not the name that Azure uses; write "{_SHORT.get(value, OLD_VERSION)}"')
    if value not in MYSQL_VERSIONS:
        known = " or ".join(map(show, MYSQL_VERSIONS))
        fail(f"{show(value)} is not a MySQL version that Azure offers; write {known}")
    return value
