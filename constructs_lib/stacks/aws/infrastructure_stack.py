"""The root module of a deployment's AWS infrastructure."""

from collections.abc import Mapping
from typing import Any

from cdktf import TerraformOutput
from constructs import Construct

from constructs_lib.adoption import AdoptedParts, Adoption
from constructs_lib.adoption.import_blocks import ImportBlocks
from constructs_lib.aws.assembly import WandbInfrastructure
from constructs_lib.aws.role_limits import limit_roles
from constructs_lib.framework import HIDDEN_ID, AddressedStack
from constructs_lib.settings import AwsSettings
from constructs_lib.stacks.aws.providers import aws_provider, dns_provider
from constructs_lib.stacks.root_module import configure_backend


class AwsInfrastructureStack(AddressedStack):
    """Provider, state, the infrastructure of one deployment, and the official module's outputs.

    Args:
        settings: The deployment's settings, made in Python or read from a file.
        adoption: Imports what a deployment of the official module has; omitted: everything is created.

    Attributes:
        infrastructure: The `WandbInfrastructure`.

    Example:
        infrastructure_stack = AwsInfrastructureStack(app, "aws-team", settings=settings)
    """

    def __init__(self, scope: Construct, id_: str, *, settings: AwsSettings, adoption: Adoption | None = None) -> None:
        super().__init__(scope, id_)
        configure_backend(self, settings.backend)
        aws_provider(self, settings, tags=settings.default_tags)
        parts = adoption.parts if adoption else None
        assert parts is None or isinstance(parts, AdoptedParts)  # The adoption file names the cloud.
        self.infrastructure = WandbInfrastructure(
            self,
            HIDDEN_ID,
            settings=settings,
            dns_provider=dns_provider(self, settings),
            adopted=parts,
        )
        limit_roles(self, path=settings.iam_role_path, permissions_boundary_arn=settings.iam_permissions_boundary_arn)
        outputs = {**_outputs(settings, self.infrastructure), **_optional_outputs(settings, self.infrastructure)}
        for name, value in outputs.items():
            TerraformOutput(self, name, value=value)
        if adoption is not None:
            ImportBlocks(self, "adopted", imports=adoption.imports)


def _outputs(settings: AwsSettings, wandb: WandbInfrastructure) -> Mapping[str, Any]:
    """The official module's outputs of both generations, without those that carry a password."""
    return {
        "bucket_name": wandb.objects.bucket_name,
        "bucket_path": settings.bucket_path or "",
        "bucket_region": settings.bucket_region or settings.region,
        "cluster_certificate_authority_data": wandb.cluster.certificate_authority_data,
        "cluster_endpoint": wandb.cluster.endpoint,
        "cluster_id": wandb.cluster.name,
        "cluster_name": wandb.cluster.name,
        "cluster_node_role": {"arn": wandb.nodes.role_arn, "name": wandb.nodes.role_name},
        "database_endpoint": f"{wandb.database.host}:{wandb.database.port}",
        "database_instance_type": settings.sizing.database_instance_class,
        "database_secret_arn": wandb.credentials.secret_arn,
        "database_username": settings.database_master_username,
        "eks_max_nodes_per_az": settings.sizing.kubernetes_max_nodes_per_az,
        "eks_min_nodes_per_az": settings.sizing.kubernetes_min_nodes_per_az,
        "eks_node_instance_type": settings.sizing.kubernetes_instance_types[0],
        "internal_app_port": settings.service_port,
        "kms_key_arn": wandb.kms_key_arn,
        # For DNS outside Route 53: without zone_id, the user points the host names to this address.
        "load_balancer_dns_name": wandb.load_balancer.dns_name,
        "network_id": wandb.placement.vpc_id,
        "network_private_subnets": list(wandb.placement.private_subnet_ids),
        "network_public_subnets": list(wandb.placement.public_subnet_ids),
        "secret_store_prefix": wandb.secret_store_prefix,
        "server_role_arn": wandb.server_role.role_arn,
        "standardized_size": settings.size,
        "url": settings.url,
    }


def _optional_outputs(settings: AwsSettings, wandb: WandbInfrastructure) -> Mapping[str, Any]:
    """The outputs of enabled options; the official module also has them, as null, for disabled options."""
    outputs: dict[str, Any] = {}
    if wandb.objects.queue_name is not None:
        outputs["bucket_queue_name"] = wandb.objects.queue_name
    if wandb.clickhouse_key_arn is not None:
        outputs["kms_clickhouse_key_arn"] = wandb.clickhouse_key_arn
    if wandb.cache is not None:
        outputs["elasticache_connection_string"] = f"{wandb.cache.host}:{wandb.cache.port}"
        outputs["redis_instance_type"] = settings.sizing.elasticache_node_type
    if wandb.private_link is not None:
        outputs["private_link_availability_zones"] = wandb.private_link.availability_zones
        outputs["private_link_service_id"] = wandb.private_link.service_id
        outputs["private_link_service_name"] = wandb.private_link.service_name
    return outputs
