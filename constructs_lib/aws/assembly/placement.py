"""The VPC and subnets of a deployment, new or existing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from constructs import Construct

from constructs_lib.adoption.parts import AdoptedParts
from constructs_lib.aws.account import Account
from constructs_lib.aws.network import Network
from constructs_lib.aws.vpc_flow_log import FlowLogBucket, VpcFlowLog
from constructs_lib.settings import AwsSettings


@dataclass(frozen=True)
class Placement:
    """Ids of the VPC and of its subnets, by purpose.

    `node_subnet_ids` are the private subnets, known after their route to the internet exists. `extra_node_subnet_ids`
    are subnets added later, each for its own node group. `internal_subnet_ids` has one private subnet per zone.
    """

    vpc_id: str
    public_subnet_ids: Sequence[str]
    private_subnet_ids: Sequence[str]
    node_subnet_ids: Sequence[str]
    extra_node_subnet_ids: Mapping[str, str]
    internal_subnet_ids: Sequence[str]
    database_subnet_ids: Sequence[str]
    database_subnet_group_name: str
    cache_subnet_ids: Sequence[str]
    cache_subnet_group_name: str
    nat_gateway_ids: Sequence[str] = ()


def create_placement(scope: Construct, settings: AwsSettings, account: Account, adopted: AdoptedParts) -> Placement:
    """A new VPC, or the existing one that `settings` name."""
    if not settings.create_vpc:
        return _existing_placement(settings)
    network = _create_network(scope, settings)
    _log_rejected_traffic(scope, settings, network.vpc_id, account, adopted)
    extra = network.extra_private_subnet_ids_with_egress
    # A load balancer sends no traffic to targets in zones where it has no subnet.
    in_extra_zones = [id_ for zone, id_ in extra.items() if zone > len(network.private_subnet_ids)]
    return Placement(
        vpc_id=network.vpc_id,
        public_subnet_ids=network.public_subnet_ids,
        private_subnet_ids=network.private_subnet_ids,
        node_subnet_ids=network.private_subnet_ids_with_egress,
        extra_node_subnet_ids={str(zone): id_ for zone, id_ in extra.items()},
        internal_subnet_ids=[*network.private_subnet_ids, *in_extra_zones],
        database_subnet_ids=network.database_subnet_ids,
        database_subnet_group_name=f"{settings.namespace}-vpc",
        cache_subnet_ids=network.cache_subnet_ids,
        cache_subnet_group_name=f"{settings.namespace}-vpc",
        nat_gateway_ids=network.nat_gateway_ids,
    )


def _existing_placement(settings: AwsSettings) -> Placement:
    assert settings.network_id is not None  # The settings' rules require it when no VPC is created.
    return Placement(
        vpc_id=settings.network_id,
        public_subnet_ids=settings.network_public_subnets,
        private_subnet_ids=settings.network_private_subnets,
        node_subnet_ids=settings.network_private_subnets,
        extra_node_subnet_ids={str(n): id_ for n, id_ in enumerate(settings.network_extra_private_subnets, start=1)},
        internal_subnet_ids=settings.network_private_subnets,
        database_subnet_ids=settings.network_database_subnets,
        database_subnet_group_name=f"{settings.namespace}-database-subnet",
        cache_subnet_ids=settings.network_elasticache_subnets or settings.network_database_subnets,
        cache_subnet_group_name=f"{settings.namespace}-redis-subnet",
    )


def _create_network(scope: Construct, settings: AwsSettings) -> Network:
    return Network(
        scope,
        "network",
        name=f"{settings.namespace}-vpc",
        cidr=settings.network_cidr,
        public_subnet_cidrs=settings.network_public_subnet_cidrs,
        private_subnet_cidrs=settings.network_private_subnet_cidrs,
        database_subnet_cidrs=settings.network_database_subnet_cidrs,
        cache_subnet_cidrs=settings.network_elasticache_subnet_cidrs if settings.creates_cache else (),
        extra_private_subnet_cidrs=settings.extra_private_ranges,
        cluster_name=settings.namespace,
        # Always, so that enabling IPv6 on the load balancer does not change the VPC.
        ipv6=True,
        keep_private_subnets=settings.deletion_protection,
    )


def _log_rejected_traffic(
    scope: Construct, settings: AwsSettings, vpc_id: str, account: Account, adopted: AdoptedParts
) -> None:
    if not (settings.enable_flow_log or settings.keep_flow_log_bucket):
        return
    bucket = FlowLogBucket(
        scope,
        "flow_log",
        name=f"{settings.namespace}-vpc-flow-logs",
        account=account,
        tls_only=settings.enable_s3_https_only,
        adopted_name=adopted.flow_log_bucket_name,
    )
    if settings.enable_flow_log:
        VpcFlowLog(scope, "rejected_traffic", vpc_id=vpc_id, bucket_arn=bucket.bucket_arn)
