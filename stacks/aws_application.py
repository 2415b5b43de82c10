"""The root module of a deployment's application on AWS: the W&B server and the cluster autoscaler."""

from dataclasses import replace

from cdktf import TerraformOutput
from constructs import Construct

from constructs_lib.aws.assembly import ROLE_ANNOTATION, WandbInfrastructure, platform_outputs
from constructs_lib.aws.login import cluster_token, stored_password
from constructs_lib.cluster_login import TokenLogin
from constructs_lib.framework import HIDDEN_ID, AddressedStack
from constructs_lib.kubernetes.assembly import WandbApplication
from constructs_lib.kubernetes.cluster_autoscaler import ClusterAutoscaler
from constructs_lib.kubernetes.providers import helm_provider, kubernetes_provider
from constructs_lib.kubernetes.proxy import Proxy
from constructs_lib.settings import AwsSettings
from stacks.aws_providers import AWS_PROVIDER_VERSIONS, aws_provider
from stacks.root_module import (
    HELM_PROVIDER_VERSIONS,
    KUBERNETES_PROVIDER_VERSIONS,
    configure_backend,
    require_versions,
)

# EKS sets these tags on the autoscaling groups of its node groups.
_NODE_GROUP_TAGS = "asg:tag=k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/"


class AwsApplicationStack(AddressedStack):
    """Providers, backend and application of one deployment, in the cluster of `infrastructure`.

    CDKTF reads the values of `infrastructure` from the state of its stack, which is deployed first. `adopted`:
    an old server may still be in the cluster.
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
        require_versions(
            self,
            {
                "aws": AWS_PROVIDER_VERSIONS,
                "helm": HELM_PROVIDER_VERSIONS,
                "kubernetes": KUBERNETES_PROVIDER_VERSIONS,
            },
        )
        configure_backend(self, settings.backend)
        aws_provider(self, settings, tags={})
        platform = platform_outputs(settings, infrastructure)
        login = TokenLogin(cluster_token(self, "login", cluster_name=platform.cluster.name))
        kubernetes_provider(self, "kubernetes", cluster=platform.cluster, login=login)
        # Always, because this provider uninstalls the operator after wandb_runtime has changed.
        helm_provider(self, "helm", cluster=platform.cluster, login=login)
        application = WandbApplication(
            self,
            HIDDEN_ID,
            settings=settings,
            platform=platform,
            database_password=stored_password(self, "database", secret_id=platform.database.credentials_id),
            size=settings.size,
            adopted=adopted,
        )
        proxy = application.proxy
        if proxy:
            proxy = replace(proxy, no_proxy=[*platform.private_ranges, *proxy.no_proxy])
        self._scale_nodes(settings, infrastructure, proxy)
        for name, value in (
            ("url", settings.url),
            ("kubernetes_namespace", application.namespace),
            ("wandb_version", settings.wandb_version),
        ):
            TerraformOutput(self, name, value=value)

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
