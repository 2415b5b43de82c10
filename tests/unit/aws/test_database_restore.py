"""An Aurora cluster that is restored to a point in time, beside the first one."""

from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.account import Account
from constructs_lib.aws.database_restore import PointInTime
from tests.unit.aws.database_case import create
from tests.unit.synth import resources, shown

RESTORED = "aws_rds_cluster.database_restored_cluster"


@pytest.mark.parametrize(
    ("restore", "block"),
    [
        (PointInTime("wandb"), {"source_cluster_identifier": "wandb", "use_latest_restorable_time": True}),
        (
            PointInTime("wandb", "2026-01-31T12:00:00Z"),
            {"source_cluster_identifier": "wandb", "restore_to_time": "2026-01-31T12:00:00Z"},
        ),
    ],
)
def test_restored_cluster_has_its_own_name_and_address(
    restore: PointInTime, block: dict[str, Any], stack: TerraformStack, account: Account
) -> None:
    database = create(stack, account, restore=restore)
    assert RESTORED in shown(stack, host=database.host)["host"]

    [(name, cluster)] = resources(stack, "aws_rds_cluster").items()
    assert name == "database_restored_cluster"
    assert cluster["restore_to_point_in_time"] == block
    assert cluster["cluster_identifier"].startswith("wandb-${substr(sha256(")
    assert cluster["lifecycle"] == {"prevent_destroy": True}
    instances = resources(stack, "aws_rds_cluster_instance")
    assert {each["cluster_identifier"] for each in instances.values()} == {f"${{{RESTORED}.id}}"}
    assert all(name.startswith("database_restored_instance_") for name in instances)


def test_each_point_in_time_has_its_own_name(stack: TerraformStack) -> None:
    times = (None, "2026-01-31T12:00:00Z", "2026-01-31T12:00:01Z")

    points = [PointInTime(source, time) for source in ("wandb", "other") for time in times]
    assert len(set(shown(stack, **{f"p{number}": each.suffix for number, each in enumerate(points)}).values())) == 6


def test_logs_of_both_clusters_are_kept(stack: TerraformStack, account: Account) -> None:
    create(stack, account, restore=PointInTime("wandb"))

    names = {name: each["name"] for name, each in resources(stack, "aws_cloudwatch_log_group").items()}
    assert names["database_audit_log"] == "/aws/rds/cluster/wandb/audit"
    assert names["database_restored_audit_log"].startswith("/aws/rds/cluster/wandb-${substr(")
    assert len(names) == 8


def test_snapshot_and_point_in_time_are_refused_together(stack: TerraformStack, account: Account) -> None:
    with pytest.raises(ValueError, match="snapshot_identifier and restore exclude each other"):
        create(stack, account, restore=PointInTime("wandb"), snapshot_identifier="before")
