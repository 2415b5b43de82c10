"""What all node groups have in common."""

from collections.abc import Mapping, Sequence

from cdktf import Fn, ITerraformDependable, TerraformResourceLifecycle, Token
from cdktf_cdktf_provider_aws.eks_node_group import (
    EksNodeGroup,
    EksNodeGroupLaunchTemplate,
    EksNodeGroupScalingConfig,
    EksNodeGroupTaint,
    EksNodeGroupUpdateConfig,
)
from cdktf_cdktf_provider_aws.launch_template import (
    LaunchTemplate,
    LaunchTemplateBlockDeviceMappings,
    LaunchTemplateBlockDeviceMappingsEbs,
    LaunchTemplateMetadataOptions,
    LaunchTemplateTagSpecifications,
)
from constructs import Construct

# The server's images exist only for x86-64.
AMI_TYPE = "AL2023_x86_64_STANDARD"
# The root device of Amazon Linux 2023.
ROOT_DEVICE = "/dev/xvda"
# A pod is one hop behind its node. The AWS SDK in a pod without its own role reaches the metadata in two hops.
METADATA_HOPS = 2
TAGGED_AT_LAUNCH = ("instance", "network-interface", "volume")


def launch_template(
    scope: Construct,
    *,
    name: str,
    instance_type: str | None,
    security_group_ids: Sequence[str],
    disk_size_gb: int,
    kms_key_arn: str,
    user_data: str | None,
    tags: Mapping[str, str],
) -> LaunchTemplate:
    """The launch template `<name>-<generated>`: IMDSv2, and a gp3 root volume that `kms_key_arn` encrypts."""
    root_volume = LaunchTemplateBlockDeviceMappingsEbs(
        volume_type="gp3",
        volume_size=disk_size_gb,
        encrypted="true",
        kms_key_id=kms_key_arn,
        delete_on_termination="true",
    )
    all_tags = {"Name": name, **tags}
    return LaunchTemplate(
        scope,
        "template",
        name_prefix=f"{name}-",
        update_default_version=True,
        instance_type=instance_type,
        vpc_security_group_ids=list(security_group_ids),
        user_data=user_data,
        metadata_options=LaunchTemplateMetadataOptions(
            http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=METADATA_HOPS
        ),
        block_device_mappings=[LaunchTemplateBlockDeviceMappings(device_name=ROOT_DEVICE, ebs=root_volume)],
        tag_specifications=[
            LaunchTemplateTagSpecifications(resource_type=kind, tags=all_tags) for kind in TAGGED_AT_LAUNCH
        ],
    )


def managed_node_group(
    scope: Construct,
    id_: str,
    *,
    name_prefix: str,
    cluster_name: str,
    role_arn: str,
    subnet_ids: Sequence[str],
    version: str,
    instance_types: Sequence[str],
    minimum: int,
    maximum: int,
    template: LaunchTemplate,
    depends_on: Sequence[ITerraformDependable],
    labels: Mapping[str, str] | None = None,
    taints: Sequence[EksNodeGroupTaint] = (),
    spot: bool = False,
) -> EksNodeGroup:
    """The node group `<name_prefix><generated>` with the launch template."""
    return EksNodeGroup(
        scope,
        id_,
        cluster_name=cluster_name,
        node_group_name_prefix=name_prefix,
        node_role_arn=role_arn,
        subnet_ids=list(subnet_ids),
        version=version,
        ami_type=AMI_TYPE,
        capacity_type="SPOT" if spot else None,
        instance_types=None if single_instance_type(instance_types) else list(instance_types),
        scaling_config=EksNodeGroupScalingConfig(min_size=minimum, desired_size=minimum, max_size=maximum),
        # Update one node at a time, so that the fewest pods move at once.
        update_config=EksNodeGroupUpdateConfig(max_unavailable=1),
        launch_template=EksNodeGroupLaunchTemplate(id=template.id, version=Fn.tostring(template.latest_version)),
        labels=labels,
        taint=list(taints) or None,
        # No create_before_destroy: Terraform would apply it to all dependencies, up to cluster and network, whose names
        # and addresses must be unique.
        lifecycle=TerraformResourceLifecycle(ignore_changes=["scaling_config[0].desired_size"]),
        depends_on=list(depends_on) or None,
    )


def autoscaling_group_name(group: EksNodeGroup) -> str:
    """The name of the Auto Scaling group that EKS creates."""
    name: str = group.resources.get(0).autoscaling_groups.get(0).name
    return name


def single_instance_type(instance_types: Sequence[str]) -> str | None:
    """The instance type for the launch template, or None when there are several or they are unknown until apply.

    A launch template takes one type, and EKS rolls out its changes node by node
    (https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html).
    """
    # An unknown list has one element, a token.
    if Token.is_unresolved(list(instance_types)) or len(instance_types) != 1:
        return None
    return instance_types[0]
