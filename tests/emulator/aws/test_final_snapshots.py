"""Each deleted database leaves a final snapshot with a unique name, and can be restored from it."""

from collections.abc import Mapping

import pytest

from tests.emulator.deployed import NOTHING_NEW, Deployed, Values
from tests.emulator.stories import Steps, Story, StoryDefinition, by_container

# The database with what it needs: the cluster and the load balancer, of no interest here, take the longest.
ALONE = "-target=aws_rds_cluster.database_cluster"


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Make and destroy the database, restore it, replace it, destroy it again."""
    terraform = deployment.terraform
    deployment.configure(values)
    terraform.init()
    terraform.apply(ALONE)
    terraform.destroy(NOTHING_NEW)
    yield "after a destroy", _snapshots(deployment)

    [first] = _snapshots(deployment)
    deployment.configure({**values, "database_snapshot_identifier": first})
    terraform.apply(ALONE)
    yield "restored", deployment.emulator.inventory()["rds/cluster"]
    deployment.configure({**values, "database_name": "another"})
    terraform.apply(ALONE)
    yield "after a replacement", _snapshots(deployment)
    terraform.destroy(NOTHING_NEW)
    yield "after another destroy", _snapshots(deployment)


STORIES: Mapping[str, StoryDefinition] = {"snapshots": ("aws", "recommended", by_container(life_of))}
pytestmark = pytest.mark.story("snapshots")


def test_deleted_database_leaves_a_snapshot_with_its_name(story: Story) -> None:
    [snapshot] = story["after a destroy"]

    assert snapshot.startswith("wandb-final-")


def test_database_is_restored_from_its_snapshot(story: Story) -> None:
    assert story["restored"] == ["wandb"]


def test_each_database_leaves_its_own_snapshot(story: Story) -> None:
    destroyed, replaced, again = (
        set(story[step]) for step in ("after a destroy", "after a replacement", "after another destroy")
    )

    assert destroyed < replaced < again
    assert len(again) == 3


def _snapshots(deployment: Deployed) -> list[str]:
    return deployment.emulator.inventory().get("rds/cluster-snapshot", [])
