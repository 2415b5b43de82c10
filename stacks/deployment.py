"""Which stacks a deployment has."""

from constructs import Construct

from constructs_lib.settings import Deployment


def add_stacks(app: Construct, deployment: Deployment) -> None:
    """Adds the infrastructure stack of `deployment`, named like it, to `app`."""
    # A cloud's provider bindings are loaded by the first deployment on it.
    if deployment.cloud == "aws":
        from stacks.aws import AwsInfrastructureStack

        AwsInfrastructureStack(app, deployment.name, settings=deployment.settings)
