"""Terraform configuration and state with which leftovers of the official deployment are destroyed, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .leftovers import Leftover, state_of

# Provider of the leftovers by cloud, and its arguments that have no part in a removal.
_PROVIDERS = {"aws": ("aws", ("default_tags", "ignore_tags")), "azure": ("azurerm", ())}


def write_removal(folder: Path, cloud: str, leftovers: Sequence[Leftover], stack: Mapping[str, Any]) -> None:
    """Writes into the empty `folder` what destroys `leftovers`: their state, and no resources.

    Provider block and versions are those of the synthesized `stack`. Its default tags are left out: nothing is changed.
    """
    name, left_out = _PROVIDERS[cloud]
    first = next(each for each in stack["provider"][name] if "alias" not in each)
    provider = {argument: value for argument, value in first.items() if argument not in left_out}
    configuration = {
        "terraform": {
            "required_version": stack["terraform"]["required_version"],
            "required_providers": {name: stack["terraform"]["required_providers"][name]},
            "backend": {"local": {"path": "leftovers.tfstate"}},
        },
        "provider": {name: [provider]},
    }
    (folder / "main.tf.json").write_text(json.dumps(configuration, indent=2))
    (folder / "leftovers.tfstate").write_text(json.dumps(state_of(list(leftovers), f"hashicorp/{name}")))


def unexpected(plan: Mapping[str, Any], count: int) -> list[str]:
    """What a plan to destroy `count` leftovers would do besides; empty if it only destroys."""
    changes = [change for change in plan.get("resource_changes", ()) if change["mode"] == "managed"]
    others = [change["address"] for change in changes if change["change"]["actions"] not in (["delete"], ["no-op"])]
    return others if len(changes) <= count else [change["address"] for change in changes]
