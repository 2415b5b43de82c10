"""Resource names derived from the namespace, and the length limits of the services."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from constructs_lib.value_text import show

from .conversion import fail

_NAMESPACE = re.compile(r"[a-z](?:[a-z0-9-]*[a-z0-9])?")


@dataclass(frozen=True)
class DerivedName:
    """The name of a resource; `{}` in `pattern` is the namespace."""

    what: str
    pattern: str
    limit: int

    def for_namespace(self, namespace: str) -> str:
        """The name."""
        return self.pattern.replace("{}", namespace)

    @property
    def max_namespace_length(self) -> int:
        """The maximum length of the namespace."""
        return (self.limit - len(self.for_namespace(""))) // self.pattern.count("{}")


def namespace_for(
    cloud: str, names: tuple[DerivedName, ...], is_reserved: Callable[[str], bool]
) -> Callable[[str], str]:
    """A check for a namespace that every service of `cloud` accepts as a prefix of its resource names."""
    tightest = min(names, key=lambda name: name.max_namespace_length)

    def check(value: str) -> str:
        if not _NAMESPACE.fullmatch(value) or "--" in value:
            fail(
                f"{show(value)} is not a prefix for resource names; "
                "write lower-case letters, digits and single inner hyphens, starting with a letter"
            )
        if is_reserved(value):
            fail(f'{show(value)} results in a name that {cloud} reserves; choose another, such as "wandb"')
        if len(value) > tightest.max_namespace_length:
            name = tightest.for_namespace(value)
            fail(
                f"{show(value)} results in {tightest.what} {show(name)}, {len(name)} of {tightest.limit} characters; "
                f"use at most {tightest.max_namespace_length}"
            )
        return value

    return check
