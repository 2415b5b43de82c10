"""The base of all backends: arguments per stack, without credentials."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator

from constructs_lib.value_text import show

from ..base import WholeSettings
from ..fields.conversion import fail
from ..fields.declaration import OURS, Refusal, setting
from ..fields.types import OptionalText, when_given

# A path in a bucket, of characters that every store and every shell accepts.
_PREFIX = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")
PREFIX_LENGTH = 200


class Backend(WholeSettings):
    """A backend as selected by a deployment file, with the names of Terraform's arguments, if it has them.

    Credentials are refused: they would be in the synthesized JSON, in Terraform's working folder and in saved plans.
    """

    page = "docs/backends.md"
    refused = "is not accepted in a file"
    type: ClassVar[str]

    def arguments(self, stack: str) -> dict[str, Any]:
        """Terraform's arguments of this backend for the state of `stack`."""
        raise NotImplementedError


def argument(default: Any = ..., *, changes: str, example: Any = None, when_omitted: str = "") -> Any:
    """Declares an argument of a backend; without `default` it is required, and the error shows `example`."""
    if default is ...:
        return setting(changes=changes, since=(OURS,), example=example)
    return setting(default, changes=changes, since=(OURS,), when_omitted=when_omitted)


def credential(name: str, instead: str) -> Refusal:
    """A secret argument of Terraform's, and the environment variable to use instead."""
    reason = "it is a secret and would be in the synthesized JSON"
    return Refusal(name, "string", (OURS,), reason, instead)


def machine_specific(name: str, instead: str) -> Refusal:
    """An argument for the deployer's identity, which differs between machines that share the file."""
    reason = "it is the deployer's identity, which differs between machines"
    return Refusal(name, "string", (OURS,), reason, instead)


def given(**arguments: Any) -> dict[str, Any]:
    """The arguments that have a value."""
    return {name: value for name, value in arguments.items() if value is not None}


def _prefix(value: str) -> str:
    if not _PREFIX.fullmatch(value) or len(value) > PREFIX_LENGTH:
        fail(
            f'{show(value)} is not a path in the bucket; write one such as "terraform/wandb", '
            f"of up to {PREFIX_LENGTH} letters, digits and . _ - /, without a slash at the ends"
        )
    return value


def join_prefix(prefix: str | None, name: str) -> str:
    """The path of `name` in the folder `prefix`."""
    return f"{prefix}/{name}" if prefix else name


Prefix = Annotated[OptionalText, AfterValidator(when_given(_prefix))]
