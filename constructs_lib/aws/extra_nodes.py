"""A further EKS managed node group, with other instances, labels, taints or spot capacity."""

import re
from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.eks_node_group import EksNodeGroupTaint
from constructs import Construct

from constructs_lib.aws.node_template import (
    autoscaling_group_name,
    launch_template,
    managed_node_group,
    single_instance_type,
)
from constructs_lib.aws.nodes import NodeCount
from constructs_lib.framework import Component, require_known

_TAINT = re.compile(r"([^=:]+)=([^=:]*):(\w+)")
# EKS's names of Kubernetes' effects (https://docs.aws.amazon.com/eks/latest/APIReference/API_Taint.html).
_EFFECTS = {"NoSchedule": "NO_SCHEDULE", "PreferNoSchedule": "PREFER_NO_SCHEDULE", "NoExecute": "NO_EXECUTE"}


class ExtraNodeGroup(Component):
    """Managed node group `<name>-<generated>` of x86-64 instances beside a `NodeGroup`, with the role of that group.

    The nodes require IMDSv2 and have an encrypted gp3 root volume. Terraform sets the desired size only at creation;
    then the cluster autoscaler changes it. The load balancer does not send requests to these nodes; requests still
    reach pods on them by way of the nodes of the first group.

    Args:
        version: The Kubernetes version of the nodes.
        subnet_ids: A change destroys the group and creates a new one.
        instance_types: A change of a single type is rolled out node by node; a change of several types replaces the
            group.
        count: The minimum can be 0.
        disk_size_gb: GiB.
        kms_key_arn: Encrypts the root volumes.
        role_arn: The role of the nodes, such as `node_group.role_arn`.
        labels: Of the nodes; omitted: only those of EKS.
        taints: Such as `dedicated=training:NoSchedule`. Empty: none.
        spot: Spot capacity, which AWS takes back with two minutes' notice. A change replaces the group.
        user_data: Base64; omitted: the node's default configuration.
        tags: For instances, network interfaces and volumes; omitted: only `Name`.
        depends_on: The resources without which nodes do not become ready, such as `node_group.dependencies`. Empty:
            none.

    Attributes:
        autoscaling_group_name: The name of the group's Auto Scaling group.
        node_group_name: The name of the group in EKS.

    Raises:
        ValueError: `taints`, `spot` or `tags` is unknown until apply, or a taint has another form.

    Example:
        ExtraNodeGroup(
            stack, "training", name="wandb-training", cluster_name=cluster.cluster_name, version=cluster.version,
            subnet_ids=network.private_subnet_ids_with_egress,
            security_group_ids=[cluster.security_group_id, nodes.security_group_id],
            instance_types=["m6i.2xlarge", "m7i.2xlarge"], count=NodeCount(0, 4), disk_size_gb=100,
            kms_key_arn=key.key_arn, role_arn=node_group.role_arn, taints=["dedicated=training:NoSchedule"], spot=True,
            depends_on=node_group.dependencies,
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        cluster_name: str,
        version: str,
        subnet_ids: Sequence[str],
        security_group_ids: Sequence[str],
        instance_types: Sequence[str],
        count: NodeCount,
        disk_size_gb: int,
        kms_key_arn: str,
        role_arn: str,
        labels: Mapping[str, str] | None = None,
        taints: Sequence[str] = (),
        spot: bool = False,
        user_data: str | None = None,
        tags: Mapping[str, str] | None = None,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, taints=taints, spot=spot, tags=tags)
        template = launch_template(
            self,
            name=name,
            instance_type=single_instance_type(instance_types),
            security_group_ids=security_group_ids,
            disk_size_gb=disk_size_gb,
            kms_key_arn=kms_key_arn,
            user_data=user_data,
            tags=tags or {},
        )
        group = managed_node_group(
            self,
            "group",
            name_prefix=f"{name}-",
            cluster_name=cluster_name,
            role_arn=role_arn,
            subnet_ids=subnet_ids,
            version=version,
            instance_types=instance_types,
            minimum=count.minimum,
            maximum=count.maximum,
            template=template,
            depends_on=depends_on,
            labels=labels,
            taints=[_taint(each) for each in taints],
            spot=spot,
        )
        self.autoscaling_group_name = autoscaling_group_name(group)
        self.node_group_name = group.node_group_name


def _taint(text: str) -> EksNodeGroupTaint:
    match = _TAINT.fullmatch(text)
    if not match or match[3] not in _EFFECTS:
        raise ValueError(f"taints must have the form dedicated=training:NoSchedule, got {text}")
    return EksNodeGroupTaint(key=match[1], value=match[2] or None, effect=_EFFECTS[match[3]])
