"""The CDKTF app: every deployment file becomes its stacks."""

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from constructs_lib.deployments import Deployment, SettingsError, load_deployments
from stacks.hcl_output import REFUSED, hcl_is_asked_for, remove_hcl


def main() -> int:
    """Reads the deployment files, then synthesizes; mistakes in the files are answered before anything heavy loads."""
    if hcl_is_asked_for():
        print(REFUSED, file=sys.stderr)
        return 1
    try:
        deployments = load_deployments()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    for deployment in deployments:
        for warning in deployment.warning_lines:
            # Not to stderr, which cdktf passes on as errors.
            print(warning, flush=True)
    synthesize(deployments)
    return 0


def synthesize(deployments: Sequence[Deployment]) -> None:
    """Writes the Terraform JSON of every deployment into the output folder that cdktf names."""
    from cdktf import App

    from stacks.deployment import add_stacks

    # What is loaded by now stays; from here on the collector leaves it out.
    gc.freeze()
    gc.enable()
    app = App()
    for deployment in deployments:
        add_stacks(app, deployment)
    app.synth()
    remove_hcl(Path(app.outdir))


def start_quickly() -> None:
    """Leaves out what a short program would do in vain."""
    # Nothing that is loaded becomes garbage. `synthesize` switches the collector on: constructs do, in two processes.
    gc.disable()
    # Nor is there a last search at the end, when the process gives back everything.
    atexit.register(gc.freeze)
    # For plugins, pydantic reads the metadata of all that is installed. None is meant to see a deployment's values.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


if __name__ == "__main__":
    start_quickly()
    sys.exit(main())
