"""What a change of the app does to its deployments: run `pytest --snapshot-update`, and read the diff."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from cdktf import App

from constructs_lib.stacks import SynthesizedStack
from main import REGIONS, add_deployments

Stacks = Mapping[str, SynthesizedStack]


@pytest.fixture(scope="session")
def stacks(synthesize_app: Callable[[Callable[[App], Any]], Stacks]) -> Stacks:
    """The stacks of the app, synthesized once."""
    return synthesize_app(add_deployments)


# The second region has the same stacks, except for names. Add "frankfurt" to record the infrastructure, too.
@pytest.mark.parametrize("name", ["frankfurt-app"])
def test_stack_is_unchanged(name: str, stacks: Stacks, stack_snapshot: Any) -> None:
    assert stacks[name] == stack_snapshot


@pytest.mark.parametrize("place", REGIONS)
def test_alarm_watches_the_database_of_its_deployment(place: str, stacks: Stacks) -> None:
    alarm = stacks[place].resource("aws_cloudwatch_metric_alarm.database_memory")
    database = stacks[place].resource("aws_rds_cluster.database_cluster")
    assert alarm["dimensions"] == {"DBClusterIdentifier": database["cluster_identifier"]}
    assert alarm["alarm_actions"] == ["${aws_sns_topic.alarms.arn}"]
