"""Redis on ElastiCache: two nodes in two zones, encrypted at rest and in transit."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.elasticache_replication_group import ElasticacheReplicationGroup
from cdktf_cdktf_provider_aws.elasticache_subnet_group import ElasticacheSubnetGroup
from constructs import Construct

from constructs_lib.aws.security_groups import group_for_clients
from constructs_lib.framework import Component, require_known

PORT = 6379
# W&B supports Redis 7 with cluster mode off.
ENGINE_VERSION = "7.1"
NODES = 2
# The cached data can be rebuilt; the jobs in Redis queues cannot.
SNAPSHOT_RETENTION_DAYS = 1


class Cache(Component):
    """Redis 7 replication group `<name>-rep-group`, cluster mode off: a primary and a failover replica.

    It accepts only TLS connections, on port 6379, and only from `client_security_group_ids`. It is encrypted at rest
    with `kms_key_arn`. It has no AUTH token, because the provider would store the token in the state.

    Args:
        node_type: An ElastiCache node type, such as `cache.m6g.large`.
        subnet_ids: Subnets in at least two zones.
        subnet_group_name: The name of the subnet group that is created.
        apply_immediately: Changes that interrupt service do not wait for the maintenance window.
        engine_version: A Redis version, such as `6.x`: an adopted cache can stay at its own.

    Attributes:
        host: The address of the primary; it stays the same after a failover.
        port: 6379.
        node_ids: The ids of its nodes.
        security_group_id: The security group of the cache.

    Raises:
        ValueError: The list `client_security_group_ids` is unknown until apply.

    Example:
        cache = Cache(
            stack, "cache", name="features", node_type="cache.m6g.large", vpc_id=network.vpc_id,
            subnet_ids=network.cache_subnet_ids, subnet_group_name="features",
            client_security_group_ids=[nodes.security_group_id], kms_key_arn=key.key_arn,
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        node_type: str,
        vpc_id: str,
        subnet_ids: Sequence[str],
        subnet_group_name: str,
        client_security_group_ids: Sequence[str],
        kms_key_arn: str,
        apply_immediately: bool = False,
        engine_version: str = ENGINE_VERSION,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, client_security_group_ids=client_security_group_ids)
        subnet_group = ElasticacheSubnetGroup(self, "subnet_group", name=subnet_group_name, subnet_ids=list(subnet_ids))
        security_group = group_for_clients(
            self,
            name=f"{name}-elasticache-security-group",
            service="Redis",
            ports=[PORT],
            vpc_id=vpc_id,
            client_security_group_ids=client_security_group_ids,
        )
        group = ElasticacheReplicationGroup(
            self,
            "replication_group",
            replication_group_id=f"{name}-rep-group",
            description=f"Redis of {name}",
            engine="redis",
            engine_version=engine_version,
            parameter_group_name=_parameter_group(engine_version),
            node_type=node_type,
            port=PORT,
            num_cache_clusters=NODES,
            multi_az_enabled=True,
            automatic_failover_enabled=True,
            # The provider's type for this argument is a string.
            at_rest_encryption_enabled="true",
            kms_key_id=kms_key_arn,
            transit_encryption_enabled=True,
            apply_immediately=apply_immediately,
            snapshot_retention_limit=SNAPSHOT_RETENTION_DAYS,
            subnet_group_name=subnet_group.name,
            security_group_ids=[security_group.id],
        )
        self.host = group.primary_endpoint_address
        self.port = PORT
        # ElastiCache numbers the nodes of a group
        # (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.CreatingReplGroup.html).
        self.node_ids = [f"{group.id}-{number:03}" for number in range(1, NODES + 1)]
        self.security_group_id = security_group.id


def _parameter_group(engine_version: str) -> str:
    """The default group of the family: redis5.0, redis6.x, redis7.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html
    """
    major, _, rest = engine_version.partition(".")
    families = {"5": f"5.{rest.partition('.')[0]}", "6": "6.x"}
    return f"default.redis{families.get(major, major)}"
