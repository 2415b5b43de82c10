"""Each input of the application, changed by itself, changes the application stack as expected, and nothing else."""

from pathlib import Path

import pytest

from tests.inputs import azure_setting_changes as azure
from tests.inputs.application_setting_changes import APPLICATION_CHANGES, SECRETS_GIVEN
from tests.inputs.changes import APPLICATION, Change, Comparison


@pytest.mark.parametrize("change", APPLICATION_CHANGES, ids=str)
def test_application_input_changes_only_the_application_stack(
    change: Change, comparison: Comparison, tmp_path: Path
) -> None:
    assert change.changes
    changed = comparison.changed_by(change, tmp_path)

    assert change.reaches in changed
    assert {address for address in changed if not address.startswith(APPLICATION)} == set()


@pytest.mark.parametrize("change", [*SECRETS_GIVEN, *azure.SECRETS_GIVEN], ids=str)
def test_secret_reaches_the_application_stack_as_a_variable_without_its_value(
    change: Change, comparison: Comparison, tmp_path: Path
) -> None:
    assert change.reaches in comparison.changed_by(change, tmp_path)
    written = [file.read_text() for file in tmp_path.rglob("cdk.tf.json")]
    assert written
    assert not any("canary-" in text for text in written)
