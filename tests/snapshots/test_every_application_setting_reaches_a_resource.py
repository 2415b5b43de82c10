"""Each setting of the application, changed alone, changes the application stack where it should, and nothing below."""

from pathlib import Path

import pytest

from tests.snapshots.application_setting_changes import APPLICATION_CHANGES, SECRETS_GIVEN
from tests.snapshots.changes import APPLICATION, Change, Elements, both_stacks, differences


@pytest.fixture(scope="session")
def known() -> dict[str, Elements]:
    """What files before their change synthesize to: many changes start from one."""
    return {}


def _changed(change: Change, known: dict[str, Elements], folder: Path) -> set[str]:
    start = repr(sorted(change.before.items()))
    if start not in known:
        known[start] = both_stacks(change.before, folder / "before")
    return differences(known[start], both_stacks(change.after, folder / "after"))


@pytest.mark.parametrize("change", APPLICATION_CHANGES, ids=lambda change: change.setting)
def test_an_application_setting_changed_alone_reaches_its_place_in_its_stack_alone(
    change: Change, known: dict[str, Elements], tmp_path: Path
) -> None:
    assert change.changes
    changed = _changed(change, known, tmp_path)

    assert change.reaches in changed
    assert {address for address in changed if not address.startswith(APPLICATION)} == set()


@pytest.mark.parametrize("change", SECRETS_GIVEN, ids=lambda change: change.setting)
def test_a_secret_reaches_the_application_stack_as_a_variable_without_its_value(
    change: Change, known: dict[str, Elements], tmp_path: Path
) -> None:
    assert change.reaches in _changed(change, known, tmp_path)
    written = [file.read_text() for file in tmp_path.rglob("cdk.tf.json")]
    assert written
    assert not any("canary-" in text for text in written)
