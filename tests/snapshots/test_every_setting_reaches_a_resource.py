"""Each setting, changed alone, changes the configuration where it should: a setting that reaches nothing is a promise
broken in silence.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.settings import AwsSettings, Deployment
from tests.deployments import Configuration, settings_with, synthesize, values_of
from tests.snapshots.setting_changes import APPLICATION_STACK, CHANGES, DECIDED_ELSEWHERE, ONE_VALUE, Change


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.setting)
def test_a_setting_changed_alone_reaches_its_place(
    change: Change, configurations: Mapping[str, Configuration], tmp_path: Path
) -> None:
    values = {**values_of(change.base), **change.given}
    assert values.get(change.setting, AwsSettings.model_fields[change.setting].default) != change.value
    before = _elements(configurations[f"aws-{change.base}"])
    after = _elements(_synthesize(settings_with({**values, change.setting: change.value}), tmp_path))

    assert change.reaches in _differences(before, after)


def test_a_setting_with_one_value_reaches_its_place_too(
    configurations: Mapping[str, Configuration], tmp_path: Path
) -> None:
    settings = settings_with(values_of(ONE_VALUE.base))
    changed = settings.model_copy(update={ONE_VALUE.setting: ONE_VALUE.value})
    before = _elements(configurations[f"aws-{ONE_VALUE.base}"])

    assert _differences(before, _elements(_synthesize(changed, tmp_path))) == {ONE_VALUE.reaches}


def test_settings_of_the_application_stack_leave_the_infrastructure_alone(
    configurations: Mapping[str, Configuration], tmp_path: Path
) -> None:
    changed = settings_with({**values_of("recommended"), **APPLICATION_STACK})
    after = _elements(_synthesize(changed, tmp_path))

    assert _differences(_elements(configurations["aws-recommended"]), after) == set()


def test_every_setting_is_in_exactly_one_table() -> None:
    tables = [change.setting for change in CHANGES] + [*APPLICATION_STACK, ONE_VALUE.setting, *DECIDED_ELSEWHERE]

    assert sorted(tables) == sorted(AwsSettings.model_fields)


def test_the_changed_values_all_differ_so_that_no_two_settings_can_be_mixed_up() -> None:
    values = [json.dumps(change.value) for change in CHANGES if not isinstance(change.value, bool)]

    assert {value for value in values if values.count(value) > 1} == set()


def _synthesize(settings: AwsSettings, folder: Path) -> Configuration:
    deployment = Deployment("aws-changed", "aws", Path("changed.tfvars"), settings, ())
    return synthesize([deployment], folder / "cdktf.out")["aws-changed"]


def _elements(configuration: Configuration) -> dict[str, str]:
    """Address to content of everything but Terraform's own settings: `aws_vpc.x`, `data.aws_y.z`, `output.url`."""
    found: dict[str, Any] = {}
    for section in ("resource", "data", "ephemeral"):
        prefix = "" if section == "resource" else f"{section}."
        for type_, elements in configuration.json.get(section, {}).items():
            found |= {f"{prefix}{type_}.{name}": arguments for name, arguments in elements.items()}
    for section in ("output", "provider"):
        found |= {f"{section}.{name}": content for name, content in configuration.json[section].items()}
    return {address: json.dumps(_without_notes(content), sort_keys=True) for address, content in found.items()}


def _without_notes(content: Any) -> Any:
    # cdktf notes the path of each element there, which begins with the stack's name.
    return {key: value for key, value in content.items() if key != "//"} if isinstance(content, dict) else content


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """The addresses of what changed, came or went."""
    return {address for address in before.keys() | after.keys() if before.get(address) != after.get(address)}
