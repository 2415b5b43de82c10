from typing import Any

import pytest

from constructs_lib.azure.nodes import NodeCount, node_pool

MINIMAL: dict[str, Any] = {
    "version": "1.34",
    "vm_size": "Standard_E8s_v5",
    "count": NodeCount(minimum=2, maximum=8),
    "disk_size_gb": 128,
    "max_pods": 60,
    "host_encryption": False,
    "subnet_id": "/subnets/kubernetes",
    "zones": [],
    "tags": {"team": "ml"},
}


def test_one_pool_keeps_as_many_nodes_as_the_pods_need() -> None:
    pool = node_pool(**MINIMAL)

    assert pool.auto_scaling_enabled is True
    assert (pool.min_count, pool.max_count, pool.node_count) == (2, 8, None)
    assert (pool.name, pool.vm_size, pool.vnet_subnet_id) == ("default", "Standard_E8s_v5", "/subnets/kubernetes")
    assert (pool.os_disk_type, pool.os_disk_size_gb, pool.max_pods) == ("Managed", 128, 60)
    assert pool.tags == {"team": "ml"}
    assert pool.zones is None


def test_nodes_have_the_control_planes_version_and_a_rotation_pool() -> None:
    pool = node_pool(**MINIMAL)

    assert pool.orchestrator_version == "1.34"
    # Azure takes 12 small letters and digits at most.
    assert pool.temporary_name_for_rotation == "standin"
    assert pool.upgrade_settings is not None
    assert (pool.upgrade_settings.max_surge, pool.upgrade_settings.drain_timeout_in_minutes) == ("10%", 30)


def test_pool_is_in_the_given_zones() -> None:
    assert node_pool(**MINIMAL | {"zones": ["1", "3"]}).zones == ["1", "3"]


def test_it_may_start_with_more_nodes_than_the_fewest() -> None:
    assert node_pool(**MINIMAL | {"count": NodeCount(minimum=2, maximum=8, initial=3)}).node_count == 3


@pytest.mark.parametrize(("minimum", "initial", "maximum"), [(0, 1, 3), (4, 4, 3), (1, 1, 1001), (2, 1, 3), (1, 4, 3)])
def test_invalid_node_counts_are_refused(minimum: int, initial: int, maximum: int) -> None:
    message = f"must be 1-1000 and in that order, got {minimum}, {initial} and {maximum}"
    with pytest.raises(ValueError, match=message):
        NodeCount(minimum=minimum, maximum=maximum, initial=initial)


@pytest.mark.parametrize("max_pods", [9, 251])
def test_invalid_pod_counts_are_refused(max_pods: int) -> None:
    with pytest.raises(ValueError, match=f"max_pods must be 10-250, got {max_pods}"):
        node_pool(**MINIMAL | {"max_pods": max_pods})


def test_pool_too_small_for_system_pods_is_refused() -> None:
    with pytest.raises(ValueError, match="must be at least 30, got 14 times 2"):
        node_pool(**MINIMAL | {"max_pods": 14})
    assert node_pool(**MINIMAL | {"max_pods": 15}).max_pods == 15
