"""The cluster of a deployment: control plane, access entries, add-ons and nodes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from constructs import Construct

from constructs_lib.adoption.parts import AdoptedParts
from constructs_lib.aws.access_entries import AccessEntries, Principal
from constructs_lib.aws.account import Account
from constructs_lib.aws.addons import Addon, Addons
from constructs_lib.aws.assembly.data_stores import BucketAndQueue
from constructs_lib.aws.assembly.placement import Placement
from constructs_lib.aws.assembly.service_roles import SYSTEM_NAMESPACE, object_store_policies
from constructs_lib.aws.bootstrap import SystemReserved, node_user_data
from constructs_lib.aws.cluster import Cluster
from constructs_lib.aws.extra_nodes import ExtraNodeGroup
from constructs_lib.aws.identity import ServiceAccountRole, volume_statements
from constructs_lib.aws.nodes import NodeCount, NodeGroup
from constructs_lib.aws.policies import Statement, managed_policy_arn
from constructs_lib.settings import AwsSettings
from constructs_lib.settings.aws.access import principal_name

# The value in the settings that keeps the kubelet's default, as in the official module.
_KUBELET_DEFAULT = -1


@dataclass(frozen=True)
class Compute:
    """The cluster and its nodes; `extra_nodes` are the further groups of `kubernetes_extra_node_groups`."""

    cluster: Cluster
    nodes: NodeGroup
    extra_nodes: Sequence[ExtraNodeGroup]


def create_compute(
    scope: Construct,
    settings: AwsSettings,
    account: Account,
    *,
    placement: Placement,
    kms_key_arn: str,
    node_security_group_id: str,
    objects: BucketAndQueue,
    adopted: AdoptedParts,
) -> Compute:
    """Control plane, access entries, add-ons and nodes, in the order of their dependencies."""
    cluster = _create_cluster(scope, settings, account, placement, kms_key_arn, adopted)
    _create_access_entries(scope, settings, account, cluster)
    networking = _create_networking(scope, settings, account, cluster)
    # Of every node, whatever its group.
    common: dict[str, Any] = {
        "cluster_name": cluster.cluster_name,
        "version": adopted.kubernetes_version or settings.eks_cluster_version,
        "subnet_ids": placement.node_subnet_ids,
        "security_group_ids": [
            cluster.security_group_id,
            node_security_group_id,
            *adopted.node_security_group_ids,
        ],
        "kms_key_arn": kms_key_arn,
        "user_data": node_user_data(_system_reserved(settings)),
        # The provider's default tags do not reach what the launch template creates; its own tags do.
        "tags": settings.default_tags,
    }
    nodes = NodeGroup(
        scope,
        "nodes",
        name=settings.namespace,
        instance_types=settings.sizing.kubernetes_instance_types,
        count=_node_count(settings, zones=settings.zone_count),
        extra_subnet_ids=placement.extra_node_subnet_ids,
        extra_count=_node_count(settings, zones=1),
        disk_size_gb=settings.sizing.kubernetes_node_disk_size_gb,
        account=account,
        # A node becomes ready only with the networking add-ons.
        depends_on=networking.resources,
        policy_arns={f"extra_policy_{index}": arn for index, arn in enumerate(settings.eks_policy_arns)},
        inline_policies=object_store_policies(objects) if settings.grant_nodes_bucket_access else {},
        **common,
    )
    _create_addons(scope, settings, account, cluster, nodes, kms_key_arn)
    if settings.container_insights:
        _create_container_insights(scope, settings, account, cluster, nodes, kms_key_arn)
    return Compute(cluster, nodes, _create_extra_nodes(scope, settings, nodes, common))


def _create_extra_nodes(
    scope: Construct, settings: AwsSettings, nodes: NodeGroup, common: Mapping[str, Any]
) -> list[ExtraNodeGroup]:
    return [
        ExtraNodeGroup(
            scope,
            f"nodes_{group.name}",
            name=f"{settings.namespace}-{group.name}",
            instance_types=group.instance_types,
            count=NodeCount(minimum=group.min_nodes, maximum=group.max_nodes),
            disk_size_gb=group.disk_size_gb or settings.sizing.kubernetes_node_disk_size_gb,
            role_arn=nodes.role_arn,
            labels=group.labels or None,
            taints=group.taints,
            spot=group.spot,
            depends_on=nodes.dependencies,
            **common,
        )
        for group in settings.kubernetes_extra_node_groups
    ]


def _create_cluster(
    scope: Construct,
    settings: AwsSettings,
    account: Account,
    placement: Placement,
    kms_key_arn: str,
    adopted: AdoptedParts,
) -> Cluster:
    return Cluster(
        scope,
        "cluster",
        name=settings.namespace,
        version=adopted.kubernetes_version or settings.eks_cluster_version,
        subnet_ids=placement.private_subnet_ids,
        kms_key_arn=kms_key_arn,
        account=account,
        public_access_cidrs=settings.kubernetes_public_access_cidrs if settings.kubernetes_public_access else (),
        log_retention_days=settings.log_retention_days,
        bootstrap_cluster_creator_admin=settings.kubernetes_legacy_cluster_creator_admin,
        aws_auth_config_map=settings.preserve_aws_auth_configmap,
        tags={**settings.aws_loadbalancer_controller_tags, **settings.eks_cluster_tags},
        extra_security_group_ids=adopted.cluster_security_group_ids,
    )


def _create_access_entries(scope: Construct, settings: AwsSettings, account: Account, cluster: Cluster) -> None:
    mapped = [*settings.kubernetes_map_roles, *settings.kubernetes_map_users]
    principals = [
        Principal(
            principal_name(entry.principal_arn),
            entry.principal_arn,
            username=entry.username,
            groups=entry.kubernetes_groups,
            administers=entry.administers,
        )
        for entry in mapped
    ]
    creator = not settings.kubernetes_legacy_cluster_creator_admin
    if principals or creator:
        AccessEntries(
            scope,
            "access",
            cluster_name=cluster.cluster_name,
            principals=principals,
            account=account,
            bootstrap_cluster_creator_admin=creator,
        )


def _create_networking(scope: Construct, settings: AwsSettings, account: Account, cluster: Cluster) -> Addons:
    role = _create_addon_role(
        scope, "cni", account, cluster, f"{settings.namespace}-oidc", "aws-node", "AmazonEKS_CNI_Policy"
    )
    return Addons(
        scope,
        "networking",
        cluster_name=cluster.cluster_name,
        addons=[
            Addon(
                "vpc-cni",
                settings.eks_addon_vpc_cni_version,
                role_arn=role.role_arn,
                role_policies=role.dependencies,
            ),
            Addon("kube-proxy", settings.eks_addon_kube_proxy_version),
        ],
        defaults_of=settings.eks_addons_preroll_version,
    )


def _create_addons(
    scope: Construct, settings: AwsSettings, account: Account, cluster: Cluster, nodes: NodeGroup, kms_key_arn: str
) -> None:
    ebs_role = _create_addon_role(
        scope,
        "ebs",
        account,
        cluster,
        f"{settings.namespace}-ebs-csi",
        "ebs-csi-controller-sa",
        "service-role/AmazonEBSCSIDriverPolicy",
        inline_policies={"volumes": volume_statements(kms_key_arn)},
    )
    addons = [
        Addon("coredns", settings.eks_addon_coredns_version),
        Addon(
            "aws-ebs-csi-driver",
            settings.eks_addon_ebs_csi_driver_version,
            role_arn=ebs_role.role_arn,
            role_policies=ebs_role.dependencies,
        ),
        Addon("metrics-server", settings.eks_addon_metrics_server_version),
    ]
    if settings.eks_addon_efs_csi_driver_version is not None:
        efs_role = _create_addon_role(
            scope,
            "efs",
            account,
            cluster,
            f"{settings.namespace}-efs-csi",
            "efs-csi-controller-sa",
            "service-role/AmazonEFSCSIDriverPolicy",
        )
        addons.append(
            Addon(
                "aws-efs-csi-driver",
                settings.eks_addon_efs_csi_driver_version,
                role_arn=efs_role.role_arn,
                role_policies=efs_role.dependencies,
            )
        )
    Addons(
        scope,
        "addons",
        cluster_name=cluster.cluster_name,
        addons=addons,
        # These run as ordinary pods: EKS reports them as degraded until there are nodes.
        depends_on=[nodes.resource],
        defaults_of=settings.eks_addons_preroll_version,
    )


def _create_container_insights(
    scope: Construct, settings: AwsSettings, account: Account, cluster: Cluster, nodes: NodeGroup, kms_key_arn: str
) -> None:
    # Imported here, because most stacks have none.
    from constructs_lib.aws.container_insights import ContainerInsights

    ContainerInsights(
        scope,
        "container_insights",
        name=settings.namespace,
        cluster_name=cluster.cluster_name,
        account=account,
        oidc_provider_arn=cluster.oidc_provider_arn,
        issuer=cluster.oidc_issuer,
        kms_key_arn=kms_key_arn,
        depends_on=[nodes.resource],
        log_retention_days=settings.log_retention_days,
        defaults_of=settings.eks_addons_preroll_version,
    )


def _create_addon_role(
    scope: Construct,
    id_: str,
    account: Account,
    cluster: Cluster,
    name: str,
    service_account: str,
    policy: str,
    inline_policies: Mapping[str, Sequence[Statement]] | None = None,
) -> ServiceAccountRole:
    return ServiceAccountRole(
        scope,
        id_,
        name=name,
        oidc_provider_arn=cluster.oidc_provider_arn,
        issuer=cluster.oidc_issuer,
        kubernetes_namespace=SYSTEM_NAMESPACE,
        service_account=service_account,
        policy_arns={"managed": managed_policy_arn(account.partition, policy)},
        inline_policies=inline_policies,
    )


def _node_count(settings: AwsSettings, *, zones: int) -> NodeCount:
    sizing = settings.sizing
    return NodeCount(
        minimum=sizing.kubernetes_min_nodes_per_az * zones, maximum=sizing.kubernetes_max_nodes_per_az * zones
    )


def _system_reserved(settings: AwsSettings) -> SystemReserved:
    def value_or_none(value: int) -> int | None:
        return None if value == _KUBELET_DEFAULT else value

    return SystemReserved(
        cpu_millicores=value_or_none(settings.system_reserved_cpu_millicores),
        memory_mebibytes=value_or_none(settings.system_reserved_memory_megabytes),
        ephemeral_storage_mebibytes=value_or_none(settings.system_reserved_ephemeral_megabytes),
        process_ids=value_or_none(settings.system_reserved_pid),
    )
