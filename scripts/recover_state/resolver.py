"""The import ids of the resources of a stack: from their arguments, and from what the account answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from scripts.preflight.stacks import Arguments, Stack

_REFERENCE = re.compile(r"\$\{((?:aws|terraform)_\w+)\.([\w-]+)\.(\w+)\}")
_DATA = re.compile(r"\$\{data\.aws_(partition|caller_identity)\.\w+\.(partition|account_id)\}")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")

# Instead of an id: the next apply creates the resource again. For a secret's version, that is a new password.
CREATED = ""
Ask = Callable[..., Mapping[str, Any]]
Find = Callable[["Resolver", str, Arguments], str]


class NotFoundError(Exception):
    """The account has no such resource, or several."""


class Resolver:
    """Ids of the resources of `stack`, by address. `ask(service, operation, **arguments)` asks the account.

    `ids`, by type: a text with the arguments of the resource, such as `{cluster_name}:{addon_name}`, or a function.
    """

    def __init__(self, stack: Stack, ask: Ask, ids: Mapping[str, str | Find]) -> None:
        self.ask, self._ids = ask, ids
        self.resources = stack.resources(*stack.configuration.get("resource", {}))
        self._found: dict[str, str] = {}
        self._identity: Mapping[str, str] = {}

    def id_of(self, address: str) -> str:
        """The import id. Raises `NotFoundError`."""
        if address not in self._found:
            find, arguments = self._ids.get(address.partition(".")[0]), self.resources[address]
            if find is None:
                raise NotFoundError("add its id by hand")
            if isinstance(find, str):
                self._found[address] = _PLACEHOLDER.sub(lambda match: self.text(arguments[match[1]]), find)
            else:
                self._found[address] = find(self, address, arguments)
        return self._found[address]

    def text(self, value: Any) -> str:
        """A value of an argument, with the ids of the resources that it refers to. Raises `NotFoundError`."""
        text = _DATA.sub(lambda match: self.identity[match[2]], _REFERENCE.sub(self._referenced, str(value)))
        if "${" in text:
            raise NotFoundError(f"only Terraform knows {text}")
        return text

    def _referenced(self, match: re.Match[str]) -> str:
        address = f"{match[1]}.{match[2]}"
        # An argument that is passed on, such as the bucket of a bucket's versioning.
        passed = self.resources[address].get(match[3])
        return self.id_of(address) if passed is None else self.text(passed)

    @property
    def identity(self) -> Mapping[str, str]:
        """The account's id and partition."""
        if not self._identity:
            arn = str(self.ask("sts", "get_caller_identity")["Arn"]).split(":")
            self._identity = {"partition": arn[1], "account_id": arn[4]}
        return self._identity

    def user_of(self, address: str, type_: str) -> str:
        """The address of the first resource of `type_` that refers to `address`. Raises `NotFoundError`."""
        for user, arguments in self.resources.items():
            if user.startswith(f"{type_}.") and f"{address}." in str(arguments):
                return user
        raise NotFoundError(f"no {type_} refers to it")


def only(found: Iterable[Mapping[str, Any]], key: str) -> str:
    """The value of `key` of the only one. Raises `NotFoundError`."""
    values = [str(each[key]) for each in found]
    if len(values) == 1:
        return values[0]
    raise NotFoundError(f"several have its name: {', '.join(values)}" if values else "the account has none")
