"""Plans with Terraform in a folder, and reads the saved plan."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

from scripts.interruptible import run
from scripts.terraform_binary import terraform_binary

FILE = "saved.tfplan"


def color_options(environment: Mapping[str, str]) -> list[str]:
    """Terraform's option for output without colors, if `environment` has NO_COLOR: Terraform itself ignores that."""
    return ["-no-color"] if "NO_COLOR" in environment else []


def make_plan(
    folder: Path, environment: Mapping[str, str], on_line: Callable[[str], None] | None = None
) -> dict[str, Any] | None:
    """The plan of the configuration in `folder`, saved there as `FILE`, in Terraform's JSON; None if there is none.

    A plan that Terraform refuses, for example because of `prevent_destroy`, has `errored`, and cannot be applied. There
    is no plan if Terraform failed, or if HCP Terraform planned: then `FILE` only refers to a run.
    `on_line` gets each line of Terraform's output.
    """
    file = folder / FILE
    file.unlink(missing_ok=True)
    binary, options = terraform_binary(environment), color_options(environment)
    status = 0
    for command in (["init"], ["plan", f"-out={FILE}"]):
        status = run(
            [binary, *command, "-input=false", *options],
            environment=environment,
            directory=folder,
            on_line=on_line,
        )
        if status:
            break
    # https://developer.hashicorp.com/terraform/cli/commands/plan#out-filename: a reference is no archive.
    if not is_zipfile(file):
        return None
    shown = subprocess.run(
        [binary, "show", "-json", FILE], cwd=folder, env=dict(environment), capture_output=True, check=True
    )
    return {**json.loads(shown.stdout), **({"errored": True} if status else {})}
