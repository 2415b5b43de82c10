"""The stacks of a deployment, from its file or from settings made in Python."""

from __future__ import annotations

from dataclasses import dataclass
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

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

# The classes of each cloud, which are imported, with their provider bindings, when a deployment needs them.
_STACKS = {
    "aws": (
        f"{__package__}.aws.infrastructure_stack:AwsInfrastructureStack",
        f"{__package__}.aws.application:AwsApplicationStack",
    ),
    "azure": (
        f"{__package__}.azure.infrastructure_stack:AzureInfrastructureStack",
        f"{__package__}.azure.application:AzureApplicationStack",
    ),
}
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
    infrastructure_stack, application_stack = _STACKS[settings.cloud]
    stack = resolve_name(infrastructure_stack)(app, name, settings=settings, adoption=adoption)
    application: Any = None
    if settings.creates_application:
        application = resolve_name(application_stack)(
            app,
            f"{name}{RESERVED_END}",
            settings=settings,
            infrastructure=stack.infrastructure,
            adopted=adoption is not None,
        )
    return DeploymentStacks(stack, application)


def add_stacks(app: Construct, deployment: Deployment) -> AwsStacks | AzureStacks:
    """Adds the stacks of `deployment`, which was read from a file, to `app`; they have its name."""
    settings: Any = deployment.settings
    return create_stacks(app, deployment.name, settings=settings, adoption=deployment.adoption)
