"""Every input can be set, and its value is the one that was written: two files that set all of them between them."""

from __future__ import annotations

import pytest

from constructs_lib.settings import AwsSettings
from constructs_lib.settings.build import build
from constructs_lib.settings.secrets import secret_inputs
from constructs_lib.settings.tfvars import read_file
from tests.unit.settings.settings_cases import HERE

FILES = ("everything.tfvars", "everything_existing.tfvars")
# Only one value is possible, because W&B needs it: setting it is the same as leaving it out.
ONE_VALUE = {"database_binlog_format"}


def load(name: str) -> AwsSettings:
    settings, problems = build(AwsSettings, read_file(HERE / name), name)
    assert settings is not None, [str(problem) for problem in problems]
    return settings


def changed(settings: AwsSettings) -> set[str]:
    fields = type(settings).model_fields
    return {name for name in settings.model_fields_set if getattr(settings, name) != fields[name].default}


def test_between_them_the_files_set_every_input_to_something_else_than_its_default() -> None:
    assert set(AwsSettings.model_fields) - set.union(*(changed(load(name)) for name in FILES)) == ONE_VALUE


@pytest.mark.parametrize("name", FILES)
def test_each_value_arrives_under_its_own_name(name: str) -> None:
    written = read_file(HERE / name).values
    settings = load(name).model_dump(mode="json")
    secrets = set(secret_inputs(AwsSettings))
    differs = {key for key, value in written.items() if key not in secrets and settings[key] != value}
    assert differs == set()
    kept = {key: settings[key] for key in secrets & set(written)}
    assert kept == {key: _given(written[key]) for key in kept}


def _given(secret: object) -> object:
    """What settings keep of a secret: that it is there, and of several their names."""
    return sorted(secret) if isinstance(secret, dict) else True


@pytest.mark.parametrize("name", FILES)
def test_no_secret_of_the_file_is_kept(name: str) -> None:
    settings = load(name)
    assert "canary" not in repr(settings) + settings.model_dump_json()
