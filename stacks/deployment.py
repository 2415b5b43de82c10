"""Which stacks a deployment has."""

from constructs import Construct

from constructs_lib.deployments import Deployment


def add_stacks(app: Construct, deployment: Deployment) -> None:
    """Adds the infrastructure stack of `deployment`, named like it, and its application stack to `app`."""
    # Settings and provider bindings of a cloud are loaded by the first deployment on it.
    if deployment.cloud == "aws":
        _add_aws_stacks(app, deployment)
    else:
        _add_azure_stacks(app, deployment)


def _add_aws_stacks(app: Construct, deployment: Deployment) -> None:
    from constructs_lib.settings import AwsSettings
    from stacks.aws import AwsInfrastructureStack

    settings = deployment.settings
    assert isinstance(settings, AwsSettings)  # What the folder of the cloud is read as.
    stack = AwsInfrastructureStack(app, deployment.name, settings=settings)
    if settings.creates_application:
        from stacks.aws_application import AwsApplicationStack

        AwsApplicationStack(app, deployment.application_name, settings=settings, infrastructure=stack.infrastructure)


def _add_azure_stacks(app: Construct, deployment: Deployment) -> None:
    from constructs_lib.settings import AzureSettings
    from stacks.azure import AzureInfrastructureStack

    settings = deployment.settings
    assert isinstance(settings, AzureSettings)  # As above.
    stack = AzureInfrastructureStack(app, deployment.name, settings=settings)
    if settings.creates_application:
        from stacks.azure_application import AzureApplicationStack

        AzureApplicationStack(app, deployment.application_name, settings=settings, infrastructure=stack.infrastructure)
