"""The values that the AWS infrastructure passes to the application."""

from collections.abc import Mapping, Sequence
from typing import Any

from constructs_lib.aws.assembly.infrastructure import WandbInfrastructure
from constructs_lib.aws.login import TOKEN_MINUTES
from constructs_lib.platform_outputs import (
    INTERNAL_QUEUE,
    ClusterAccess,
    DatabaseEndpoint,
    ObjectStore,
    PlatformOutputs,
    RedisEndpoint,
    ServiceAccountIdentity,
)
from constructs_lib.settings import AwsSettings

# The service account annotation that names the IAM role of its pods
# (https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html).
ROLE_ANNOTATION = "eks.amazonaws.com/role-arn"
# Aurora also accepts plain connections; W&B's charts set this for every MySQL
# (https://github.com/wandb/helm-charts/blob/main/charts/operator-wandb/templates/_mysql.tpl).
DATABASE_PARAMETERS: Mapping[str, str] = {"tls": "preferred"}

# Used for an existing VPC, whose ranges are unknown here: all private and shared ranges (RFC 1918, RFC 6598).
PRIVATE_RANGES = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")


def cluster_access(infrastructure: WandbInfrastructure) -> ClusterAccess:
    """Name, endpoint and certificate authority of the cluster, for the providers that connect to it."""
    return ClusterAccess(
        name=infrastructure.cluster.name,
        endpoint=infrastructure.cluster.endpoint,
        certificate_authority_data=infrastructure.cluster.certificate_authority_data,
        login_minutes=TOKEN_MINUTES,
    )


def platform_outputs(settings: AwsSettings, infrastructure: WandbInfrastructure) -> PlatformOutputs:
    """The names, addresses and ARNs that the application stack reads. None of them is a secret."""
    objects, database = infrastructure.objects, infrastructure.database
    return PlatformOutputs(
        url=settings.url,
        cluster=cluster_access(infrastructure),
        database=DatabaseEndpoint(
            host=database.host,
            port=database.port,
            name=database.database_name,
            user=settings.database_master_username,
            credentials_id=infrastructure.credentials.secret_arn,
            password_version=infrastructure.credentials.version,
            parameters=DATABASE_PARAMETERS,
        ),
        bucket=ObjectStore("s3", objects.bucket_name, settings.bucket_path),
        queue_url=INTERNAL_QUEUE if objects.queue_name is None else f"sqs://{objects.queue_name}",
        redis=_redis(infrastructure),
        identity=ServiceAccountIdentity(
            service_account_name=settings.service_account_name,
            service_account_annotations={
                **settings.service_account_annotations,
                ROLE_ANNOTATION: infrastructure.server_role.role_arn,
            },
        ),
        environment=_environment(settings, infrastructure),
        node_port=settings.service_port,
        component_node_ports=settings.component_node_ports,
        operator_values=_operator_values(settings, infrastructure) if settings.runs_operator else {},
        oidc_issuer=f"https://{infrastructure.cluster.oidc_issuer}" if settings.weave_trace_enabled else None,
        # The role of the EBS CSI driver has permission to use this key.
        storage_parameters={"encrypted": "true", "kmsKeyId": infrastructure.kms_key_arn},
        storage_provisioner="ebs.csi.aws.com",
        private_ranges=[*_network_ranges(settings), infrastructure.cluster.service_cidr],
    )


def _operator_values(settings: AwsSettings, infrastructure: WandbInfrastructure) -> dict[str, Any]:
    """AWS's part of the values of the operator's chart."""
    return {
        **_exporter(settings, infrastructure),
        "global": {"cloudProvider": "aws"},
        # Shown to administrators of teams, who give it access to their own buckets.
        "console": {"env": {"BUCKET_ACCESS_IDENTITY": infrastructure.server_role.role_arn}},
    }


def _exporter(settings: AwsSettings, infrastructure: WandbInfrastructure) -> dict[str, Any]:
    """The chart's values for the CloudWatch exporter, if it is enabled."""
    role = infrastructure.metrics_role
    if role is None:
        return {}
    # The chart does not put the prefix of other images before this one.
    registry = settings.wandb_image_registry
    return {
        "yace": {
            "install": True,
            "regions": [settings.region],
            # Without a name, the exporter would get the namespace's default account.
            "serviceAccount": {
                "create": True,
                "name": settings.yace_sa_name,
                "annotations": {ROLE_ANNOTATION: role.role_arn},
            },
            **({"image": {"registry": registry}} if registry else {}),
        }
    }


def _network_ranges(settings: AwsSettings) -> Sequence[str]:
    return [settings.network_cidr] if settings.create_vpc else PRIVATE_RANGES


def _redis(infrastructure: WandbInfrastructure) -> RedisEndpoint | None:
    cache = infrastructure.cache
    return RedisEndpoint(cache.host, cache.port, {"tls": "true"}) if cache else None


def _environment(settings: AwsSettings, infrastructure: WandbInfrastructure) -> dict[str, str]:
    prefix = infrastructure.secret_store_prefix
    store = f"aws-secretmanager://{prefix}?namespace={prefix}"
    key = infrastructure.objects.kms_key_arn
    return {
        "AWS_REGION": settings.bucket_region or settings.region,
        # Server versions before 2025-08 read one variable, later versions the other.
        "GORILLA_CUSTOMER_SECRET_STORE_SOURCE": store,
        "GORILLA_SECRET_STORE_SOURCE": store,
        **({"AWS_S3_KMS_ID": key} if key else {}),
    }
