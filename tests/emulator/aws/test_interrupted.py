"""Terraform is interrupted by Ctrl-C and killed: the next run completes the deployment, and creates nothing twice."""

import os
import random
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from emulator import Inventory
from scripts.state_copies import restore_broken, state_copies
from tests.deployments import read
from tests.emulator.aws.imports import apply_despite_leftovers
from tests.emulator.aws.leftovers import remove_by_hand, unknown, unrecorded
from tests.emulator.deployed import Deployed, Values
from tests.emulator.stories import Steps, Story, StoryDefinition, by_container

# Another seed, other moments: WANDB_TEST_SEED=... pytest tests/emulator/aws/test_interrupted.py
SEED = int(os.environ.get("WANDB_TEST_SEED", "8"))
# In lines of progress (begun, still waited for, done): an apply of the deployment writes some two hundred of them, with
# the network in the first half, and a destroy as many.
IN_NETWORK, IN_WHAT_IS_LEFT, AFTER_NETWORK, IN_DESTROY = range(1, 100), range(1, 60), range(100, 180), range(1, 120)


@dataclass(frozen=True)
class Ended:
    """An interrupted run: its line of progress, the resources started but not in the state, and those that existed."""

    moment: int
    unrecorded: frozenset[str]
    there: Inventory = field(repr=False)


def interrupted(deployment: Deployed, values: Values) -> Steps:
    """Ctrl-C twice in the apply and once in the destroy."""
    moments = random.Random(SEED)
    deployment.configure(values)
    deployment.terraform.init()
    first = _end_apply(deployment, moments.choice(IN_NETWORK), signal.SIGINT)
    second = _end_apply(deployment, moments.choice(IN_WHAT_IS_LEFT), signal.SIGINT)
    yield "applies", [first, second]
    yield from _go_through(deployment, [first, second])
    yield from _destroy(deployment, moments.choice(IN_DESTROY), signal.SIGINT)


def killed(deployment: Deployed, values: Values) -> Steps:
    """The machine lost in the apply, while cluster, database and load balancer come up, and once in the destroy."""
    moments = random.Random(SEED)
    deployment.configure(values)
    deployment.terraform.init()
    ended = _end_apply(deployment, moments.choice(AFTER_NETWORK), signal.SIGKILL)
    yield "applies", [ended]
    yield from _go_through(deployment, [ended])
    yield from _destroy(deployment, moments.choice(IN_DESTROY), signal.SIGKILL)


def _end_apply(deployment: Deployed, moment: int, how: signal.Signals) -> Ended:
    with state_copies(deployment.folder):
        output = deployment.terraform.end_at(moment, how, "apply")
    assert output.status != 0
    restore_broken(deployment.folder)
    return Ended(moment, frozenset(unrecorded(deployment, output.text)), deployment.emulator.inventory())


def _go_through(deployment: Deployed, applies: Sequence[Ended]) -> Steps:
    yield "imported", apply_despite_leftovers(deployment)
    yield "state", deployment.managed()
    yield "second plan", deployment.terraform.plan()
    left = set().union(*(unknown(deployment, ended.unrecorded, ended.there) for ended in applies))
    yield "unknown", left
    remove_by_hand(deployment, left)


def _destroy(deployment: Deployed, moment: int, how: signal.Signals) -> Steps:
    with state_copies(deployment.folder):
        deployment.terraform.end_at(moment, how, "destroy")
    restore_broken(deployment.folder)
    deployment.terraform.destroy()
    yield "destroy", deployment.addresses()
    yield "left", deployment.emulator.remaining()


STORIES: Mapping[str, StoryDefinition] = {
    "interrupted": ("aws", "recommended", by_container(interrupted)),
    "killed": ("aws", "recommended", by_container(killed)),
}
each_way = pytest.mark.parametrize("way", [pytest.param(way, marks=pytest.mark.story(way)) for way in STORIES])


@each_way
def test_next_run_creates_what_is_missing(way: str, story: Story, configured: set[str]) -> None:
    assert set(story["state"]) == configured, story["applies"]
    assert story["second plan"] == {}, story["applies"]


@each_way
def test_only_unrecorded_resources_are_imported(way: str, story: Story) -> None:
    assert story["imported"] <= _unrecorded(story), story["applies"]


@each_way
def test_only_unrecorded_resources_are_left_over(way: str, story: Story) -> None:
    assert len(story["unknown"]) <= len(_unrecorded(story) - story["imported"]), story["applies"]


@each_way
def test_second_destroy_leaves_nothing(way: str, story: Story) -> None:
    assert (story["destroy"], story["left"]) == ([], {}), story["applies"]


@pytest.fixture
def configured(story: Story) -> set[str]:
    """The addresses of all resources that the story's deployment has."""
    _ = story["applies"]
    resources = read(story.output)[f"aws-{story.scenario}"].json["resource"].items()
    return {f"{type_}.{name}" for type_, named in resources for name in named}


def _unrecorded(story: Story) -> set[str]:
    return {address for ended in story["applies"] for address in ended.unrecorded}
