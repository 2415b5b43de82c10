from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.azure.cache import AzureCacheForRedis, ManagedRedis
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.synth import number_variable, only, resources, shown, variable

NETWORK: dict[str, Any] = {"subnet_id": "/subnet", "network_id": "/network", "endpoint_name": "wandb-redis"}
MANAGED: dict[str, Any] = {"name": "wandb-0a1b", "sku_name": "Balanced_B5", **NETWORK}
LEGACY: dict[str, Any] = {"name": "wandb-0a1b", "capacity": 3, **NETWORK}


def test_managed_redis_has_a_replica_tls_and_no_shards(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    ManagedRedis(stack, "cache", **MANAGED, resource_scope=resource_scope)

    assert only(stack, "azurerm_managed_redis") == {
        "name": "wandb-0a1b",
        "resource_group_name": "wandb-group",
        "location": "norwayeast",
        "sku_name": "Balanced_B5",
        "high_availability_enabled": True,
        "public_network_access": "Disabled",
        "default_database": {
            "client_protocol": "Encrypted",
            "clustering_policy": "NoCluster",
            "eviction_policy": "VolatileLRU",
            "access_keys_authentication_enabled": True,
        },
        "tags": {"team": "ml"},
    }


def test_azure_cache_for_redis_has_only_a_tls_port_and_no_public_access(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    AzureCacheForRedis(stack, "cache", **LEGACY, resource_scope=resource_scope)

    assert only(stack, "azurerm_redis_cache") == {
        "name": "wandb-0a1b",
        "resource_group_name": "wandb-group",
        "location": "norwayeast",
        "sku_name": "Standard",
        "family": "C",
        "capacity": 3,
        "redis_version": "6",
        "non_ssl_port_enabled": False,
        "minimum_tls_version": "1.2",
        "public_network_access_enabled": False,
        "redis_configuration": {"maxmemory_policy": "volatile-lru"},
        "tags": {"team": "ml"},
    }


def test_premium_sku_has_another_family(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    AzureCacheForRedis(stack, "cache", **LEGACY, resource_scope=resource_scope, sku_name="Premium")

    redis = only(stack, "azurerm_redis_cache")
    assert (redis["sku_name"], redis["family"]) == ("Premium", "P")


@pytest.mark.parametrize(
    ("cache", "arguments", "type_", "part", "zone"),
    [
        (ManagedRedis, MANAGED, "azurerm_managed_redis", "redisEnterprise", "privatelink.redis.azure.net"),
        (AzureCacheForRedis, LEGACY, "azurerm_redis_cache", "redisCache", "privatelink.redis.cache.windows.net"),
    ],
    ids=["managed", "legacy"],
)
def test_it_is_reached_through_an_endpoint_in_the_network(
    stack: TerraformStack,
    resource_scope: ResourceScope,
    cache: Any,
    arguments: dict[str, Any],
    type_: str,
    part: str,
    zone: str,
) -> None:
    cache(stack, "cache", **arguments, resource_scope=resource_scope)

    endpoint = only(stack, "azurerm_private_endpoint")
    assert (endpoint["name"], endpoint["subnet_id"]) == ("wandb-redis", "/subnet")
    connection = endpoint["private_service_connection"]
    assert connection["private_connection_resource_id"] == f"${{{type_}.cache_redis.id}}"
    assert connection["subresource_names"] == [part]
    assert only(stack, "azurerm_private_dns_zone")["name"] == zone
    assert only(stack, "azurerm_private_dns_zone_virtual_network_link")["virtual_network_id"] == "/network"


def test_redis_attributes_are_host_port_and_key(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    managed = ManagedRedis(stack, "managed", **MANAGED, resource_scope=resource_scope)
    legacy = AzureCacheForRedis(stack, "legacy", **LEGACY, resource_scope=resource_scope)

    assert shown(
        stack,
        managed=f"{managed.host}:{managed.port}",
        managed_key=managed.primary_access_key,
        legacy=f"{legacy.host}:{legacy.port}",
        legacy_key=legacy.primary_access_key,
    ) == {
        "managed": "${azurerm_managed_redis.managed_redis.hostname}:10000",
        "managed_key": "${azurerm_managed_redis.managed_redis.default_database[0].primary_access_key}",
        "legacy": "${azurerm_redis_cache.legacy_redis.hostname}:6380",
        "legacy_key": "${azurerm_redis_cache.legacy_redis.primary_access_key}",
    }


@pytest.mark.parametrize("sku_name", ["Balanced_B50", "FlashOptimized_A250", "Standard"])
def test_size_that_must_be_sharded_is_refused(
    stack: TerraformStack, resource_scope: ResourceScope, sku_name: str
) -> None:
    unsharded = (
        "Balanced_B0, Balanced_B1, Balanced_B3, Balanced_B5, Balanced_B10, Balanced_B20, ComputeOptimized_X3, "
        "ComputeOptimized_X5, ComputeOptimized_X10, ComputeOptimized_X20, MemoryOptimized_M10, MemoryOptimized_M20"
    )
    with pytest.raises(ValueError, match=f"^sku_name must be one of {unsharded}, got {sku_name}$"):
        ManagedRedis(stack, "cache", **MANAGED | {"sku_name": sku_name}, resource_scope=resource_scope)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"capacity": 7}, "capacity of Standard must be 0-6, got 7"),
        ({"sku_name": "Premium", "capacity": 0}, "capacity of Premium must be 1-5, got 0"),
        ({"sku_name": "Basic"}, "sku_name must be one of Standard, Premium, got Basic"),
    ],
)
def test_unknown_sizes_of_azure_cache_for_redis_are_refused(
    stack: TerraformStack, resource_scope: ResourceScope, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        AzureCacheForRedis(stack, "cache", **LEGACY | arguments, resource_scope=resource_scope)


def test_references_reach_the_resources(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    values = {name: variable(stack, name) for name in MANAGED}
    capacity = int(number_variable(stack, "capacity"))
    ManagedRedis(stack, "managed", **values, resource_scope=resource_scope)
    AzureCacheForRedis(
        stack, "legacy", **LEGACY | {"name": values["name"], "capacity": capacity}, resource_scope=resource_scope
    )

    redis = only(stack, "azurerm_managed_redis")
    assert (redis["name"], redis["sku_name"]) == ("${var.name}", "${var.sku_name}")
    endpoint = resources(stack, "azurerm_private_endpoint")["managed_endpoint_endpoint"]
    assert (endpoint["name"], endpoint["subnet_id"]) == ("${var.endpoint_name}", "${var.subnet_id}")
    assert only(stack, "azurerm_redis_cache")["capacity"] == "${var.capacity}"
