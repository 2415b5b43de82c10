"""The application of a deployment on AWS: the W&B server and the cluster autoscaler, and its root module."""

from dataclasses import replace

from cdktf import TerraformStack
from constructs import Construct

from constructs_lib.aws.assembly import ROLE_ANNOTATION, WandbInfrastructure, cluster_access, platform_outputs
from constructs_lib.aws.login import cluster_token, stored_password
from constructs_lib.cluster_login import TokenLogin
from constructs_lib.framework import HIDDEN_ID, AddressedStack, Component
from constructs_lib.kubernetes.assembly import WandbApplication as Server
from constructs_lib.kubernetes.cluster_autoscaler import ClusterAutoscaler
from constructs_lib.kubernetes.providers import helm_provider, kubernetes_provider
from constructs_lib.kubernetes.proxy import Proxy
from constructs_lib.settings import AwsSettings
from constructs_lib.stacks.aws.providers import aws_provider
from constructs_lib.stacks.root_module import (
    CLUSTER_PROVIDER_VERSIONS,
    application_outputs,
    configure_backend,
    require_versions,
)

# EKS sets these tags on the autoscaling groups of its node groups.
_NODE_GROUP_TAGS = "asg:tag=k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/"


class WandbApplication(Component):
    """The W&B server and the cluster autoscaler, in the cluster of `infrastructure`.

    The stack needs the providers of `cluster_providers`, and an AWS provider for the deployment's account.
    If `infrastructure` is in another stack of the app, that stack is deployed first: CDKTF reads the values from its
    state.

    Args:
        settings: Those of `infrastructure`.
        infrastructure: The infrastructure whose cluster runs the server.
        adopted: A server of the official module may still be in the cluster.

    Attributes:
        namespace: The Kubernetes namespace of the server.
        url: The URL of the server.

    Example:
        aws_provider(application_stack, settings, tags={})
        cluster_providers(application_stack, infrastructure)
        application = WandbApplication(
            application_stack, "application", settings=settings, infrastructure=infrastructure
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        settings: AwsSettings,
        infrastructure: WandbInfrastructure,
        adopted: bool = False,
    ) -> None:
        super().__init__(scope, id_)
        platform = platform_outputs(settings, infrastructure)
        server = Server(
            self,
            HIDDEN_ID,
            settings=settings,
            platform=platform,
            database_password=stored_password(self, "database", secret_id=platform.database.credentials_id),
            size=settings.size,
            adopted=adopted,
        )
        self.namespace = server.namespace
        self.url = settings.url
        proxy = server.proxy
        if proxy:
            proxy = replace(proxy, no_proxy=[*platform.private_ranges, *proxy.no_proxy])
        self._scale_nodes(settings, infrastructure, proxy)

    def _scale_nodes(self, settings: AwsSettings, infrastructure: WandbInfrastructure, proxy: Proxy | None) -> None:
        ClusterAutoscaler(
            self,
            "autoscaler",
            image=settings.cluster_autoscaler_image,
            cloud_provider="aws",
            node_groups=f"{_NODE_GROUP_TAGS}{settings.namespace}",
            environment={"AWS_REGION": settings.region},
            service_account_annotations={ROLE_ANNOTATION: infrastructure.autoscaler_role.role_arn},
            image_pull_secrets=settings.image_pull_secrets,
            custom_ca_certs=settings.custom_ca_certs,
            proxy=proxy,
        )


class AwsApplicationStack(AddressedStack):
    """Providers, backend and application of one deployment, in the cluster of `infrastructure`.

    CDKTF reads the values of `infrastructure` from the state of its stack, which is deployed first.

    Args:
        settings: Those of `infrastructure`.
        infrastructure: The infrastructure whose cluster runs the server, such as that of `AwsInfrastructureStack`.
        adopted: A server of the official module may still be in the cluster.

    Attributes:
        application: The `WandbApplication`.

    Example:
        AwsApplicationStack(
            app, "aws-team-app", settings=settings, infrastructure=infrastructure_stack.infrastructure
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        settings: AwsSettings,
        infrastructure: WandbInfrastructure,
        adopted: bool = False,
    ) -> None:
        super().__init__(scope, id_)
        configure_backend(self, settings.backend)
        aws_provider(self, settings, tags={})
        cluster_providers(self, infrastructure)
        self.application = WandbApplication(
            self, HIDDEN_ID, settings=settings, infrastructure=infrastructure, adopted=adopted
        )
        application_outputs(self, settings, self.application.namespace)


def cluster_providers(scope: Construct, infrastructure: WandbInfrastructure) -> None:
    """The providers `kubernetes` and `helm` for the cluster of `infrastructure`, with an ephemeral token.

    It also sets the tested versions of Terraform and of both providers in the stack of `scope`.
    """
    require_versions(TerraformStack.of(scope), CLUSTER_PROVIDER_VERSIONS)
    cluster = cluster_access(infrastructure)
    login = TokenLogin(cluster_token(scope, "login", cluster_name=cluster.name))
    kubernetes_provider(scope, "kubernetes", cluster=cluster, login=login)
    # Always, because this provider uninstalls the operator after wandb_runtime has changed.
    helm_provider(scope, "helm", cluster=cluster, login=login)
