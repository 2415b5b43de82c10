"""scripts/demo_report.py: the texts."""

from scripts.demo_clouds import CLOUDS
from scripts.demo_report import (
    how_to_look_around,
    table,
    what_is_left,
)


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
