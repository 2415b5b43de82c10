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
    """The stacks of one deployment.

    Attributes:
        infrastructure: The infrastructure stack; its `infrastructure` has the network, the cluster and the other parts.
        application: The application stack, or `None` if the settings exclude it.
    """

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

    An app can have several deployments, each in its own region or account.

    Args:
        app: The `App` of CDKTF.
        name: The name of the infrastructure stack, which names its state.
        settings: An `AwsSettings` or `AzureSettings`.
        adoption: Imports what a deployment of the official module has; omitted: everything is created.

    Example:
        from constructs_lib.settings import AwsSettings
        from constructs_lib.settings.backends import S3Backend

        settings = AwsSettings(
            namespace="wandb", domain_name="example.com", subdomain="wandb", zone_id="Z0123456789ABCDEFGHIJ",
            allowed_inbound_cidr=["203.0.113.0/24"], allowed_inbound_ipv6_cidr=[], public_access=True, license=True,
            wandb_runtime="operator", backend=S3Backend(bucket="example-state", region="eu-central-1"),
        )
        stacks = create_stacks(app, "aws-wandb", settings=settings)
        database = stacks.infrastructure.infrastructure.database
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
    """Adds the stacks of a deployment file to `app`; they have the name of the file.

    Args:
        app: The `App` of CDKTF.
        deployment: The deployment that was read from a file; `synthesize` and `run` pass it to the function `add`.

    Example:
        def add(app: App, deployment: Deployment) -> None:
            stacks = add_stacks(app, deployment)
            TerraformOutput(stacks.infrastructure, "team", value="research")

        synthesize("deployments/aws/wandb.tfvars", add=add)
    """
    settings: Any = deployment.settings
    return create_stacks(app, deployment.name, settings=settings, adoption=deployment.adoption)
