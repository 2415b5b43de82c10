"""Settings of the AKS cluster and its nodes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from constructs_lib.settings.kubernetes.versions import KUBERNETES_DEFAULT

from ..reading import KEPT
from ..state import OfficialDeployment, Resource
from ..tfvars import Setting
from .official import MORE_POOLS


def cluster(official: OfficialDeployment, control_plane: Resource, tags: Mapping[str, str]) -> Iterator[Setting]:
    """Control plane and nodes."""
    yield Setting("kubernetes_version", kubernetes_version(control_plane))
    yield Setting("cluster_sku_tier", control_plane.get("sku_tier", "Free"))
    if own := {name: value for name, value in control_plane.get("tags", {}).items() if tags.get(name) != value}:
        yield Setting("kubernetes_cluster_tags", own)
    yield Setting("kubernetes_azure_policy", bool(control_plane.get("azure_policy_enabled", False)))
    if not control_plane.get("local_account_disabled", False):
        comment = "The cluster has local accounts; leave it out to allow only logins of Entra ID."
        yield Setting("kubernetes_login", "certificate", comment)
    yield Setting("kubernetes_service_cidr", control_plane.block("network_profile").get("service_cidr"))
    yield from _nodes(official, control_plane.block("default_node_pool"))


def kubernetes_version(control_plane: Resource) -> str:
    """The minor version that runs."""
    version = control_plane.get("current_kubernetes_version") or control_plane.get("kubernetes_version")
    return ".".join(str(version or KUBERNETES_DEFAULT).split(".")[:2])


def _nodes(official: OfficialDeployment, pool: Mapping[str, object]) -> Iterator[Setting]:
    """The pool `default`, which can become as large as all pools together; other pools are left over."""
    yield Setting("kubernetes_instance_type", pool.get("vm_size"))
    yield Setting("kubernetes_node_disk_size_gb", pool.get("os_disk_size_gb"))
    yield Setting("node_max_pods", pool.get("max_pods"))
    zones = sorted(map(str, pool.get("zones") or ()))  # type: ignore[call-overload]
    comment = f"{KEPT}other zones replace the nodes of the pool, one by one."
    yield Setting("node_pool_zones", zones, comment)
    pools = [pool, *(each.attributes for each in official.all(MORE_POOLS))]
    # Not the sum: AKS refuses a minimum above the number of nodes that the pool has now.
    smallest = _whole(pool, "min_count", "node_count")
    largest = sum(_whole(each, "max_count", "node_count") for each in pools)
    per_zone = len(zones) or 1
    yield Setting("kubernetes_min_node_per_az", max(1, smallest // per_zone))
    yield Setting("kubernetes_max_node_per_az", max(1, math.ceil(largest / per_zone)))


def _whole(pool: Mapping[str, object], *names: str) -> int:
    return next((int(str(pool[name])) for name in names if pool.get(name)), 1)
