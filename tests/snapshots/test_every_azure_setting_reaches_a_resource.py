"""Each setting of a deployment on Azure, changed alone, changes the configuration where it should."""

import json
from pathlib import Path

import pytest

from constructs_lib.settings import AzureSettings
from constructs_lib.settings.kubernetes import KubernetesSettings
from tests.snapshots.azure_setting_changes import CHANGES, SECRETS_GIVEN
from tests.snapshots.changes import Change, Elements, both_stacks, differences


@pytest.fixture(scope="session")
def known() -> dict[str, Elements]:
    """What files before their change synthesize to: many changes start from one."""
    return {}


def _changed(change: Change, known: dict[str, Elements], folder: Path) -> set[str]:
    start = repr(sorted(change.before.items()))
    if start not in known:
        known[start] = both_stacks(change.before, folder / "before", change.cloud)
    return differences(known[start], both_stacks(change.after, folder / "after", change.cloud))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.setting)
def test_a_setting_changed_alone_reaches_its_place(change: Change, known: dict[str, Elements], tmp_path: Path) -> None:
    assert change.changes

    assert change.reaches in _changed(change, known, tmp_path)


@pytest.mark.parametrize("change", SECRETS_GIVEN, ids=lambda change: change.setting)
def test_a_secret_reaches_the_application_stack_as_a_variable_without_its_value(
    change: Change, known: dict[str, Elements], tmp_path: Path
) -> None:
    assert change.reaches in _changed(change, known, tmp_path)
    written = [file.read_text() for file in tmp_path.rglob("cdk.tf.json")]
    assert written
    assert not any("canary-" in text for text in written)


def test_every_setting_that_azure_has_for_itself_is_in_the_table_once() -> None:
    own = set(AzureSettings.model_fields) - set(KubernetesSettings.model_fields)

    assert sorted(change.setting for change in (*CHANGES, *SECRETS_GIVEN)) == sorted(own)


def test_the_changed_values_all_differ_so_that_no_two_settings_can_be_mixed_up() -> None:
    values = [json.dumps(change.value) for change in CHANGES if not isinstance(change.value, bool)]

    assert {value for value in values if values.count(value) > 1} == set()
