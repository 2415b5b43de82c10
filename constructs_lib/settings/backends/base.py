"""What every backend has in common: arguments for each stack's own state, and no credentials."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator

from constructs_lib.value_text import show

from ..base import WholeSettings
from ..fields.conversion import fail
from ..fields.declaration import OURS, Refusal, setting
from ..fields.types import OptionalText, when_given

# A path below a bucket, of characters that every store and every shell takes.
_PREFIX = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")
PREFIX_LENGTH = 200


class Backend(WholeSettings):
    """A backend as a deployment file chooses it, under Terraform's own names where it has one.

    Credentials are refused: they would stand in the synthesized JSON, in Terraform's working folder and in saved plans.
    """

    page = "docs/backends.md"
    refused = "is not taken from a file"
    type: ClassVar[str]

    def arguments(self, stack: str) -> dict[str, Any]:
        """Terraform's arguments of this backend, by which `stack` has a state of its own."""
        raise NotImplementedError


def argument(default: Any = ..., *, changes: str, example: Any = None, when_omitted: str = "") -> Any:
    """Declare an argument of a backend; without `default` it is required, with an `example` for whoever left it out."""
    if default is ...:
        return setting(changes=changes, since=(OURS,), example=example)
    return setting(default, changes=changes, since=(OURS,), when_omitted=when_omitted)


def credential(name: str, instead: str) -> Refusal:
    """A secret that Terraform would take as an argument, and the variable of the environment that it takes as well."""
    reason = "it is a secret, and would stand in the synthesized JSON"
    return Refusal(name, "string", (OURS,), reason, instead)


def machine_specific(name: str, instead: str) -> Refusal:
    """An argument that says who somebody is, which differs between the machines that share the file."""
    reason = "it says who you are, which differs from one machine to the next"
    return Refusal(name, "string", (OURS,), reason, instead)


def given(**arguments: Any) -> dict[str, Any]:
    """The arguments that have a value."""
    return {name: value for name, value in arguments.items() if value is not None}


def _prefix(value: str) -> str:
    if not _PREFIX.fullmatch(value) or len(value) > PREFIX_LENGTH:
        fail(
            f'{show(value)} is not a path below the bucket; write one such as "terraform/wandb", '
            f"of up to {PREFIX_LENGTH} letters, digits and . _ - /, without a slash at the ends"
        )
    return value


def join_prefix(prefix: str | None, name: str) -> str:
    """The path of `name` below `prefix`."""
    return f"{prefix}/{name}" if prefix else name


Prefix = Annotated[OptionalText, AfterValidator(when_given(_prefix))]
