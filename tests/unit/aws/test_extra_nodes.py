from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.extra_nodes import ExtraNodeGroup
from constructs_lib.aws.nodes import NodeCount
from tests.unit.synth import only, shown

MINIMAL: dict[str, Any] = {
    "name": "wandb-training",
    "cluster_name": "prod",
    "version": "1.35",
    "subnet_ids": ["subnet-1", "subnet-2"],
    "security_group_ids": ["sg-cluster", "sg-nodes"],
    "instance_types": ["m6i.2xlarge"],
    "count": NodeCount(minimum=0, maximum=4),
    "disk_size_gb": 150,
    "kms_key_arn": "arn:key",
    "role_arn": "arn:role",
}


def test_extra_group_is_on_demand_and_starts_without_nodes(stack: TerraformStack) -> None:
    ExtraNodeGroup(stack, "training", **MINIMAL)

    assert only(stack, "aws_eks_node_group") == {
        "cluster_name": "prod",
        "node_group_name_prefix": "wandb-training-",
        "node_role_arn": "arn:role",
        "subnet_ids": ["subnet-1", "subnet-2"],
        "version": "1.35",
        "ami_type": "AL2023_x86_64_STANDARD",
        "scaling_config": {"min_size": 0, "desired_size": 0, "max_size": 4},
        "update_config": {"max_unavailable": 1},
        "launch_template": {
            "id": "${aws_launch_template.training_template.id}",
            "version": "${tostring(aws_launch_template.training_template.latest_version)}",
        },
        "lifecycle": {"ignore_changes": ["scaling_config[0].desired_size"]},
    }
    template = only(stack, "aws_launch_template")
    assert (template["name_prefix"], template["instance_type"]) == ("wandb-training-", "m6i.2xlarge")
    [disk] = template["block_device_mappings"]
    assert (disk["ebs"]["volume_size"], disk["ebs"]["kms_key_id"]) == (150, "arn:key")


def test_spot_labels_and_taints_reach_the_extra_group(stack: TerraformStack) -> None:
    group = ExtraNodeGroup(
        stack,
        "training",
        **{**MINIMAL, "instance_types": ["m6i.2xlarge", "m7i.2xlarge"]},
        labels={"example.com/pool": "training"},
        taints=["dedicated=training:NoSchedule", "example.com/a=:PreferNoSchedule", "b=c:NoExecute"],
        spot=True,
    )

    address = "aws_eks_node_group.training_group"
    assert shown(stack, asg=group.autoscaling_group_name, group=group.node_group_name) == {
        "asg": f"${{{address}.resources[0].autoscaling_groups[0].name}}",
        "group": f"${{{address}.node_group_name}}",
    }
    found = only(stack, "aws_eks_node_group")
    assert found["capacity_type"] == "SPOT"
    assert found["instance_types"] == ["m6i.2xlarge", "m7i.2xlarge"]
    assert found["labels"] == {"example.com/pool": "training"}
    assert found["taint"] == [
        {"key": "dedicated", "value": "training", "effect": "NO_SCHEDULE"},
        {"key": "example.com/a", "effect": "PREFER_NO_SCHEDULE"},
        {"key": "b", "value": "c", "effect": "NO_EXECUTE"},
    ]


@pytest.mark.parametrize("taint", ["dedicated", "dedicated=training", "dedicated=training:Never"])
def test_taint_of_another_form_is_refused(stack: TerraformStack, taint: str) -> None:
    with pytest.raises(ValueError, match="taints must have the form dedicated=training:NoSchedule, got dedicated"):
        ExtraNodeGroup(stack, "training", **MINIMAL, taints=[taint])
