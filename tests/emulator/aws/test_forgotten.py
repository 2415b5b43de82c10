"""Resources that were removed from the state are imported, without any change."""

from collections.abc import Mapping

import pytest

from tests.emulator.aws.imports import IDS, import_with_next_apply
from tests.emulator.deployed import Deployed, Values
from tests.emulator.stories import Steps, Story, StoryDefinition, by_container


def forgotten(deployment: Deployed, values: Values) -> Steps:
    """One resource of each type that can be imported goes from the state, and comes back."""
    deployment.start(values)
    there = deployment.emulator.inventory()
    one_each = {address.partition(".")[0]: address for address in deployment.addresses()}
    forgotten = {address for type_, address in one_each.items() if type_ in IDS}
    deployment.terraform.run("state", "rm", *sorted(forgotten))
    yield "forgotten", forgotten
    import_with_next_apply(deployment, forgotten)
    deployment.terraform.apply()
    yield "state", set(deployment.addresses())
    yield "inventories", (there, deployment.emulator.inventory())
    yield "second plan", deployment.terraform.plan()


STORIES: Mapping[str, StoryDefinition] = {"forgotten": ("aws", "recommended", by_container(forgotten))}
pytestmark = pytest.mark.story("forgotten")


def test_every_importable_type_exists(story: Story) -> None:
    assert {address.partition(".")[0] for address in story["forgotten"]} == IDS.keys()


def test_state_has_all_resources_again(story: Story) -> None:
    assert story["forgotten"] <= story["state"]


def test_import_creates_and_changes_nothing(story: Story) -> None:
    before, after = story["inventories"]

    assert after == before
    assert story["second plan"] == {}
