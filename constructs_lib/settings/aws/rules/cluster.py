"""Kubernetes API, nodes, add-ons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...fields.ip_ranges import EVERYWHERE
from ...kubernetes.rules import storage_class_exists
from ...node_counts import node_counts_agree
from ...rules import Findings, rule
from ..types import OWN_TAGS, TAGS_MAX

if TYPE_CHECKING:
    from ..inputs import AwsInputs

# https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html: 40 public access ranges per cluster.
PUBLIC_RANGES = 40


def public_api_names_ranges(settings: AwsInputs) -> Findings:
    """Without ranges, EKS allows every address."""
    if settings.kubernetes_public_access and not settings.kubernetes_public_access_cidrs:
        yield (
            "kubernetes_public_access_cidrs",
            "is empty, so kubernetes_public_access = true would open the API to everyone; add your ranges",
        )
    if len(settings.kubernetes_public_access_cidrs) > PUBLIC_RANGES:
        count = len(settings.kubernetes_public_access_cidrs)
        yield "kubernetes_public_access_cidrs", f"has {count} ranges; EKS accepts {PUBLIC_RANGES}"


def addons_are_at_most_one_version_ahead(settings: AwsInputs) -> Findings:
    """Add-ons are upgraded before the cluster, and EKS upgrades one minor version at a time."""
    if settings.eks_addons_preroll_version is None:
        return
    versions = (settings.eks_cluster_version, settings.eks_addons_preroll_version)
    now, ahead = (int(version.split(".")[1]) for version in versions)
    if not now <= ahead <= now + 1:
        yield (
            "eks_addons_preroll_version",
            f'"1.{ahead}" is neither eks_cluster_version "1.{now}" nor the next version; remove it',
        )


def tag_count_is_within_limit(settings: AwsInputs) -> Findings:
    """The cluster gets the tags of three inputs."""
    names = {*settings.default_tags, *settings.eks_cluster_tags, *settings.aws_loadbalancer_controller_tags}
    if len(names) > TAGS_MAX - OWN_TAGS:
        yield (
            "eks_cluster_tags",
            (
                f"results in {len(names)} tags on the cluster, with default_tags and aws_loadbalancer_controller_tags; "
                f"AWS allows {TAGS_MAX}, of which the deployment sets {OWN_TAGS}"
            ),
        )


def public_api_is_restricted(settings: AwsInputs) -> Findings:
    """W&B's guide opens the API to everyone, so that only IAM protects it."""
    if settings.kubernetes_public_access and EVERYWHERE in settings.kubernetes_public_access_cidrs:
        yield (
            "kubernetes_public_access_cidrs",
            f"lets everyone reach the Kubernetes API ({EVERYWHERE}); use your own ranges",
        )


def spot_capacity_is_for_some_pods(settings: AwsInputs) -> Findings:
    """AWS takes spot instances back with two minutes' notice
    (https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html#managed-node-group-capacity-types).
    """
    for group in settings.kubernetes_extra_node_groups:
        if group.spot and all(taint.endswith(":PreferNoSchedule") for taint in group.taints):
            yield (
                _EXTRA,
                f'"{group.name}" has spot capacity, and no taint keeps the server off these nodes, which AWS takes '
                f'back; write taints = ["dedicated={group.name}:NoSchedule"]',
            )
        if group.spot and len(group.instance_types) == 1:
            yield _EXTRA, f'"{group.name}" has spot capacity of one type; AWS has it more often if there are several'


_EXTRA = "kubernetes_extra_node_groups"
RULES = (
    rule(public_api_names_ranges, "kubernetes_public_access", "kubernetes_public_access_cidrs"),
    node_counts_agree("kubernetes_min_nodes_per_az", "kubernetes_max_nodes_per_az"),
    rule(addons_are_at_most_one_version_ahead, "eks_cluster_version", "eks_addons_preroll_version"),
    rule(tag_count_is_within_limit, "default_tags", "eks_cluster_tags", "aws_loadbalancer_controller_tags"),
)
NOTICES = (
    rule(public_api_is_restricted, "kubernetes_public_access", "kubernetes_public_access_cidrs"),
    rule(spot_capacity_is_for_some_pods, _EXTRA),
    storage_class_exists("EKS", "ebs.csi.aws.com"),
)
