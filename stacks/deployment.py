"""The stacks of each deployment file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cdktf import App

    from constructs_lib.deployments import Deployment


def add_stacks(app: App, deployment: Deployment) -> None:
    """Adds the infrastructure stack of `deployment`, with the same name, and its application stack to `app`.

    To add resources of your own, create them in the stacks that the library returns.
    """
    # Imported here, so that mistakes in the files are reported before CDKTF is imported.
    from constructs_lib import stacks

    stacks.add_stacks(app, deployment)
