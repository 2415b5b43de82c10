"""The CDKTF app: every deployment file becomes its stacks."""

import sys
from collections.abc import Sequence

from constructs_lib.settings import Deployment, SettingsError, load_deployments


def main() -> int:
    """Reads the deployment files, then synthesizes; mistakes in the files are answered before anything heavy loads."""
    try:
        deployments = load_deployments()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    for deployment in deployments:
        for warning in deployment.warnings:
            # Not to stderr, which cdktf passes on as errors.
            print(f"{deployment.path}: warning: {warning}", flush=True)
    synthesize(deployments)
    return 0


def synthesize(deployments: Sequence[Deployment]) -> None:
    """Writes the Terraform JSON of every deployment into the output folder that cdktf names."""
    from cdktf import App

    from stacks.deployment import add_stacks

    app = App()
    for deployment in deployments:
        add_stacks(app, deployment)
    app.synth()


if __name__ == "__main__":
    sys.exit(main())
