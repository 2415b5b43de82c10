"""Each setting of the infrastructure, changed alone, changes the configuration where it should: a setting that reaches
nothing is a promise broken in silence.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from constructs_lib.settings import AwsSettings
from tests.deployments import Configuration, settings_with
from tests.snapshots.application_setting_changes import APPLICATION_CHANGES, SECRETS_GIVEN
from tests.snapshots.changes import Change, differences, elements, infrastructure
from tests.snapshots.setting_changes import CHANGES, DECIDED_ELSEWHERE, ONE_VALUE


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.setting)
def test_a_setting_changed_alone_reaches_its_place(
    change: Change, configurations: Mapping[str, Configuration], tmp_path: Path
) -> None:
    assert change.changes
    assert not change.given, "the scenario itself is what is compared with"
    before = elements(configurations[f"aws-{change.base}"])

    assert change.reaches in differences(before, infrastructure(change.after, tmp_path))


def test_a_setting_with_one_value_reaches_its_place_too(
    configurations: Mapping[str, Configuration], tmp_path: Path
) -> None:
    changed = settings_with(ONE_VALUE.before).model_copy(update={ONE_VALUE.setting: ONE_VALUE.value})
    before = elements(configurations[f"aws-{ONE_VALUE.base}"])

    assert differences(before, infrastructure(changed, tmp_path)) == {ONE_VALUE.reaches}


def test_every_setting_is_in_exactly_one_table() -> None:
    changes = [*CHANGES, *APPLICATION_CHANGES, *SECRETS_GIVEN, ONE_VALUE]

    assert sorted([*(change.setting for change in changes), *DECIDED_ELSEWHERE]) == sorted(AwsSettings.model_fields)


def test_the_changed_values_all_differ_so_that_no_two_settings_can_be_mixed_up() -> None:
    changes = [*CHANGES, *APPLICATION_CHANGES, *SECRETS_GIVEN]
    values = [json.dumps(change.value) for change in changes if not isinstance(change.value, bool)]

    assert {value for value in values if values.count(value) > 1} == set()
