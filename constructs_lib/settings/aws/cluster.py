"""EKS: version, access, nodes, add-ons."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from ..base import SettingsModel
from ..fields.conversion import to_list
from ..fields.declaration import OURS, V8, setting
from ..fields.ip_ranges import public_range
from ..fields.types import (
    Cidr4,
    Flag,
    OptionalWhole,
    TypeName,
    Whole,
    at_least_one,
    no_repeats,
    when_given,
    whole_between,
)
from ..kubernetes.versions import KUBERNETES_DEFAULT
from ..node_groups import TYPE, NodeGroupSetting, each_name_once
from .access import MappedRole, MappedUser, each_principal_once
from .types import AddOnVersion, KubernetesVersion, NodeTypes, OptionalKubernetesVersion, PolicyArns, Tags

# https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html: 450 nodes per managed node group.
NODES_MAX = 450
# The node image requires 20 GiB; EBS gp3 volumes have at most 16384 GiB in every region
# (https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html).
NODE_DISK_GB = (20, 16_384)
# -1 omits the reservation, as in the official module. The maximum catches typing mistakes; it is no service limit.
RESERVED = (-1, 1_000_000)

# "The blocks cannot include reserved addresses": https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
PublicRanges = Annotated[
    tuple[Annotated[Cidr4, AfterValidator(public_range)], ...],
    BeforeValidator(to_list),
    AfterValidator(no_repeats),
    TypeName("list(string)"),
]
Nodes = Annotated[OptionalWhole, AfterValidator(when_given(whole_between(1, NODES_MAX)))]
Disk = Annotated[OptionalWhole, AfterValidator(when_given(whole_between(*NODE_DISK_GB, unit="GB")))]
Reserved = Annotated[Whole, AfterValidator(whole_between(*RESERVED))]
Roles = Annotated[
    tuple[MappedRole, ...],
    BeforeValidator(to_list),
    AfterValidator(each_principal_once),
    TypeName("list(object({ rolearn = string, username = string, groups = list(string) }))"),
]
Users = Annotated[
    tuple[MappedUser, ...],
    BeforeValidator(to_list),
    AfterValidator(each_principal_once),
    TypeName("list(object({ userarn = string, username = string, groups = list(string) }))"),
]


class ExtraNodeGroup(NodeGroupSetting):
    """A further node group, in the private subnets of the first one."""

    wanted = '{ name = "training", instance_types = ["r6i.2xlarge"], max_nodes = 4 }'
    nodes_max = NODES_MAX
    reserved_names = ("primary",)

    instance_types: Annotated[NodeTypes, AfterValidator(at_least_one)]
    disk_size_gb: Disk = None


ExtraNodeGroups = Annotated[
    tuple[ExtraNodeGroup, ...],
    BeforeValidator(to_list),
    AfterValidator(each_name_once),
    TypeName(f"list(object({{ name = string, instance_types = list(string), {TYPE} }}))"),
]


class ClusterSettings(SettingsModel):
    """Control plane, access to it, and nodes."""

    eks_cluster_version: KubernetesVersion = setting(
        KUBERNETES_DEFAULT,
        changes="The Kubernetes version of control plane and nodes; raise it one minor version at a time.",
        note="Has a default, because W&B's guide omits it.",
    )
    eks_cluster_tags: Tags = setting({}, since=(V8,), changes="Additional tags on the cluster and its security group.")
    kubernetes_public_access: Flag = setting(
        False,
        changes="Whether the Kubernetes API can be reached from outside the VPC.",
    )
    kubernetes_public_access_cidrs: PublicRanges = setting(
        (),
        changes="The CIDR ranges that may reach the Kubernetes API from outside the VPC.",
    )
    kubernetes_map_roles: Roles = setting(
        (),
        changes="IAM roles with access to the cluster, and their Kubernetes groups.",
        note="Access entries, not the aws-auth map; system:masters becomes the cluster administrator policy.",
    )
    kubernetes_map_users: Users = setting(
        (),
        changes="IAM users with access to the cluster, and their Kubernetes groups.",
        note="Access entries, not the aws-auth map; system:masters becomes the cluster administrator policy.",
    )
    kubernetes_legacy_cluster_creator_admin: Flag = setting(
        True,
        since=(V8,),
        changes="Whether EKS makes the creator of the cluster its administrator; false creates an access entry for "
        "the creator.",
        note="Has a default; read only when the cluster is created. With either value, it does not matter who "
        "applies later.",
    )
    preserve_aws_auth_configmap: Flag = setting(
        False,
        since=(V8,),
        changes="Whether the cluster reads the aws-auth config map in addition to access entries.",
        note="Sets the authentication mode API_AND_CONFIG_MAP; the config map itself is not changed.",
    )
    kubernetes_instance_types: NodeTypes = setting(
        (),
        changes="The EC2 types of the nodes, x86-64 only.",
        when_omitted="taken from size",
    )
    kubernetes_min_nodes_per_az: Nodes = setting(
        None,
        since=(V8,),
        changes="The minimum number of nodes per zone, and the initial number.",
        when_omitted="taken from size",
    )
    kubernetes_max_nodes_per_az: Nodes = setting(
        None,
        since=(V8,),
        changes="The maximum number of nodes per zone.",
        when_omitted="taken from size",
    )
    kubernetes_node_disk_size_gb: Disk = setting(
        None,
        since=(V8,),
        changes="The size of each node's volume, in GB.",
        when_omitted="taken from size",
    )
    kubernetes_extra_node_groups: ExtraNodeGroups = setting(
        (),
        since=(OURS,),
        changes="Further node groups, in the same subnets. `min_nodes` (0 if omitted) and `max_nodes` are for all "
        'zones together. `taints` are written like `"dedicated=training:NoSchedule"`; pods without a matching '
        "toleration do not run there. `spot = true` uses spot capacity. `disk_size_gb` omitted: that of the first "
        "group. See docs/cluster.md.",
    )
    eks_policy_arns: PolicyArns = setting(
        (),
        changes="Additional IAM policies of the node role.",
        note="Attached to the role; the official module ignores it.",
    )
    grant_nodes_bucket_access: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether the node role may use bucket and queue, for a server without an IAM role of its own.",
    )
    system_reserved_cpu_millicores: Reserved = setting(
        70,
        since=(V8,),
        changes="CPU reserved for the system on each node, in millicores; -1 sets none.",
    )
    system_reserved_memory_megabytes: Reserved = setting(
        100,
        since=(V8,),
        changes="Memory reserved for the system on each node, in megabytes; -1 sets none.",
    )
    system_reserved_ephemeral_megabytes: Reserved = setting(
        750,
        since=(V8,),
        changes="Disk reserved for the system on each node, in megabytes; -1 sets none.",
    )
    system_reserved_pid: Reserved = setting(
        500,
        since=(V8,),
        changes="Process IDs reserved for the system on each node; -1 sets none.",
    )
    eks_addons_preroll_version: OptionalKubernetesVersion = setting(
        None,
        since=(V8,),
        changes="The Kubernetes version whose default add-on versions are used: the cluster's version or the next.",
        when_omitted="add-ons stay at the version they were created with",
        note="Set it when eks_cluster_version is raised; add-ons then follow AWS's defaults for that version.",
    )
    eks_addon_vpc_cni_version: AddOnVersion = setting(
        None,
        since=(V8,),
        changes="The version of the VPC CNI add-on.",
        when_omitted="AWS's default for the Kubernetes version when the add-on is created; see "
        "eks_addons_preroll_version",
    )
    eks_addon_kube_proxy_version: AddOnVersion = setting(
        None,
        since=(V8,),
        changes="The version of the kube-proxy add-on.",
        when_omitted="AWS's default for the Kubernetes version when the add-on is created; see "
        "eks_addons_preroll_version",
    )
    eks_addon_coredns_version: AddOnVersion = setting(
        None,
        since=(V8,),
        changes="The version of the CoreDNS add-on.",
        when_omitted="AWS's default for the Kubernetes version when the add-on is created; see "
        "eks_addons_preroll_version",
    )
    eks_addon_ebs_csi_driver_version: AddOnVersion = setting(
        None,
        since=(V8,),
        changes="The version of the EBS CSI add-on.",
        when_omitted="AWS's default for the Kubernetes version when the add-on is created; see "
        "eks_addons_preroll_version",
    )
    eks_addon_metrics_server_version: AddOnVersion = setting(
        None,
        since=(V8,),
        changes="The version of the metrics server add-on.",
        when_omitted="AWS's default for the Kubernetes version when the add-on is created; see "
        "eks_addons_preroll_version",
    )
    eks_addon_efs_csi_driver_version: AddOnVersion = setting(
        None,
        since=(V8,),
        changes="The version of the EFS CSI add-on.",
        when_omitted="the add-on is not installed",
        note="The add-on is installed when a version is given; the official module always installs it.",
    )
