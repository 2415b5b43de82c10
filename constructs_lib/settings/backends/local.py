"""State in a file on the deployer's machine, next to the output folder."""

from __future__ import annotations

from typing import Any

from .base import Backend


class LocalBackend(Backend):
    """One file per stack: `terraform.<stack>.tfstate`. It is not shared and has no backup."""

    type = "local"

    def arguments(self, stack: str) -> dict[str, Any]:
        # Relative to <output folder>/stacks/<stack>, where Terraform runs: the path is the same on every machine.
        return {"path": f"../../../terraform.{stack}.tfstate"}
