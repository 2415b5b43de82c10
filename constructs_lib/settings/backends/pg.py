"""State in a PostgreSQL database, locked by the database."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar
from urllib.parse import parse_qsl, unquote

from pydantic import AfterValidator

from ..fields.conversion import fail
from ..fields.types import Text
from .base import Backend, argument, credential

_CONNECTION = re.compile(r"postgres(?:ql)?://(?:[^\s/@:?#]+@)?[^\s/@?#]+/[^\s/@?#]+(?:\?[^\s@#]*)?")
_PASSWORD = re.compile(r"://[^/?]*:[^/@]*@|pass(?:word|file)?=|-----BEGIN", re.IGNORECASE)
# The parameters in https://pkg.go.dev/github.com/lib/pq#hdr-Connection_String_Parameters that contain no secret.
PARAMETERS = (
    *("application_name", "connect_timeout", "fallback_application_name", "krbspn", "krbsrvname"),
    *("sslcert", "sslkey", "sslmode", "sslrootcert"),
)


def _connection(value: str) -> str:
    # Messages do not show the value, because it may contain a password.
    if _PASSWORD.search(value) or _PASSWORD.search(unquote(value)):
        fail("contains a password, which would be in the synthesized JSON; remove it and set PGPASSWORD")
    if not _CONNECTION.fullmatch(value):
        fail('is not the URL of a database; write one such as "postgres://db.example.com/terraform"')
    if any(name not in PARAMETERS for name, _value in parse_qsl(value.partition("?")[2], keep_blank_values=True)):
        fail(f"has a parameter that is not allowed; after the ?, write only {', '.join(PARAMETERS)}")
    return value


class PgBackend(Backend):
    """A schema with the name of the stack."""

    type = "pg"
    refusals = (credential("password", "set PGPASSWORD"),)
    other_names: ClassVar[dict[str, str]] = {"connection_string": "conn_str", "url": "conn_str"}

    conn_str: Annotated[Text, AfterValidator(_connection)] = argument(
        changes="The database, without a password; it must exist. Terraform creates the schema and the table.",
        example="postgres://db.example.com/terraform",
    )

    def arguments(self, stack: str) -> dict[str, Any]:
        return {"conn_str": self.conn_str, "schema_name": stack}
