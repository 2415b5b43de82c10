"""W&B by its operator: change of the runtime, upgrades, rotation, options, removal."""

from collections.abc import Mapping

import pytest

from tests.emulator import operator_life
from tests.emulator.deployed import Deployed, Values
from tests.emulator.stories import Steps, Story, StoryDefinition


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Without protection, because the change of the runtime changes the access to the storage account."""
    return operator_life.life_of(deployment, {**values, "deletion_protection": False})


STORIES: Mapping[str, StoryDefinition] = {"azure-operator": ("azure", "recommended", life_of)}
pytestmark = [pytest.mark.story("azure-operator"), pytest.mark.application]


def test_operator_installs_components_and_plans_nothing(story: Story) -> None:
    operator_life.check_deploy(story)


def test_upgrade_changes_only_what_has_the_version(story: Story) -> None:
    operator_life.check_upgrades(story)


def test_new_license_reaches_every_component(story: Story) -> None:
    operator_life.check_rotation(story)


def test_options_come_and_go(story: Story) -> None:
    operator_life.check_options(story)


def test_destroy_leaves_only_the_definition(story: Story) -> None:
    operator_life.check_destroy(story, kept={"kubernetes/namespaces": ["cert-manager"]})


def test_change_of_runtime_replaces_nothing(story: Story) -> None:
    operator_life.check_way_back(story)
