"""State in a file beside the output folder, on the machine that deploys."""

from __future__ import annotations

from typing import Any

from .base import Backend


class LocalBackend(Backend):
    """One file a stack: `terraform.<stack>.tfstate`. Nobody else sees it, and nothing keeps a second copy."""

    type = "local"

    def arguments(self, stack: str) -> dict[str, Any]:
        # Terraform runs in <output folder>/stacks/<stack>: a path that is the same on every machine.
        return {"path": f"../../../terraform.{stack}.tfstate"}
