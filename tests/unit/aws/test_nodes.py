from typing import Any

from cdktf import TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.vpc import Vpc

from constructs_lib.aws.account import Account
from constructs_lib.aws.addons import Addon, Addons
from constructs_lib.aws.nodes import NodeCount, NodeGroup, NodeSecurityGroup
from constructs_lib.aws.policies import statement
from tests.unit.synth import number_variable, only, policy, resources, shown, variable

GROUP = "aws_eks_node_group.nodes_group"
MINIMAL: dict[str, Any] = {
    "name": "wandb",
    "cluster_name": "prod",
    "version": "1.35",
    "subnet_ids": ["subnet-1", "subnet-2"],
    "security_group_ids": ["sg-cluster", "sg-nodes"],
    "instance_types": ["r6i.2xlarge"],
    "count": NodeCount(minimum=2, maximum=8),
    "disk_size_gb": 100,
    "kms_key_arn": "arn:key",
}
OWN_POLICIES = {
    "arn:aws-cn:iam::aws:policy/AmazonEKSWorkerNodePolicy",
    "arn:aws-cn:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly",
}


def _root_volume(stack: TerraformStack) -> dict[str, Any]:
    [mapping] = only(stack, "aws_launch_template")["block_device_mappings"]
    assert mapping["device_name"] == "/dev/xvda"
    volume: dict[str, Any] = mapping["ebs"]
    return volume


def test_node_group_starts_with_the_minimum_size(stack: TerraformStack, account: Account) -> None:
    NodeGroup(stack, "nodes", **MINIMAL, account=account)

    assert only(stack, "aws_eks_node_group") == {
        "cluster_name": "prod",
        "node_group_name_prefix": "wandb-primary",
        "node_role_arn": "${aws_iam_role.nodes_role.arn}",
        "subnet_ids": ["subnet-1", "subnet-2"],
        "version": "1.35",
        "ami_type": "AL2023_x86_64_STANDARD",
        "scaling_config": {"min_size": 2, "desired_size": 2, "max_size": 8},
        "update_config": {"max_unavailable": 1},
        "launch_template": {
            "id": "${aws_launch_template.nodes_template.id}",
            "version": "${tostring(aws_launch_template.nodes_template.latest_version)}",
        },
        "lifecycle": {"ignore_changes": ["scaling_config[0].desired_size"]},
        "depends_on": [
            "aws_iam_role_policy_attachment.nodes_worker_policy",
            "aws_iam_role_policy_attachment.nodes_registry_policy",
        ],
    }


def test_single_instance_type_is_in_the_launch_template(stack: TerraformStack, account: Account) -> None:
    NodeGroup(stack, "nodes", **MINIMAL, account=account)

    assert only(stack, "aws_launch_template")["instance_type"] == "r6i.2xlarge"


def test_several_instance_types_are_in_the_node_group(stack: TerraformStack, account: Account) -> None:
    several = ["m6i.4xlarge", "m7i.4xlarge"]
    NodeGroup(stack, "nodes", **{**MINIMAL, "instance_types": several}, account=account)

    assert only(stack, "aws_eks_node_group")["instance_types"] == several
    assert "instance_type" not in only(stack, "aws_launch_template")


def test_unknown_instance_types_are_in_the_node_group(stack: TerraformStack, account: Account) -> None:
    types = TerraformVariable(stack, "types", type="list(string)").list_value
    NodeGroup(stack, "nodes", **{**MINIMAL, "instance_types": types}, account=account)

    assert only(stack, "aws_eks_node_group")["instance_types"] == "${var.types}"
    assert "instance_type" not in only(stack, "aws_launch_template")


def test_nodes_wait_for_the_clusters_networking(stack: TerraformStack, account: Account) -> None:
    networking = Addons(stack, "networking", cluster_name="prod", addons=[Addon("vpc-cni"), Addon("kube-proxy")])
    NodeGroup(stack, "nodes", **MINIMAL, account=account, depends_on=networking.resources)

    waits_for = only(stack, "aws_eks_node_group")["depends_on"]
    assert {"aws_eks_addon.networking_vpc_cni", "aws_eks_addon.networking_kube_proxy"} < set(waits_for)


def test_nodes_require_imdsv2(stack: TerraformStack, account: Account) -> None:
    NodeGroup(stack, "nodes", **MINIMAL, account=account)

    assert only(stack, "aws_launch_template")["metadata_options"] == {
        "http_endpoint": "enabled",
        "http_tokens": "required",
        "http_put_response_hop_limit": 2,
    }


def test_root_volume_is_encrypted_gp3_deleted_with_its_node(stack: TerraformStack, account: Account) -> None:
    NodeGroup(stack, "nodes", **MINIMAL, account=account)

    assert _root_volume(stack) == {
        "volume_type": "gp3",
        "volume_size": 100,
        "encrypted": "true",
        "kms_key_id": "arn:key",
        "delete_on_termination": "true",
    }


def test_everything_that_is_set_reaches_the_nodes(stack: TerraformStack, account: Account) -> None:
    NodeGroup(stack, "nodes", **MINIMAL, account=account, user_data="dXNlciBkYXRh", tags={"team": "ml"})

    template = only(stack, "aws_launch_template")
    assert template["name_prefix"] == "wandb-primary-"
    # Whoever starts a machine from it by hand gets what the group has.
    assert template["update_default_version"] is True
    assert template["user_data"] == "dXNlciBkYXRh"
    assert template["vpc_security_group_ids"] == ["sg-cluster", "sg-nodes"]
    assert template["tag_specifications"] == [
        {"resource_type": kind, "tags": {"Name": "wandb-primary", "team": "ml"}}
        for kind in ("instance", "network-interface", "volume")
    ]


def test_references_reach_group_and_template(stack: TerraformStack, account: Account) -> None:
    names = ("name", "cluster_name", "version", "kms_key_arn")
    values: dict[str, Any] = {name: variable(stack, name) for name in names}
    values["disk_size_gb"] = number_variable(stack, "disk")
    values["security_group_ids"] = [variable(stack, "group")]
    NodeGroup(stack, "nodes", **MINIMAL | values, account=account)

    group = only(stack, "aws_eks_node_group")
    assert (group["cluster_name"], group["version"]) == ("${var.cluster_name}", "${var.version}")
    volume = _root_volume(stack)
    assert (volume["kms_key_id"], volume["volume_size"]) == ("${var.kms_key_arn}", "${var.disk}")
    assert only(stack, "aws_launch_template")["vpc_security_group_ids"] == ["${var.group}"]
    assert only(stack, "aws_iam_role")["name"] == "${var.name}-node"


def test_node_role_has_no_network_and_disk_permissions(stack: TerraformStack, account: Account) -> None:
    NodeGroup(stack, "nodes", **MINIMAL, account=account)

    trust = policy(only(stack, "aws_iam_role")["assume_role_policy"])["sts:AssumeRole"]
    assert trust["Principal"] == {"Service": "ec2.amazonaws.com.cn"}
    # The CNI and the EBS driver have roles of their own: a pod that reads its node's credentials has not got theirs.
    attached = resources(stack, "aws_iam_role_policy_attachment").values()
    assert {attachment["policy_arn"] for attachment in attached} == OWN_POLICIES
    assert resources(stack, "aws_iam_role_policy") == {}


def test_extra_policies_are_added_to_the_node_role(stack: TerraformStack, account: Account) -> None:
    read = statement("Read", actions=["s3:GetObject"], resources=["arn:bucket/*"])
    NodeGroup(
        stack,
        "nodes",
        **MINIMAL,
        account=account,
        policy_arns={"extra": "arn:extra"},
        inline_policies={"bucket": [read]},
    )

    attached = resources(stack, "aws_iam_role_policy_attachment").values()
    assert {attachment["policy_arn"] for attachment in attached} == {*OWN_POLICIES, "arn:extra"}
    granted = only(stack, "aws_iam_role_policy")
    assert granted["role"] == "${aws_iam_role.nodes_role.id}"
    assert list(policy(granted["policy"])) == ["Read"]


def test_attributes_are_known_when_nodes_exist(stack: TerraformStack, account: Account) -> None:
    nodes = NodeGroup(stack, "nodes", **MINIMAL, account=account)
    Vpc(stack, "waiting", depends_on=[nodes.resource])

    assert shown(stack, asg=nodes.autoscaling_group_name, group=nodes.node_group_name, role=nodes.role_arn) == {
        "asg": f"${{{GROUP}.resources[0].autoscaling_groups[0].name}}",
        "group": f"${{{GROUP}.node_group_name}}",
        "role": "${aws_iam_role.nodes_role.arn}",
    }
    assert only(stack, "aws_vpc")["depends_on"] == [GROUP]


def test_node_security_group_has_no_rules(stack: TerraformStack) -> None:
    group = NodeSecurityGroup(stack, "node_group", name="wandb", vpc_id=variable(stack, "vpc"))

    assert shown(stack, id=group.security_group_id) == {"id": "${aws_security_group.node_group_group.id}"}
    assert only(stack, "aws_security_group") == {
        "name": "wandb-primary-workers",
        "description": "Nodes of the EKS cluster",
        "vpc_id": "${var.vpc}",
        "tags": {"Name": "wandb-primary-workers"},
        "lifecycle": {"ignore_changes": ["description", "name", "name_prefix"]},
    }
    assert resources(stack, "aws_vpc_security_group_ingress_rule") == {}
    assert resources(stack, "aws_vpc_security_group_egress_rule") == {}


def test_extra_subnets_have_their_own_node_groups(stack: TerraformStack, account: Account) -> None:
    extra: dict[str, Any] = {"extra_subnet_ids": {"1": "subnet-9", "3": "subnet-8"}, "extra_count": NodeCount(1, 4)}
    nodes = NodeGroup(stack, "nodes", **MINIMAL, **extra, account=account)

    names = shown(stack, **{f"extra_{key}": name for key, name in nodes.extra_autoscaling_group_names.items()})
    groups = resources(stack, "aws_eks_node_group")
    first = groups.pop("nodes_group")
    assert groups == {
        f"nodes_extra_{key}": first
        | {
            "node_group_name_prefix": f"wandb-extra-{key}-",
            "subnet_ids": [subnet],
            "scaling_config": {"min_size": 1, "desired_size": 1, "max_size": 4},
        }
        for key, subnet in extra["extra_subnet_ids"].items()
    }
    assert names["extra_3"] == "${aws_eks_node_group.nodes_extra_3.resources[0].autoscaling_groups[0].name}"
