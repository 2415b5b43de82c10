"""The stacks of a deployment."""

from constructs import Construct

from constructs_lib.deployments import Deployment


def add_stacks(app: Construct, deployment: Deployment) -> None:
    """Adds the infrastructure stack of `deployment`, with the same name, and its application stack to `app`."""
    # The first deployment on a cloud imports the settings and provider bindings of that cloud.
    if deployment.cloud == "aws":
        _add_aws_stacks(app, deployment)
    else:
        _add_azure_stacks(app, deployment)


def _add_aws_stacks(app: Construct, deployment: Deployment) -> None:
    from constructs_lib.settings import AwsSettings
    from stacks.aws import AwsInfrastructureStack

    settings = deployment.settings
    assert isinstance(settings, AwsSettings)  # The cloud decides the settings class.
    stack = AwsInfrastructureStack(app, deployment.name, settings=settings, adoption=deployment.adoption)
    if settings.creates_application:
        from stacks.aws_application import AwsApplicationStack

        AwsApplicationStack(
            app,
            deployment.application_name,
            settings=settings,
            infrastructure=stack.infrastructure,
            adopted=deployment.adoption is not None,
        )


def _add_azure_stacks(app: Construct, deployment: Deployment) -> None:
    from constructs_lib.settings import AzureSettings
    from stacks.azure import AzureInfrastructureStack

    settings = deployment.settings
    assert isinstance(settings, AzureSettings)  # As above.
    stack = AzureInfrastructureStack(app, deployment.name, settings=settings, adoption=deployment.adoption)
    if settings.creates_application:
        from stacks.azure_application import AzureApplicationStack

        AzureApplicationStack(
            app,
            deployment.application_name,
            settings=settings,
            infrastructure=stack.infrastructure,
            adopted=deployment.adoption is not None,
        )
