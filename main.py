"""The CDKTF app: it synthesizes the stacks of every deployment file."""

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from constructs_lib.deployments import Deployment, SettingsError, load_deployments
from stacks.hcl_output import REFUSED, hcl_is_requested, remove_hcl


def main() -> int:
    """Reads the deployment files and synthesizes them. Mistakes are reported before CDKTF is imported."""
    if hcl_is_requested():
        print(REFUSED, file=sys.stderr)
        return 1
    try:
        deployments = load_deployments()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    for deployment in deployments:
        for warning in deployment.warning_lines:
            # Not to stderr, which cdktf reports as errors.
            print(warning, flush=True)
    synthesize(deployments)
    return 0


def synthesize(deployments: Sequence[Deployment]) -> None:
    """Writes the Terraform JSON of every deployment to the output folder that cdktf sets."""
    from cdktf import App

    from stacks.deployment import add_stacks

    # The imported modules stay until the end, so the garbage collector need not search them.
    gc.freeze()
    gc.enable()
    app = App()
    for deployment in deployments:
        add_stacks(app, deployment)
    app.synth()
    remove_hcl(Path(app.outdir))


def start_quickly() -> None:
    """Switches off work that has no use in a short program."""
    # Imported modules do not become garbage. `synthesize` enables the collector, because constructs do.
    gc.disable()
    # Without this, the collector also runs at exit.
    atexit.register(gc.freeze)
    # To find plugins, pydantic reads the metadata of all installed packages. No plugin should see deployment values.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


if __name__ == "__main__":
    start_quickly()
    sys.exit(main())
