"""The dependency graph of an apply, read only from the configuration, and its longest path."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

from scripts.progress.durations import seconds_by_type

OTHERS_SECONDS = 5
# Data sources, locals and outputs take negligible time.
NO_TIME = ("data.", "ephemeral.", "local.", "provider.")
_EXPRESSION = re.compile(r"\$\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")
_NAME = re.compile(r"(?<![\w.\"-])(?:data\.|ephemeral\.)?[a-z][a-z0-9_]*\.[A-Za-z_][\w-]*")

Configuration = Mapping[str, Any]


@dataclass(frozen=True)
class Edge:
    """`address` waits for `prerequisite`; `explicit` means only because of a depends_on."""

    address: str
    prerequisite: str
    explicit: bool


@dataclass(frozen=True)
class Way:
    """A path through the graph, first to last, and its duration."""

    addresses: tuple[str, ...]
    seconds: int

    def longest_steps(self, at_least_seconds: int) -> list[str]:
        """The types of the resources on the path that take at least this long."""
        types = [address.rpartition(":")[2].partition(".")[0] for address in self.addresses]
        return [type_ for type_ in types if SECONDS.get(type_, OTHERS_SECONDS) >= at_least_seconds]


SECONDS = seconds_by_type()


def edges(configuration: Configuration) -> list[Edge]:
    """Everything that waits for something else in one stack."""
    blocks = dict(_blocks(configuration))
    found: list[Edge] = []
    for address, arguments in blocks.items():
        referred = {name for name in _references(arguments) if name in blocks and name != address}
        if provider := _provider_of(address, blocks):
            referred.add(provider)
        found += [Edge(address, name, explicit=False) for name in sorted(referred)]
        found += [
            Edge(address, name, explicit=True)
            for name in arguments.get("depends_on", ())
            if name in blocks and name not in referred
        ]
    return found


def longest_path(infrastructure: Configuration, application: Configuration | None = None) -> Way:
    """The longest path of an apply of both stacks. The application starts after the whole infrastructure."""
    graph: dict[str, set[str]] = {}
    for label, configuration in (("infrastructure", infrastructure), ("application", application or {})):
        for address, _ in _blocks(configuration):
            graph[f"{label}:{address}"] = set()
        for edge in edges(configuration):
            graph[f"{label}:{edge.address}"].add(f"{label}:{edge.prerequisite}")
    first = {node for node in graph if node.startswith("infrastructure:")}
    for node in graph.keys() - first:
        if node.startswith("application:data.terraform_remote_state."):
            graph[node] |= first
    return _longest(graph)


def _longest(graph: Mapping[str, set[str]]) -> Way:
    best: dict[str, Way] = {}
    for node in TopologicalSorter(graph).static_order():
        before = max(
            (best[prerequisite] for prerequisite in sorted(graph[node])),
            key=lambda path: path.seconds,
            default=Way((), 0),
        )
        best[node] = Way((*before.addresses, node), before.seconds + takes(node.partition(":")[2]))
    return max(best.values(), key=lambda path: path.seconds, default=Way((), 0))


def takes(address: str) -> int:
    """The seconds that the creation of a resource typically takes."""
    return 0 if address.startswith(NO_TIME) else SECONDS.get(address.partition(".")[0], OTHERS_SECONDS)


def _blocks(configuration: Configuration) -> Iterator[tuple[str, Any]]:
    """Address and arguments of everything that another element can depend on."""
    for kind, prefix in (("resource", ""), ("data", "data."), ("ephemeral", "ephemeral.")):
        for type_, named in configuration.get(kind, {}).items():
            for name, arguments in named.items():
                yield f"{prefix}{type_}.{name}", arguments
    for name, value in configuration.get("locals", {}).items():
        if name != "//":
            yield f"local.{name}", {"value": value}
    for name, configured in configuration.get("provider", {}).items():
        yield f"provider.{name}", {"configured": configured}


def _provider_of(address: str, blocks: Mapping[str, Any]) -> str | None:
    """The provider's configuration, which all its resources depend on."""
    type_ = address.removeprefix("data.").removeprefix("ephemeral.").partition("_")[0]
    name = "provider." + type_
    # The provider that fetches the login for another provider must not depend on that provider.
    return name if name in blocks and address != name else None


def _references(value: Any) -> Iterator[str]:
    """Every address that an expression anywhere in `value` names."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in ("//", "depends_on", "provider"):
                yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
    elif isinstance(value, str):
        for expression in _EXPRESSION.findall(value):
            yield from _NAME.findall(expression)
