"""Reads the resources in the states of stacks: in local files, or in any other backend through Terraform."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from constructs_lib.settings.backends import Backend
from scripts.terraform_binary import terraform_binary

Resource = Mapping[str, Any]
# The attributes of databases, clusters and load balancers with which a cloud refuses to delete them.
_PROTECTIONS = ("deletion_protection", "enable_deletion_protection")


@dataclass(frozen=True)
class States:
    """The states of the stacks that are synthesized into the folder `output`; Terraform runs with `environment`."""

    output: Path
    environment: Mapping[str, str]

    def resources(self, stack: str, backend: Backend) -> list[Resource] | None:
        """The resources of `stack`, without data sources; None if Terraform cannot read them.

        A stack with a backend other than local files must be synthesized.
        """
        if backend.type == "local":
            return resources_in_file(local_state(self.output, stack))
        folder = self.output / "stacks" / stack
        if not folder.exists():
            return None
        # Terraform refuses to pull before `init`, and after a change of the backend. An unnecessary `init` would take
        # seconds, because it reads all providers.
        text = self._run(folder, "state", "pull")
        if text is None and self._run(folder, "init", "-input=false") is not None:
            text = self._run(folder, "state", "pull")
        return None if text is None else _resources(text)

    def _run(self, folder: Path, *arguments: str) -> str | None:
        """The output of Terraform in `folder`; None if it failed."""
        command = [terraform_binary(self.environment), *arguments]
        result = subprocess.run(command, cwd=folder, env=dict(self.environment), capture_output=True, text=True)
        return None if result.returncode else result.stdout


def local_state(output: Path, stack: str) -> Path:
    """The local state file of `stack`, which is synthesized into the folder `output`."""
    return output.parent / f"terraform.{stack}.tfstate"


def resources_in_file(state: Path) -> list[Resource]:
    """The resources in a state file, without data sources; none if there is no state."""
    return _resources(state.read_text()) if state.is_file() else []


def _resources(state: str) -> list[Resource]:
    # Terraform creates the file before it writes to it, and pulls nothing before the first apply.
    resources = json.loads(state).get("resources", []) if state else []
    return [resource for resource in resources if resource["mode"] == "managed"]


def addresses(resources: Iterable[Resource]) -> list[str]:
    """The address of each resource."""
    return [f"{resource['type']}.{resource['name']}" for resource in resources]


def protected_resources(resources: Iterable[Resource]) -> list[str]:
    """The addresses of the resources that the cloud refuses to delete, as one of their attributes says."""
    return addresses(
        resource
        for resource in resources
        if any(instance.get("attributes", {}).get(name) for instance in resource["instances"] for name in _PROTECTIONS)
    )


def tainted_resources(resources: Iterable[Resource]) -> list[str]:
    """The addresses of the tainted resources: Terraform replaces them because their creation failed."""
    return addresses(
        resource
        for resource in resources
        if any(instance.get("status") == "tainted" for instance in resource["instances"])
    )


def count_resources(resources: Iterable[Resource]) -> int:
    """The number of resources; each instance counts."""
    return sum(len(resource["instances"]) for resource in resources)
