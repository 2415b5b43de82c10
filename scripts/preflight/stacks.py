"""What the synthesized stacks of a deployment need, read from their Terraform JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scripts.states import resources_in_file

Arguments = Mapping[str, Any]
_OUTPUT = Path("cdktf.out") / "stacks"


@dataclass(frozen=True)
class Stack:
    """The Terraform configuration of one stack."""

    name: str
    configuration: Arguments

    @classmethod
    def read(cls, folder: Path) -> Stack:
        return cls(folder.name, json.loads((folder / "cdk.tf.json").read_text()))

    def resources(self, *types: str) -> dict[str, Arguments]:
        """Address to arguments of each resource of these types."""
        found = self.configuration.get("resource", {})
        return {f"{type_}.{name}": arguments for type_ in types for name, arguments in found.get(type_, {}).items()}

    def data(self, type_: str) -> list[Arguments]:
        """The arguments of each data source of this type."""
        return list(self.configuration.get("data", {}).get(type_, {}).values())

    def count(self, *types: str) -> int:
        return len(self.resources(*types))

    def provider(self, name: str, alias: str | None = None) -> Arguments:
        """The arguments of a provider; empty if the stack does not have it."""
        blocks = self.configuration.get("provider", {}).get(name, [])
        return next((block for block in blocks if block.get("alias") == alias), {})

    @property
    def backend(self) -> tuple[str, Arguments]:
        """Type and arguments of the backend."""
        [(type_, arguments)] = self.configuration["terraform"]["backend"].items()
        return type_, arguments

    @property
    def has_local_state(self) -> bool:
        """Whether the backend is a file on this machine that has resources."""
        type_, arguments = self.backend
        if type_ != "local":
            return False
        # Terraform runs in cdktf's output folder; this command synthesizes into another one.
        file = Path(os.path.normpath(_OUTPUT / self.name / str(arguments["path"])))
        return bool(resources_in_file(file))

    @property
    def imported(self) -> frozenset[str]:
        """The addresses of resources that exist and are imported."""
        return frozenset(block["to"] for block in self.configuration.get("import", []))

    @property
    def created(self) -> Stack:
        """The stack without the resources that exist and are imported."""
        resources = {
            type_: {name: each for name, each in found.items() if f"{type_}.{name}" not in self.imported}
            for type_, found in self.configuration.get("resource", {}).items()
        }
        return Stack(self.name, {**self.configuration, "resource": resources})

    @property
    def host(self) -> str:
        """The host name of the server."""
        return urlsplit(self.configuration["output"]["url"]["value"]).hostname or ""

    def texts(self) -> Iterator[str]:
        """Every string in the configuration."""
        return _texts(self.configuration)


def is_literal(value: object) -> bool:
    """Whether the value is a string without an expression, so that it is known before Terraform runs."""
    return isinstance(value, str) and "${" not in value


def block(value: Any) -> Arguments:
    """A nested block, which CDKTF writes as an object or as a list of one."""
    if isinstance(value, list):
        return value[0] if value else {}
    return value or {}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
