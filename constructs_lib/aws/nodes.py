"""The EKS managed node group that runs the W&B server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.eks_node_group import EksNodeGroup
from cdktf_cdktf_provider_aws.iam_role import IamRole
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.node_template import (
    autoscaling_group_name,
    launch_template,
    managed_node_group,
    single_instance_type,
)
from constructs_lib.aws.policies import (
    Statement,
    add_inline_policies,
    assumed_by_service,
    attach_policies,
    managed_policy_arn,
)
from constructs_lib.aws.security_groups import security_group
from constructs_lib.framework import Component, require_known


@dataclass(frozen=True)
class NodeCount:
    """The smallest and largest number of nodes of a group; a new group starts with the smallest."""

    minimum: int
    maximum: int


class NodeSecurityGroup(Component):
    """Security group `<name>-primary-workers` of the nodes, created before the cluster for the rules of data stores.

    It is created without rules; each client of the nodes adds its own ingress rule. The cluster security group, which
    EKS creates, allows traffic between control plane and nodes and all egress.

    Attributes:
        security_group_id: The id of the group.

    Example:
        nodes = NodeSecurityGroup(stack, "nodes", name="wandb", vpc_id=network.vpc_id)
    """

    def __init__(self, scope: Construct, id_: str, *, name: str, vpc_id: str) -> None:
        super().__init__(scope, id_)
        group = security_group(
            self, "group", name=f"{name}-primary-workers", description="Nodes of the EKS cluster", vpc_id=vpc_id
        )
        self.security_group_id = group.id


class NodeGroup(Component):
    """Managed node group `<name>-primary<generated>` of x86-64 instances, with its role and launch template.

    The nodes require IMDSv2 and have an encrypted gp3 root volume. Terraform sets the desired size only at creation;
    then the cluster autoscaler changes it.

    Args:
        version: The Kubernetes version of the nodes.
        subnet_ids: A change destroys the group and creates a new one.
        instance_types: A change of a single type is rolled out node by node; a change of several types replaces the
            group.
        disk_size_gb: GiB.
        kms_key_arn: Encrypts the root volumes.
        depends_on: The resources without which nodes do not become ready. Empty: none.
        extra_subnet_ids: Extends a group in use: each subnet gets its own group `<name>-extra-<key>-<generated>`.
            Omitted: none.
        extra_count: The number of nodes of each of these groups; omitted: `count`.
        policy_arns: Further policies of the role, by resource id; omitted: none.
        inline_policies: Further statements of the role, by policy name; omitted: none.
        user_data: Base64; omitted: the node's default configuration.
        tags: For instances, network interfaces and volumes; omitted: only `Name`.

    Attributes:
        autoscaling_group_name: The name of the group's Auto Scaling group.
        extra_autoscaling_group_names: Those of the extra groups, by the keys of `extra_subnet_ids`.
        node_group_name: The name of the group in EKS.
        role_arn, role_name: The role of the nodes.
        resource: For the `depends_on` of resources that need nodes.
        dependencies: What nodes with this role need to become ready, for the `depends_on` of an `ExtraNodeGroup`.

    Raises:
        ValueError: `extra_subnet_ids`, `policy_arns`, `inline_policies` or `tags` is unknown until apply.

    Example:
        node_group = NodeGroup(
            stack, "node_group", name="wandb", cluster_name=cluster.cluster_name, version=cluster.version,
            subnet_ids=network.private_subnet_ids_with_egress,
            security_group_ids=[cluster.security_group_id, nodes.security_group_id], instance_types=["r6i.xlarge"],
            count=NodeCount(1, 3), disk_size_gb=100, kms_key_arn=key.key_arn, account=account,
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
        account: Account,
        depends_on: Sequence[ITerraformDependable] = (),
        extra_subnet_ids: Mapping[str, str] | None = None,
        extra_count: NodeCount | None = None,
        policy_arns: Mapping[str, str] | None = None,
        inline_policies: Mapping[str, Sequence[Statement]] | None = None,
        user_data: str | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(
            self,
            extra_subnet_ids=extra_subnet_ids,
            policy_arns=policy_arns,
            inline_policies=inline_policies,
            tags=tags,
        )
        role = IamRole(
            self, "role", name=f"{name}-node", assume_role_policy=assumed_by_service(f"ec2.{account.dns_suffix}")
        )
        policies = attach_policies(
            self,
            role,
            {
                "worker_policy": managed_policy_arn(account.partition, "AmazonEKSWorkerNodePolicy"),
                "registry_policy": managed_policy_arn(account.partition, "AmazonEC2ContainerRegistryReadOnly"),
                **(policy_arns or {}),
            },
        )
        inline = add_inline_policies(self, role, inline_policies or {})
        self.dependencies = (*policies, *inline, *depends_on)
        template = launch_template(
            self,
            name=f"{name}-primary",
            instance_type=single_instance_type(instance_types),
            security_group_ids=security_group_ids,
            disk_size_gb=disk_size_gb,
            kms_key_arn=kms_key_arn,
            user_data=user_data,
            tags=tags or {},
        )

        def create_group(id_: str, prefix: str, subnet_ids: Sequence[str], count: NodeCount) -> EksNodeGroup:
            return managed_node_group(
                self,
                id_,
                name_prefix=prefix,
                cluster_name=cluster_name,
                role_arn=role.arn,
                subnet_ids=subnet_ids,
                version=version,
                instance_types=instance_types,
                minimum=count.minimum,
                maximum=count.maximum,
                template=template,
                # Nodes need the role's policies to join and the cluster's networking to become ready.
                depends_on=self.dependencies,
            )

        # Without a hyphen, as in the official module: another prefix would replace an adopted group.
        group = create_group("group", f"{name}-primary", subnet_ids, count)
        extra = {
            key: create_group(f"extra_{key}", f"{name}-extra-{key}-", [subnet_id], extra_count or count)
            for key, subnet_id in (extra_subnet_ids or {}).items()
        }
        self.extra_autoscaling_group_names = {key: autoscaling_group_name(each) for key, each in extra.items()}
        self.resource = group
        self.node_group_name = group.node_group_name
        self.autoscaling_group_name = autoscaling_group_name(group)
        self.role_arn = role.arn
        self.role_name = role.name
