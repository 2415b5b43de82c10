"""Files that together set every input: each value is stored under its name, and no secret is stored."""

from __future__ import annotations

import json
from typing import Any

import pytest

from constructs_lib.deployment_file.reader import read_file
from constructs_lib.deployments.build import build
from constructs_lib.deployments.secrets import secret_inputs
from constructs_lib.settings.clouds import model_of
from tests.unit.settings.settings_cases import CLOUDS, HERE, messages_of

FILES = [(cloud, path.name) for cloud in CLOUDS for path in sorted((HERE / cloud).glob("everything*.tfvars"))]
# Only one value is possible, because W&B needs it: setting it is the same as leaving it out.
ONE_VALUE = {"aws": {"database_binlog_format"}, "azure": set()}


def load(cloud: str, name: str) -> Any:
    settings, problems = build(model_of(cloud), read_file(HERE / cloud / name), name)
    assert settings is not None, [str(problem) for problem in problems]
    return settings


def changed(settings: Any) -> set[str]:
    fields = type(settings).model_fields
    return {name for name in settings.model_fields_set if getattr(settings, name) != fields[name].default}


@pytest.mark.parametrize("cloud", CLOUDS)
def test_everything_files_change_every_input_from_its_default(cloud: str) -> None:
    set_somewhere = set.union(*(changed(load(of, name)) for of, name in FILES if of == cloud))
    assert set(model_of(cloud).model_fields) - set_somewhere == ONE_VALUE[cloud]


@pytest.mark.parametrize(("cloud", "name"), FILES)
def test_each_value_arrives_under_its_own_name(cloud: str, name: str) -> None:
    written = read_file(HERE / cloud / name).values
    settings = load(cloud, name).model_dump(mode="json")
    secrets = set(secret_inputs(model_of(cloud)))
    differs = {key for key, value in written.items() if key not in secrets and settings[key] != value}
    assert differs == set()
    kept = {key: settings[key] for key in secrets & set(written)}
    assert kept == {key: _given(written[key]) for key in kept}


def _given(secret: object) -> object:
    """What settings keep of a secret: that it is there, and of several their names."""
    return sorted(secret) if isinstance(secret, dict) else True


@pytest.mark.parametrize(("cloud", "name"), FILES)
def test_settings_store_no_secret(cloud: str, name: str) -> None:
    settings = load(cloud, name)
    assert "canary" not in repr(settings) + settings.model_dump_json()


@pytest.mark.parametrize("cloud", CLOUDS)
def test_element_that_is_repeated_in_a_list_is_refused(cloud: str) -> None:
    written = [item for of, name in FILES if of == cloud for item in read_file(HERE / cloud / name).values.items()]
    texts = {key: value[0] for key, value in written if isinstance(value, list) and value and isinstance(value[0], str)}
    assert texts
    messages = {key: str(messages_of(f"{key} = {json.dumps([text, text])}", cloud)) for key, text in texts.items()}
    assert [key for key in messages if "listed more than once" not in messages[key]] == []
