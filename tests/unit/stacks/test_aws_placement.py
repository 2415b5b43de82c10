"""The subnets of a deployment's resources, in a new and in an existing VPC."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.stacks.applications import Stack, synthesize

EXISTING: dict[str, Any] = {
    "create_vpc": False,
    "network_id": "vpc-00000001",
    "network_private_subnets": ["subnet-00000001", "subnet-00000002"],
    "network_database_subnets": ["subnet-00000003", "subnet-00000004"],
    "create_elasticache": True,
}
THIRD_ZONE: dict[str, Any] = {
    "network_public_subnet_cidrs": ["10.10.0.0/24", "10.10.1.0/24", "10.10.2.0/24"],
    "network_database_subnet_cidrs": ["10.10.20.0/24", "10.10.21.0/24", "10.10.22.0/24"],
    "network_extra_private_subnet_cidrs": {"1": "10.10.64.0/20", "3": "10.10.80.0/20"},
}
PRIVATE = [f"${{aws_subnet.network_private_{index}.id}}" for index in range(2)]


def _resources(folder: Path, **inputs: Any) -> Stack:
    found: Stack = synthesize("aws", folder, **inputs)["aws-x"]["resource"]
    return found


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ({}, EXISTING["network_database_subnets"]),
        (
            {"network_elasticache_subnets": ["subnet-00000005", "subnet-00000006"]},
            ["subnet-00000005", "subnet-00000006"],
        ),
    ],
    ids=["none", "some"],
)
def test_redis_in_an_existing_vpc_uses_given_subnets(given: dict[str, Any], used: list[str], tmp_path: Path) -> None:
    resources = _resources(tmp_path, **EXISTING, **given)

    assert resources["aws_elasticache_subnet_group"]["cache_subnet_group"]["subnet_ids"] == used


def test_extra_existing_subnets_have_their_own_node_groups(tmp_path: Path) -> None:
    more = {"network_extra_private_subnets": ["subnet-00000008", "subnet-00000009"]}
    before, after = _resources(tmp_path / "before", **EXISTING), _resources(tmp_path / "after", **EXISTING, **more)

    groups = after["aws_eks_node_group"]
    assert {name: group["subnet_ids"] for name, group in groups.items()} == {
        "nodes_group": EXISTING["network_private_subnets"],
        "nodes_extra_1": ["subnet-00000008"],
        "nodes_extra_2": ["subnet-00000009"],
    }
    assert groups["nodes_group"] == before["aws_eks_node_group"]["nodes_group"]
    assert set(after["aws_autoscaling_attachment"]) == {
        *("load_balancer_nodes", "load_balancer_nodes_extra_1", "load_balancer_nodes_extra_2"),
    }


def test_additional_zone_does_not_change_cluster_and_nodes(tmp_path: Path) -> None:
    before = _resources(tmp_path / "before", kubernetes_min_nodes_per_az=2)
    after = _resources(tmp_path / "after", kubernetes_min_nodes_per_az=2, **THIRD_ZONE)

    for address in ("aws_eks_cluster", "cluster_control_plane"), ("aws_eks_node_group", "nodes_group"):
        assert after[address[0]][address[1]] == before[address[0]][address[1]]
    egress = "${aws_route_table_association.network_private_extra_3_association.subnet_id}"
    group = after["aws_eks_node_group"]["nodes_extra_3"]
    assert (group["subnet_ids"], group["scaling_config"]["min_size"]) == ([egress], 2)
    assert (
        group["scaling_config"]["max_size"] * 2
        == before["aws_eks_node_group"]["nodes_group"]["scaling_config"]["max_size"]
    )


def test_internal_load_balancer_is_in_each_zone_that_has_nodes(tmp_path: Path) -> None:
    resources = _resources(tmp_path, **THIRD_ZONE)

    egress = "${aws_route_table_association.network_private_extra_3_association.subnet_id}"
    assert resources["aws_lb"]["load_balancer_alb"]["subnets"] == [*PRIVATE, egress]


@pytest.mark.parametrize("protected", [True, False])
def test_deletion_protection_covers_private_subnets(protected: bool, tmp_path: Path) -> None:
    subnets = _resources(tmp_path, deletion_protection=protected)["aws_subnet"]

    kept = {name for name, subnet in subnets.items() if subnet["lifecycle"].get("prevent_destroy")}
    assert kept == ({"network_private_0", "network_private_1"} if protected else set())
