"""The deployment succeeds against an emulator that throttles, fails and drops connections."""

import re
from collections import Counter
from collections.abc import Mapping

import pytest

from emulator.aws.faults import FAULTS
from tests.emulator.deployed import Deployed, Values
from tests.emulator.stories import Steps, Story, StoryDefinition, by_container

# One request in twelve, and which: much more than AWS does to anybody.
EMULATOR_OPTIONS = {"faulty": ("--fault-rate", "0.08", "--fault-seed", "8")}
_FAULT = re.compile(r"fault: (\w+) \(([a-z0-9]+)\)")


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Apply, plan again and destroy; count the faults."""
    deployment.start(values)
    yield "faults", Counter(_FAULT.findall(deployment.emulator.log_file.read_text()))
    yield "second plan", deployment.terraform.plan()
    deployment.terraform.destroy()
    yield "destroy", deployment.addresses()
    yield "left", deployment.emulator.remaining()


STORIES: Mapping[str, StoryDefinition] = {"faulty": ("aws", "recommended", by_container(life_of))}
pytestmark = pytest.mark.story("faulty")


def test_apply_succeeds_despite_every_kind_of_fault(story: Story) -> None:
    met = story["faults"]

    assert {kind for kind, _ in met} == {fault.__name__ for fault in FAULTS}
    assert {"ec2", "iam", "s3"} <= {service for _, service in met}
    assert met.total() > 20


def test_second_plan_is_empty(story: Story) -> None:
    assert story["second plan"] == {}


def test_destroy_leaves_nothing(story: Story) -> None:
    assert (story["destroy"], story["left"]) == ([], {})
