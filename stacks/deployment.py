"""Which stacks a deployment has."""

from constructs import Construct

from constructs_lib.settings import Deployment


def add_stacks(app: Construct, deployment: Deployment) -> None:
    """Adds the infrastructure stack of `deployment`, named like it, and its application stack to `app`."""
    # A cloud's provider bindings are loaded by the first deployment on it.
    if deployment.cloud == "aws":
        _add_aws_stacks(app, deployment)


def _add_aws_stacks(app: Construct, deployment: Deployment) -> None:
    from stacks.aws import AwsInfrastructureStack

    settings = deployment.settings
    stack = AwsInfrastructureStack(app, deployment.name, settings=settings)
    if settings.creates_application:
        from stacks.aws_application import AwsApplicationStack

        AwsApplicationStack(app, deployment.application_name, settings=settings, infrastructure=stack.infrastructure)
