"""The EKS managed node group that runs the W&B server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdktf import Fn, ITerraformDependable, TerraformResourceLifecycle, Token
from cdktf_cdktf_provider_aws.eks_node_group import (
    EksNodeGroup,
    EksNodeGroupLaunchTemplate,
    EksNodeGroupScalingConfig,
    EksNodeGroupUpdateConfig,
)
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.launch_template import (
    LaunchTemplate,
    LaunchTemplateBlockDeviceMappings,
    LaunchTemplateBlockDeviceMappingsEbs,
    LaunchTemplateMetadataOptions,
    LaunchTemplateTagSpecifications,
)
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.policies import (
    Statement,
    assumed_by_service,
    attach_policies,
    grant,
    managed_policy_arn,
)
from constructs_lib.aws.security_groups import security_group

# The server's images are built for x86-64 alone (wandb-facts, section a).
AMI_TYPE = "AL2023_x86_64_STANDARD"
# The root device of Amazon Linux 2023.
ROOT_DEVICE = "/dev/xvda"
# Pods are one network hop behind their node; the AWS SDK in a pod without a role of its own needs the second one.
METADATA_HOPS = 2
TAGGED_AT_LAUNCH = ("instance", "network-interface", "volume")


@dataclass(frozen=True)
class NodeCount:
    """How many nodes a group starts with, and the bounds it is scaled within."""

    minimum: int
    maximum: int


class NodeSecurityGroup(Construct):
    """Security group `<name>-primary-workers` of the nodes, made before the cluster, so that data stores can name it.

    It has no rules of its own: what comes in is added by whoever talks to the nodes. Control plane and nodes talk, and
    nodes reach outward, through the group that EKS makes.

    Attribute: `security_group_id`.
    """

    def __init__(self, scope: Construct, id_: str, *, name: str, vpc_id: str) -> None:
        super().__init__(scope, id_)
        group = security_group(
            self, "group", name=f"{name}-primary-workers", description="Nodes of the EKS cluster", vpc_id=vpc_id
        )
        self.security_group_id = group.id


class NodeGroup(Construct):
    """Managed node group `<name>-primary<generated>` of x86-64 machines, with its role and launch template.

    Nodes stand in `subnet_ids`, carry `security_group_ids`, demand IMDSv2 and have an encrypted gp3 root volume of
    `disk_size_gb` GiB. One instance type is changed node by node; where there are several, a change replaces the group.
    The number of nodes in it is the autoscaler's to change: Terraform sets it once.
    Another set of `subnet_ids` replaces the group, the old one first. To give a group that is in use more room, name
    further subnets in `extra_subnet_ids`: each gets a group of its own, `<name>-extra-<key>-<generated>`, with the
    number of nodes that `extra_count` says.
    `policy_arns` are attached to the role and each of `inline_policies` becomes an inline policy of it; keys are
    resource ids.
    `depends_on` names what nodes cannot become ready without.

    Attributes: `autoscaling_group_name`, `role_arn`, `role_name`, `node_group_name`; `extra_autoscaling_group_names`,
    by the keys of `extra_subnet_ids`; `resource`, for what must wait until there are nodes.
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
        self._name = name
        self._tags = dict(tags or {})
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
        given = grant(self, role, inline_policies or {})
        only_type = _only_one(instance_types)
        template = self._create_launch_template(only_type, security_group_ids, disk_size_gb, kms_key_arn, user_data)

        def create_group(id_: str, prefix: str, subnet_ids: Sequence[str], count: NodeCount) -> EksNodeGroup:
            return EksNodeGroup(
                self,
                id_,
                cluster_name=cluster_name,
                node_group_name_prefix=prefix,
                node_role_arn=role.arn,
                subnet_ids=list(subnet_ids),
                version=version,
                ami_type=AMI_TYPE,
                instance_types=None if only_type else list(instance_types),
                scaling_config=EksNodeGroupScalingConfig(
                    min_size=count.minimum, desired_size=count.minimum, max_size=count.maximum
                ),
                # One node at a time leaves the fewest nodes for the pods that move.
                update_config=EksNodeGroupUpdateConfig(max_unavailable=1),
                launch_template=EksNodeGroupLaunchTemplate(
                    id=template.id, version=Fn.tostring(template.latest_version)
                ),
                # Not created before it is destroyed: Terraform would then make everything that it refers to, up to
                # cluster and network, in that order too, and their names and addresses exist but once.
                lifecycle=TerraformResourceLifecycle(ignore_changes=["scaling_config[0].desired_size"]),
                # Nodes join with the role's policies and become ready with the cluster's networking.
                depends_on=[*policies, *given, *depends_on],
            )

        # Without a hyphen, as the official module has it: another prefix would replace an adopted group.
        group = create_group("group", f"{name}-primary", subnet_ids, count)
        extra = {
            key: create_group(f"extra_{key}", f"{name}-extra-{key}-", [subnet_id], extra_count or count)
            for key, subnet_id in (extra_subnet_ids or {}).items()
        }
        self.extra_autoscaling_group_names = {key: _autoscaling_group_name(each) for key, each in extra.items()}
        self.resource = group
        self.node_group_name = group.node_group_name
        self.autoscaling_group_name = _autoscaling_group_name(group)
        self.role_arn = role.arn
        self.role_name = role.name

    def _create_launch_template(
        self,
        instance_type: str | None,
        security_group_ids: Sequence[str],
        disk_size_gb: int,
        kms_key_arn: str,
        user_data: str | None,
    ) -> LaunchTemplate:
        root_volume = LaunchTemplateBlockDeviceMappingsEbs(
            volume_type="gp3",
            volume_size=disk_size_gb,
            encrypted="true",
            kms_key_id=kms_key_arn,
            delete_on_termination="true",
        )
        tags = {"Name": f"{self._name}-primary", **self._tags}
        return LaunchTemplate(
            self,
            "template",
            name_prefix=f"{self._name}-primary-",
            update_default_version=True,
            instance_type=instance_type,
            vpc_security_group_ids=list(security_group_ids),
            user_data=user_data,
            metadata_options=LaunchTemplateMetadataOptions(
                http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=METADATA_HOPS
            ),
            block_device_mappings=[LaunchTemplateBlockDeviceMappings(device_name=ROOT_DEVICE, ebs=root_volume)],
            tag_specifications=[
                LaunchTemplateTagSpecifications(resource_type=kind, tags=tags) for kind in TAGGED_AT_LAUNCH
            ],
        )


def _autoscaling_group_name(group: EksNodeGroup) -> str:
    name: str = group.resources.get(0).autoscaling_groups.get(0).name
    return name


def _only_one(instance_types: Sequence[str]) -> str | None:
    """The type that goes into the launch template, whose changes EKS rolls out node by node; it holds one alone.

    Source: https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
    """
    # A list that is known at apply alone looks like one of a single type.
    if Token.is_unresolved(list(instance_types)) or len(instance_types) != 1:
        return None
    return instance_types[0]
