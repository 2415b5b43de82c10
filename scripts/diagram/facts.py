"""What a synthesized stack says: its resources, and what refers to what."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.preflight.stacks import Arguments, Stack

_EXPRESSION = re.compile(r"\$\{[^{}]*\}")
_REFERENCE = re.compile(r"(?<![\w.])((?:aws|azurerm|time)_\w+)\.([\w-]+)\.([\w.]+)")


class Facts:
    """The resources of one synthesized stack."""

    def __init__(self, configuration: Arguments) -> None:
        self.of = Stack("", configuration).resources

    def arguments(self, address: str) -> Any:
        return self.of(address.partition(".")[0]).get(address, {})

    def references(self, value: Any, *types: str) -> list[str]:
        """The addresses that `value` refers to, once each, followed to where a value comes from; only of `types`."""
        found = [self._origin(*match.groups()) for text in strings(value) for match in _REFERENCE.finditer(text)]
        return [each for each in dict.fromkeys(found) if not types or each.partition(".")[0] in types]

    def reference(self, value: Any, *types: str) -> str:
        """The first of `references`, or an empty string."""
        return next(iter(self.references(value, *types)), "")

    def _origin(self, kind: str, name: str, path: str) -> str:
        """An argument can pass on the value of another resource: the subnet of a route table association."""
        value: Any = self.arguments(f"{kind}.{name}")
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        inner = _REFERENCE.search(value) if isinstance(value, str) else None
        return self._origin(*inner.groups()) if inner else f"{kind}.{name}"


def strings(value: Any) -> Iterator[str]:
    """Every string in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def document(value: Any) -> Any:
    """A policy, which is a document or its JSON."""
    return json.loads(_EXPRESSION.sub(_without_quotes, value)) if isinstance(value, str) else value


def _without_quotes(expression: re.Match[str]) -> str:
    """Terraform replaces an expression before it reads the JSON around it, so its quotes are not escaped."""
    return expression[0].replace('"', "'")


def listed(value: Any) -> list[Any]:
    """A value that can be one or several."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def words(name: str) -> str:
    """A name in capitals (`ReadBucket`) as words."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).capitalize()


def shortened(values: list[str], most: int = 3) -> tuple[str, ...]:
    """At most `most` values, and how many more there are."""
    rest = len(values) - most
    return (*values[:most], f"and {rest} more") if rest > 0 else tuple(values)
