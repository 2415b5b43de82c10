"""Settings of the EKS cluster, who may use it, and its nodes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from constructs_lib.settings.aws.access import ADMINISTRATORS
from constructs_lib.settings.aws.cluster import NODES_MAX
from constructs_lib.settings.kubernetes.versions import KUBERNETES_DEFAULT

from ..reading import copied
from ..state import OfficialDeployment, Resource
from ..tfvars import Setting
from .official import APP, EKS


def cluster(official: OfficialDeployment, control_plane: Resource) -> Iterator[Setting]:
    """The control plane, its users, and add-ons with a choice."""
    yield Setting("eks_cluster_version", control_plane.get("version", KUBERNETES_DEFAULT))
    vpc_config = control_plane.block("vpc_config")
    public = bool(vpc_config.get("endpoint_public_access"))
    yield Setting("kubernetes_public_access", public)
    if public:
        yield Setting("kubernetes_public_access_cidrs", sorted(vpc_config.get("public_access_cidrs") or ()))
    if control_plane.block("access_config").get("authentication_mode", "CONFIG_MAP") != "API":
        comment = "The old nodes and users are in the aws-auth ConfigMap; set it to false when they are gone."
        yield Setting("preserve_aws_auth_configmap", True, comment)
    if official.one(f'{EKS}aws_eks_access_entry.this["cluster_creator"]'):
        yield Setting("kubernetes_legacy_cluster_creator_admin", False)
    yield from _mapped_principals(official)
    yield from copied(
        official.one(f"{APP}aws_eks_addon.aws_efs_csi_driver"),
        "The old server has volumes in EFS; leave it out when they are gone.",
        eks_addon_efs_csi_driver_version="addon_version",
    )
    if metrics := official.one("module.iam_role[0].aws_iam_role.irsa"):
        yield Setting("enable_yace", True)
        account = re.search(r"system:serviceaccount:[^:\"]+:([^\"\\]+)", str(metrics.get("assume_role_policy", "")))
        if account:
            yield Setting("yace_sa_name", account[1])


def _mapped_principals(official: OfficialDeployment) -> Iterator[Setting]:
    administrators = {
        str(each.attributes["principal_arn"])
        for each in official.all(f"{EKS}aws_eks_access_policy_association.this[**]")
        if "ClusterAdmin" in str(each.attributes["policy_arn"])
    }
    found: dict[str, list[dict[str, Any]]] = {"role": [], "user": []}
    for entry in official.all(f'{EKS}aws_eks_access_entry.this["(?!cluster_creator)**"]'):
        arn = str(entry.attributes["principal_arn"])
        groups = [*entry.get("kubernetes_groups", []), *([ADMINISTRATORS] if arn in administrators else [])]
        kind = "role" if ":role/" in arn else "user"
        found[kind].append({f"{kind}arn": arn, "username": entry.get("user_name", arn), "groups": groups})
    for kind, principals in found.items():
        if principals:
            yield Setting(f"kubernetes_map_{kind}s", principals)


def nodes(official: OfficialDeployment, control_plane: Resource) -> Iterator[Setting]:
    """A new node group as large as the old ones together."""
    groups = list(official.all(f"{EKS}**aws_eks_node_group.*"))
    if not groups:
        return
    zones = len(control_plane.block("vpc_config").get("subnet_ids") or ()) or 1
    types = list(groups[0].get("instance_types", []))
    yield Setting("kubernetes_instance_types", types, "Of a new node group, which is made beside the old ones.")
    sizes = [group.block("scaling_config") for group in groups]
    smallest, largest = (sum(int(size.get(name) or 0) for size in sizes) for name in ("min_size", "max_size"))
    minimum = max(1, smallest // zones)
    yield Setting("kubernetes_min_nodes_per_az", minimum)
    yield Setting("kubernetes_max_nodes_per_az", min(NODES_MAX, max(minimum, math.ceil(largest / zones))))
    template = official.one(f"{EKS}**aws_launch_template.*")
    devices = template.get("block_device_mappings", []) if template else []
    disk = max((int(ebs.get("volume_size") or 0) for each in devices for ebs in each.get("ebs") or ()), default=0)
    if disk:
        yield Setting("kubernetes_node_disk_size_gb", disk)
