"""The inputs of the official Kubernetes module, which both clouds' deployments have."""

from __future__ import annotations

import json

import pytest

from constructs_lib.settings.clouds import model_of
from constructs_lib.settings.fields.declaration import KUBERNETES, generations_of
from tests.unit.settings.settings_cases import CLOUDS, HERE

OFFICIAL: list[str] = json.loads((HERE / "official_inputs_kubernetes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("cloud", CLOUDS)
def test_these_and_no_other_inputs_are_said_to_be_the_kubernetes_modules(cloud: str) -> None:
    model = model_of(cloud)
    known = {**model.model_fields, **{refusal.name: refusal for refusal in model.refusals}}
    claimed = [name for name, item in known.items() if KUBERNETES in generations_of(item, model.generations)]
    assert sorted(claimed) == OFFICIAL


@pytest.mark.parametrize("cloud", CLOUDS)
def test_no_input_is_both_taken_and_refused(cloud: str) -> None:
    model = model_of(cloud)
    assert [refusal.name for refusal in model.refusals if refusal.name in model.model_fields] == []


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_other_name_leads_to_an_input_and_is_none_itself(cloud: str) -> None:
    model = model_of(cloud)
    known = {*model.model_fields, *(refusal.name for refusal in model.refusals)}
    assert set(model.other_names.values()) <= set(model.model_fields)
    assert known.intersection(model.other_names) == set()
