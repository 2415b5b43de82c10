"""Synthesized stacks, for tests and reports."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Arguments = dict[str, Any]
# CDKTF's metadata about the source of an element.
METADATA = "//"


@dataclass(frozen=True)
class SynthesizedStack:
    """The Terraform configuration of one stack.

    Attributes:
        text: The JSON as it was written.
        json: The same, parsed.

    Example:
        stacks = read_stacks(Path("cdktf.out"))
        assert stacks["aws-wandb"].resource("aws_rds_cluster.database_cluster")["storage_encrypted"] is True
    """

    text: str
    json: Arguments

    def resources(self, type_: str) -> dict[str, Arguments]:
        """Address to arguments of each resource of `type_` (such as `aws_subnet`); empty when there is none."""
        found: dict[str, Arguments] = self.json.get("resource", {}).get(type_, {})
        return found

    def resource(self, address: str) -> Arguments:
        """The arguments of the resource at `address` (such as `aws_rds_cluster.database_cluster`)."""
        type_, name = address.split(".")
        return self.resources(type_)[name]

    @property
    def by_address(self) -> dict[str, Arguments]:
        """Address to arguments of every resource, without CDKTF's metadata."""
        return {
            f"{type_}.{name}": {key: value for key, value in arguments.items() if key != METADATA}
            for type_, found in self.json.get("resource", {}).items()
            for name, arguments in found.items()
        }

    @property
    def types(self) -> set[str]:
        """The types of all resources."""
        return set(self.json.get("resource", {}))

    @property
    def outputs(self) -> dict[str, Any]:
        """Name to value of each output."""
        return {name: output["value"] for name, output in self.json.get("output", {}).items()}


def read_stacks(output: Path) -> dict[str, SynthesizedStack]:
    """What was synthesized into the folder `output` (such as `cdktf.out`), by stack.

    Example:
        stacks = read_stacks(Path("cdktf.out"))
    """
    files = {file.parent.name: file for file in sorted((output / "stacks").glob("*/cdk.tf.json"))}
    texts = {stack: file.read_text(encoding="utf-8") for stack, file in files.items()}
    return {stack: SynthesizedStack(text, json.loads(text)) for stack, text in texts.items()}
