"""Synthesizes deployment files: as a function, and as the program that cdktf starts."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from constructs_lib.deployments import Deployment, Problem, SettingsError, load_deployments
from constructs_lib.engine import EngineError

from .hcl_output import REFUSED, hcl_is_requested, remove_hcl
from .synthesized import SynthesizedStack, read_stacks

if TYPE_CHECKING:
    from cdktf import App

Paths = str | Path | Iterable[str | Path]
AddStacks = Callable[["App", Deployment], Any]


def synthesize(
    paths: Paths | None = None, *, output: str | Path | None = None, add: AddStacks | None = None
) -> dict[str, SynthesizedStack]:
    """Synthesizes the stacks of deployment files, and returns them by name.

    Args:
        paths: Files and folders; omitted: those in WANDB_DEPLOYMENTS, or else `./deployments`. The cloud of a file is
            the name of its folder.
        output: The folder for the Terraform JSON; omitted: the one that cdktf sets, or else `./cdktf.out`.
        add: A function that adds the stacks of each deployment to the app; omitted: `add_stacks`.

    Raises:
        SettingsError: The files have problems; it has a line for each, and is raised before CDKTF is imported.

    Example:
        stacks = synthesize("deployments/aws/wandb.tfvars")
        [cluster] = stacks["aws-wandb"].resources("aws_rds_cluster").values()
    """
    return read_stacks(write_stacks(_load(paths), output, add))


def run(paths: Paths | None = None, *, add: AddStacks | None = None) -> int:
    """The program of a CDKTF app: `synthesize`, with problems on stderr and warnings on stdout. Returns its status.

    To stay quick, it switches off the garbage collector until CDKTF is imported.

    Args:
        paths: Files and folders; omitted: those in WANDB_DEPLOYMENTS, or else `./deployments`.
        add: A function that adds the stacks of each deployment to the app; omitted: `add_stacks`.

    Example:
        status = run("deployments/aws/wandb.tfvars")
    """
    _start_quickly()
    try:
        deployments = _load(paths)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    for deployment in deployments:
        for warning in deployment.warning_lines:
            # Not to stderr, which cdktf reports as errors.
            print(warning, flush=True)
    try:
        write_stacks(deployments, add=add)
    except EngineError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def write_stacks(
    deployments: Iterable[Deployment], output: str | Path | None = None, add: AddStacks | None = None
) -> Path:
    """Writes the Terraform JSON of `deployments`, and returns the folder."""
    from cdktf import App

    from .deployment import add_stacks

    if not gc.isenabled():
        # The imported modules stay until the end, so the garbage collector need not search them.
        gc.freeze()
        gc.enable()
    # The engine's process keeps the working directory in which it started, so it gets an absolute path.
    folder = Path(output or os.environ.get("CDKTF_OUTDIR") or "cdktf.out").absolute()
    app = App(outdir=str(folder))
    for deployment in deployments:
        (add or add_stacks)(app, deployment)
    app.synth()
    remove_hcl(folder)
    return folder


def _load(paths: Paths | None) -> tuple[Deployment, ...]:
    if hcl_is_requested():
        raise SettingsError([Problem("", "", REFUSED)])
    return load_deployments(paths)


def _start_quickly() -> None:
    """Switches off work that has no use in a short program."""
    # Imported modules do not become garbage. `write_stacks` enables the collector, because constructs do.
    gc.disable()
    # Without this, the collector also runs at exit.
    atexit.register(gc.freeze)
    # To find plugins, pydantic reads the metadata of all installed packages. No plugin should see deployment values.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
