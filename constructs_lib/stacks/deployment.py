"""The stacks of a deployment, from its file or from settings made in Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

from constructs import Construct

from constructs_lib.deployments import Deployment
from constructs_lib.deployments.loading import RESERVED_END

if TYPE_CHECKING:
    from constructs_lib.adoption import Adoption
    from constructs_lib.settings import AwsSettings, AzureSettings

    from .aws.application import AwsApplicationStack
    from .aws.infrastructure_stack import AwsInfrastructureStack
    from .azure.application import AzureApplicationStack
    from .azure.infrastructure_stack import AzureInfrastructureStack

Infrastructure = TypeVar("Infrastructure", covariant=True)
Application = TypeVar("Application", covariant=True)


@dataclass(frozen=True)
class DeploymentStacks(Generic[Infrastructure, Application]):
    """The stacks of one deployment. `application` is None if the settings exclude it."""

    infrastructure: Infrastructure
    application: Application | None


if TYPE_CHECKING:
    AwsStacks = DeploymentStacks[AwsInfrastructureStack, AwsApplicationStack]
    AzureStacks = DeploymentStacks[AzureInfrastructureStack, AzureApplicationStack]


@overload
def create_stacks(
    app: Construct, name: str, *, settings: AwsSettings, adoption: Adoption | None = None
) -> AwsStacks: ...


@overload
def create_stacks(
    app: Construct, name: str, *, settings: AzureSettings, adoption: Adoption | None = None
) -> AzureStacks: ...


def create_stacks(
    app: Construct, name: str, *, settings: AwsSettings | AzureSettings, adoption: Adoption | None = None
) -> AwsStacks | AzureStacks:
    """Adds the infrastructure stack `name` of a deployment, and its application stack `<name>-app`, to `app`.

    `adoption` imports what a deployment of the official module has. An app can have several deployments,
    each in its own region or account.
    """
    # The first deployment on a cloud imports the provider bindings of that cloud.
    if settings.cloud == "aws":
        return _create_aws_stacks(app, name, cast("AwsSettings", settings), adoption)
    return _create_azure_stacks(app, name, cast("AzureSettings", settings), adoption)


def add_stacks(app: Construct, deployment: Deployment) -> AwsStacks | AzureStacks:
    """Adds the stacks of `deployment`, which was read from a file, to `app`; they have its name."""
    settings: Any = deployment.settings
    return create_stacks(app, deployment.name, settings=settings, adoption=deployment.adoption)


def _create_aws_stacks(app: Construct, name: str, settings: AwsSettings, adoption: Adoption | None) -> AwsStacks:
    from .aws.infrastructure_stack import AwsInfrastructureStack

    stack = AwsInfrastructureStack(app, name, settings=settings, adoption=adoption)
    if not settings.creates_application:
        return DeploymentStacks(stack, None)
    from .aws.application import AwsApplicationStack

    application = AwsApplicationStack(
        app,
        f"{name}{RESERVED_END}",
        settings=settings,
        infrastructure=stack.infrastructure,
        adopted=adoption is not None,
    )
    return DeploymentStacks(stack, application)


def _create_azure_stacks(app: Construct, name: str, settings: AzureSettings, adoption: Adoption | None) -> AzureStacks:
    from .azure.infrastructure_stack import AzureInfrastructureStack

    stack = AzureInfrastructureStack(app, name, settings=settings, adoption=adoption)
    if not settings.creates_application:
        return DeploymentStacks(stack, None)
    from .azure.application import AzureApplicationStack

    application = AzureApplicationStack(
        app,
        f"{name}{RESERVED_END}",
        settings=settings,
        infrastructure=stack.infrastructure,
        adopted=adoption is not None,
    )
    return DeploymentStacks(stack, application)
