"""A database that goes leaves a snapshot behind, each under a name of its own, and comes back from it."""

from collections.abc import Mapping

import pytest

from tests.emulator.deployed import Deployed, Values
from tests.emulator.stories import Steps, Story, Told

# The database with what it needs: the cluster and the load balancer, of no interest here, take the longest.
ALONE = "-target=aws_rds_cluster.database_cluster"


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Make and destroy the database, restore it, replace it, destroy it again."""
    terraform = deployment.terraform
    deployment.configure(values)
    terraform.init()
    terraform.apply(ALONE)
    terraform.destroy()
    yield "after a destroy", _snapshots(deployment)

    [first] = _snapshots(deployment)
    deployment.configure({**values, "database_snapshot_identifier": first})
    terraform.apply(ALONE)
    yield "restored", deployment.emulator.inventory()["rds/cluster"]
    deployment.configure({**values, "database_name": "another"})
    terraform.apply(ALONE)
    yield "after a replacement", _snapshots(deployment)
    terraform.destroy()
    yield "after another destroy", _snapshots(deployment)


STORIES: Mapping[str, Told] = {"snapshots": ("aws", "recommended", life_of)}
pytestmark = pytest.mark.story("snapshots")


def test_deleted_database_leaves_a_final_snapshot_named_after_it(story: Story) -> None:
    [snapshot] = story["after a destroy"]

    assert snapshot.startswith("wandb-final-")


def test_a_database_is_restored_from_its_final_snapshot_under_its_old_name(story: Story) -> None:
    assert story["restored"] == ["wandb"]


def test_each_further_database_of_that_name_leaves_a_snapshot_of_its_own(story: Story) -> None:
    destroyed, replaced, again = (
        set(story[step]) for step in ("after a destroy", "after a replacement", "after another destroy")
    )

    assert destroyed < replaced < again
    assert len(again) == 3


def _snapshots(deployment: Deployed) -> list[str]:
    return deployment.emulator.inventory().get("rds/cluster-snapshot", [])
