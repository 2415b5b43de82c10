"""scripts/demo_report.py: what is read from state files, and the texts."""

import json
from pathlib import Path

from scripts.demo_clouds import CLOUDS
from scripts.demo_report import (
    addresses,
    count_resources,
    how_to_look_around,
    protected_resources,
    table,
    tainted_resources,
    what_is_left,
)


def test_resources_are_counted_instance_by_instance_without_data_sources(tmp_path: Path) -> None:
    state = tmp_path / "terraform.aws-wandb.tfstate"
    resources = [
        {"mode": "managed", "type": "aws_subnet", "name": "network_private", "instances": [{}, {}, {}]},
        {"mode": "managed", "type": "aws_vpc", "name": "network_vpc", "instances": [{}]},
        {"mode": "data", "type": "aws_region", "instances": [{}]},
    ]
    state.write_text(json.dumps({"version": 4, "resources": resources}))
    assert count_resources(state) == 4
    assert addresses(state) == ["aws_subnet.network_private", "aws_vpc.network_vpc"]
    assert count_resources(tmp_path / "missing") == 0
    state.write_text("")
    assert count_resources(state) == 0


def test_what_an_interrupt_left_half_made_is_named(tmp_path: Path) -> None:
    state = tmp_path / "terraform.aws-wandb.tfstate"
    tainted, sound = {"status": "tainted"}, {"status": ""}
    resources = [
        {"mode": "managed", "type": "aws_rds_cluster", "name": "database_cluster", "instances": [tainted]},
        {"mode": "managed", "type": "aws_vpc", "name": "network_vpc", "instances": [sound]},
        {"mode": "managed", "type": "aws_lb", "name": "load_balancer_alb", "instances": [sound, tainted]},
    ]
    state.write_text(json.dumps({"version": 4, "resources": resources}))
    assert tainted_resources(state) == ["aws_rds_cluster.database_cluster", "aws_lb.load_balancer_alb"]


def test_resources_that_the_cloud_protects_are_named(tmp_path: Path) -> None:
    state = tmp_path / "terraform.aws-wandb.tfstate"
    resources = [
        _resource("aws_rds_cluster", "database_cluster", deletion_protection=True),
        _resource("aws_lb", "load_balancer_alb", enable_deletion_protection=True),
        _resource("aws_rds_cluster", "other", deletion_protection=False),
        _resource("aws_vpc", "network_vpc"),
    ]
    state.write_text(json.dumps({"version": 4, "resources": resources}))
    assert protected_resources(state) == ["aws_rds_cluster.database_cluster", "aws_lb.load_balancer_alb"]


def _resource(type_: str, name: str, **attributes: bool) -> dict[str, object]:
    return {"mode": "managed", "type": type_, "name": name, "instances": [{"attributes": attributes}]}


def test_account_is_empty_even_if_the_cloud_retains_something() -> None:
    kept, left = {"rds/cluster-snapshot": ["final-1", "final-2"]}, {"ec2/vpc": ["vpc-1"]}
    assert what_is_left({}, {}, account="subscription") == "The subscription is empty."
    assert what_is_left(kept, {}, account="account").splitlines() == [
        "The account is empty, except for what the cloud retains for a while after a deletion:",
        "  rds/cluster-snapshot: final-1, final-2",
    ]
    assert what_is_left(left | kept, left, account="account").splitlines() == [
        "These resources are still in the account:",
        "  ec2/vpc: vpc-1",
        "  rds/cluster-snapshot: final-1, final-2",
    ]


def test_columns_of_a_table_are_aligned() -> None:
    rows = [["", "resources", "apply"], ["aws-wandb", "97", "100 s"], ["aws-wandb-app", "13", ""]]
    assert table(rows).splitlines() == [
        "                 resources  apply",
        "  aws-wandb             97  100 s",
        "  aws-wandb-app         13",
    ]


def test_commands_to_look_around_are_those_of_the_cloud() -> None:
    aws = how_to_look_around(CLOUDS["aws"], application=False)
    assert "  . .demo/aws/environment  point this shell to the demo\n  aws eks list-clusters\n" in aws
    assert "kubectl" not in aws
    assert "Destroy the demo:               make demo-destroy\n" in aws
    azure = how_to_look_around(CLOUDS["azure"], application=True)
    assert "  . .demo/azure/environment  point this shell to the demo\n  kubectl get" in azure
    assert "Destroy the demo:               make demo-destroy CLOUD=azure\n" in azure
