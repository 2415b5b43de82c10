"""Azure Managed Redis and the older Azure Cache for Redis, both only on a private endpoint."""

from cdktf import Token
from cdktf_cdktf_provider_azurerm.managed_redis import ManagedRedis as AzurermManagedRedis
from cdktf_cdktf_provider_azurerm.managed_redis import ManagedRedisDefaultDatabase
from cdktf_cdktf_provider_azurerm.redis_cache import RedisCache, RedisCacheRedisConfiguration
from constructs import Construct

from constructs_lib.azure.private_dns_zone import PrivateDnsZone
from constructs_lib.azure.private_endpoint import PrivateEndpoint
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.framework import Component, SecretAttribute, require_known

MANAGED_PORT = 10_000
CACHE_TLS_PORT = 6380
# Sub-resource and private DNS zone of the private endpoint
# (https://learn.microsoft.com/azure/private-link/private-endpoint-dns).
MANAGED_ENDPOINT = ("redisEnterprise", "privatelink.redis.azure.net")
CACHE_ENDPOINT = ("redisCache", "privatelink.redis.cache.windows.net")
# SKUs up to 25 GB, the limit for a database without shards
# (https://learn.microsoft.com/azure/redis/choose-clustering-policy).
UNSHARDED_SKUS = (
    *(f"Balanced_B{size}" for size in (0, 1, 3, 5, 10, 20)),
    *(f"ComputeOptimized_X{size}" for size in (3, 5, 10, 20)),
    *(f"MemoryOptimized_M{size}" for size in (10, 20)),
)
# https://learn.microsoft.com/azure/azure-cache-for-redis/cache-overview
CAPACITIES = {"Standard": range(7), "Premium": range(1, 6)}
FAMILIES = {"Standard": "C", "Premium": "P"}
REDIS_VERSION = "6"


class ManagedRedis(Component):
    """Azure Managed Redis `name` (globally unique) with one database, a replica for failover, and TLS only.

    Redis is reached only through a private endpoint. The server authenticates with an access key.

    Args:
        sku_name: A size up to 25 GB, such as `Balanced_B3`: the database has no shards, because the server connects to
            a single node.
        subnet_id: The subnet of the private endpoint.
        network_id: The virtual network in which the name of Redis resolves to the endpoint.
        endpoint_name: The name of the private endpoint.
        dns_zone: An existing zone, or that of another endpoint of the same kind (`other.dns_zone`), because a virtual
            network can have only one zone of a name; omitted: the zone is created.

    Attributes:
        dns_zone: The zone, for further Redis of the same kind.
        host: The address of Redis.
        port: 10000.
        cache_id: The id of the cache.
        primary_access_key: A `SecretAttribute`, also in the provider's state; pass it on through a Key Vault.

    Raises:
        ValueError: `sku_name` is not one of those sizes.

    Example:
        assert network.redis_subnet_id  # The network has a range for it.
        redis = ManagedRedis(
            stack, "redis", name="wandb-redis", resource_scope=group.resource_scope, sku_name="Balanced_B3",
            subnet_id=network.redis_subnet_id, network_id=network.network_id, endpoint_name="wandb-redis",
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_scope: ResourceScope,
        sku_name: str,
        subnet_id: str,
        network_id: str,
        endpoint_name: str,
        dns_zone: PrivateDnsZone | None = None,
    ) -> None:
        super().__init__(scope, id_)
        if not Token.is_unresolved(sku_name) and sku_name not in UNSHARDED_SKUS:
            raise ValueError(f"sku_name must be one of {', '.join(UNSHARDED_SKUS)}, got {sku_name}")
        redis = AzurermManagedRedis(
            self,
            "redis",
            name=name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            sku_name=sku_name,
            high_availability_enabled=True,
            public_network_access="Disabled",
            default_database=ManagedRedisDefaultDatabase(
                client_protocol="Encrypted",
                clustering_policy="NoCluster",
                eviction_policy="VolatileLRU",
                access_keys_authentication_enabled=True,
            ),
            tags=dict(resource_scope.tags),
        )
        self.dns_zone = _create_private_endpoint(
            self,
            redis.id,
            MANAGED_ENDPOINT,
            name=endpoint_name,
            resource_scope=resource_scope,
            subnet_id=subnet_id,
            network_id=network_id,
            dns_zone=dns_zone,
        )
        self.cache_id = redis.id
        self.host = redis.hostname
        self.port = MANAGED_PORT
        self.primary_access_key = SecretAttribute(redis.default_database.primary_access_key)


class AzureCacheForRedis(Component):
    """Azure Cache for Redis `name` (globally unique), for tenants that had one before April 2026. It retires in 2028.

    Redis 6 with TLS 1.2 and no port without TLS, reached only through a private endpoint unless `public`.

    Args:
        capacity: 0-6 with the SKU Standard, 1-5 with Premium.
        subnet_id: The subnet of the private endpoint.
        network_id: The virtual network in which the name of Redis resolves to the endpoint.
        endpoint_name: The name of the private endpoint.
        sku_name: `Standard` (a primary and a replica) or `Premium`.
        public: Keeps a public endpoint and a port without TLS, for a server that was there before an adoption.
        dns_zone: An existing zone, or that of another endpoint of the same kind (`other.dns_zone`), because a virtual
            network can have only one zone of a name; omitted: the zone is created.

    Attributes:
        dns_zone: The zone, for further Redis of the same kind.
        host: The address of Redis.
        port: 6380.
        cache_id: The id of the cache.
        primary_access_key: A `SecretAttribute`, also in the provider's state; pass it on through a Key Vault.

    Raises:
        ValueError: `sku_name` is another SKU or unknown until apply, or `capacity` is out of range.

    Example:
        assert network.redis_subnet_id  # The network has a range for it.
        AzureCacheForRedis(
            stack, "cache", name="wandb-cache", resource_scope=group.resource_scope, capacity=1,
            subnet_id=network.redis_subnet_id, network_id=network.network_id, endpoint_name="wandb-cache",
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_scope: ResourceScope,
        capacity: int,
        subnet_id: str,
        network_id: str,
        endpoint_name: str,
        sku_name: str = "Standard",
        public: bool = False,
        dns_zone: PrivateDnsZone | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, sku_name=sku_name)
        _check_capacity(sku_name, capacity)
        redis = RedisCache(
            self,
            "redis",
            name=name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            sku_name=sku_name,
            family=FAMILIES[sku_name],
            capacity=capacity,
            redis_version=REDIS_VERSION,
            non_ssl_port_enabled=public,
            minimum_tls_version="1.2",
            public_network_access_enabled=public,
            redis_configuration=RedisCacheRedisConfiguration(maxmemory_policy="volatile-lru"),
            tags=dict(resource_scope.tags),
        )
        self.dns_zone = _create_private_endpoint(
            self,
            redis.id,
            CACHE_ENDPOINT,
            name=endpoint_name,
            resource_scope=resource_scope,
            subnet_id=subnet_id,
            network_id=network_id,
            dns_zone=dns_zone,
        )
        self.cache_id = redis.id
        self.host = redis.hostname
        self.port = CACHE_TLS_PORT
        self.primary_access_key = SecretAttribute(redis.primary_access_key)


def _check_capacity(sku_name: str, capacity: int) -> None:
    if sku_name not in FAMILIES:
        raise ValueError(f"sku_name must be one of {', '.join(FAMILIES)}, got {sku_name}")
    allowed = CAPACITIES[sku_name]
    if not Token.is_unresolved(capacity) and capacity not in allowed:
        raise ValueError(f"capacity of {sku_name} must be {allowed[0]}-{allowed[-1]}, got {capacity}")


def _create_private_endpoint(
    scope: Construct,
    redis_id: str,
    part: tuple[str, str],
    *,
    name: str,
    resource_scope: ResourceScope,
    subnet_id: str,
    network_id: str,
    dns_zone: PrivateDnsZone | None,
) -> PrivateDnsZone:
    subresource, zone = part
    return PrivateEndpoint(
        scope,
        "endpoint",
        name=name,
        resource_scope=resource_scope,
        subnet_id=subnet_id,
        network_id=network_id,
        resource_id=redis_id,
        subresource_names=[subresource],
        dns_zone_name=zone,
        dns_zone=dns_zone,
    ).dns_zone
