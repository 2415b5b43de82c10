"""Each setting of a cloud's own, changed alone, changes the configuration where it should: a setting that reaches
nothing is a promise broken in silence.
"""

import json
from pathlib import Path

import pytest

from constructs_lib.settings.clouds import model_of
from tests.deployments import CLOUDS
from tests.inputs import aws_setting_changes as aws
from tests.inputs import azure_setting_changes as azure
from tests.inputs.application_setting_changes import APPLICATION_CHANGES, SECRETS_GIVEN
from tests.inputs.changes import Change, Comparison

CHANGES = (*aws.CHANGES, *azure.CHANGES)
TABLES = (*CHANGES, *APPLICATION_CHANGES, *SECRETS_GIVEN, *azure.SECRETS_GIVEN)
# In no table, with the reason.
NOT_CHANGED = {"aws": {*aws.DECIDED_ELSEWHERE, aws.ONE_VALUE.setting}, "azure": set[str]()}


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_each_changed_input_reaches_its_resource(change: Change, comparison: Comparison, tmp_path: Path) -> None:
    assert change.changes

    assert change.reaches in comparison.changed_by(change, tmp_path)


def test_input_with_one_value_reaches_its_resource(comparison: Comparison, tmp_path: Path) -> None:
    assert comparison.changed_past_validation(aws.ONE_VALUE, tmp_path) == {aws.ONE_VALUE.reaches}


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_setting_is_in_exactly_one_table(cloud: str) -> None:
    changed = [change.setting for change in TABLES if change.cloud == cloud]

    assert sorted([*changed, *NOT_CHANGED[cloud]]) == sorted(model_of(cloud).model_fields)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_changed_values_are_all_different(cloud: str) -> None:
    changes = [change for change in TABLES if change.cloud == cloud]
    values = [json.dumps(change.value) for change in changes if not isinstance(change.value, bool)]

    assert {value for value in values if values.count(value) > 1} == set()
