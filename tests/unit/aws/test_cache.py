from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.cache import Cache
from tests.unit.synth import only, resources, shown, synthesized, variable

MINIMAL: dict[str, Any] = {
    "name": "wandb",
    "node_type": "cache.m6g.large",
    "vpc_id": "vpc-1",
    "subnet_ids": ["subnet-1", "subnet-2"],
    "subnet_group_name": "wandb-cache",
    "client_security_group_ids": ["sg-nodes"],
    "kms_key_arn": "arn:key",
}
GROUP_ID = "${aws_security_group.cache_security_group.id}"


def test_cache_has_a_failover_replica_in_another_zone(stack: TerraformStack) -> None:
    Cache(stack, "cache", **MINIMAL)

    assert only(stack, "aws_elasticache_replication_group") == {
        "replication_group_id": "wandb-rep-group",
        "description": "Redis of wandb",
        "engine": "redis",
        "engine_version": "7.1",
        "parameter_group_name": "default.redis7",
        "node_type": "cache.m6g.large",
        "port": 6379,
        "num_cache_clusters": 2,
        "multi_az_enabled": True,
        "automatic_failover_enabled": True,
        "apply_immediately": False,
        "at_rest_encryption_enabled": "true",
        "kms_key_id": "arn:key",
        "transit_encryption_enabled": True,
        "snapshot_retention_limit": 1,
        "subnet_group_name": "${aws_elasticache_subnet_group.cache_subnet_group.name}",
        "security_group_ids": [GROUP_ID],
    }
    assert only(stack, "aws_elasticache_subnet_group") == {
        "name": "wandb-cache",
        "subnet_ids": ["subnet-1", "subnet-2"],
    }


def test_security_group_has_no_inline_rules(stack: TerraformStack) -> None:
    Cache(stack, "cache", **MINIMAL)

    assert only(stack, "aws_security_group") == {
        "name": "wandb-elasticache-security-group",
        "description": "Redis, reachable from its clients alone",
        "vpc_id": "vpc-1",
        "tags": {"Name": "wandb-elasticache-security-group"},
        "lifecycle": {"ignore_changes": ["description", "name", "name_prefix"]},
    }


@pytest.mark.parametrize("clients", [[], ["sg-a"], ["sg-a", "sg-b"]], ids=["none", "one", "two"])
def test_redis_is_reachable_only_from_its_clients(stack: TerraformStack, clients: list[str]) -> None:
    Cache(stack, "cache", **MINIMAL | {"client_security_group_ids": clients})

    rules = [dict(rule) for rule in resources(stack, "aws_vpc_security_group_ingress_rule").values()]
    assert rules == [
        {
            "security_group_id": GROUP_ID,
            "referenced_security_group_id": client,
            "ip_protocol": "tcp",
            "from_port": 6379,
            "to_port": 6379,
            "description": "Redis",
        }
        for client in clients
    ]
    assert resources(stack, "aws_security_group_rule") == {}


def test_no_token_is_ever_in_the_configuration(stack: TerraformStack) -> None:
    Cache(stack, "cache", **MINIMAL)

    assert "auth_token" not in only(stack, "aws_elasticache_replication_group")
    assert "aws_elasticache_user" not in synthesized(stack)["resource"]


def test_host_is_the_primary_and_the_group_can_be_referred_to(stack: TerraformStack) -> None:
    cache = Cache(stack, "cache", **MINIMAL)

    assert shown(stack, url=f"{cache.host}:{cache.port}", group=cache.security_group_id) == {
        "url": "${aws_elasticache_replication_group.cache_replication_group.primary_endpoint_address}:6379",
        "group": GROUP_ID,
    }


def test_references_reach_the_resources(stack: TerraformStack) -> None:
    arguments = {name: variable(stack, name) for name in ("name", "vpc_id", "kms_key_arn", "subnet_group_name")}
    Cache(stack, "cache", **MINIMAL | arguments | {"client_security_group_ids": [variable(stack, "client")]})

    group = only(stack, "aws_elasticache_replication_group")
    assert group["replication_group_id"] == "${var.name}-rep-group"
    assert group["kms_key_id"] == "${var.kms_key_arn}"
    assert only(stack, "aws_elasticache_subnet_group")["name"] == "${var.subnet_group_name}"
    assert only(stack, "aws_security_group")["vpc_id"] == "${var.vpc_id}"
    rule = only(stack, "aws_vpc_security_group_ingress_rule")
    assert rule["referenced_security_group_id"] == "${var.client}"


@pytest.mark.parametrize(
    ("version", "parameters"),
    [
        ("5.0.6", "default.redis5.0"),
        ("6.x", "default.redis6.x"),
        ("6.2", "default.redis6.x"),
        ("7.0", "default.redis7"),
    ],
)
def test_an_adopted_cache_stays_at_its_version(version: str, parameters: str, stack: TerraformStack) -> None:
    Cache(stack, "cache", **MINIMAL, engine_version=version)

    group = only(stack, "aws_elasticache_replication_group")
    assert (group["engine_version"], group["parameter_group_name"]) == (version, parameters)
