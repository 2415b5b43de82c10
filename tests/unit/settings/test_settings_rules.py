"""Each rule names the inputs that it reads; if one of them is wrong, the rule has no findings."""

from __future__ import annotations

from typing import Any

import pytest

from constructs_lib.settings.aws import rules as aws
from constructs_lib.settings.azure import rules as azure
from constructs_lib.settings.base import SettingsModel
from constructs_lib.settings.clouds import model_of
from tests.unit.settings.settings_cases import CLOUDS, HERE, cases, settings_of

RULES = {"aws": (*aws.RULES, *aws.NOTICES), "azure": (*azure.RULES, *azure.NOTICES)}

# Goes through all subnets to find one, whose input it names.
READS_MORE = {"cluster_subnet_fits_nodes_and_pods"}


@pytest.mark.parametrize("cloud", CLOUDS)
def test_inputs_that_a_rule_reads_exist(cloud: str) -> None:
    inputs = set(model_of(cloud).model_fields)
    assert {name for each in RULES[cloud] for name in each.reads} <= inputs


@pytest.mark.parametrize("cloud", CLOUDS)
def test_rule_names_every_input_that_it_reads_itself(cloud: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [changes for changes, _messages in cases(f"{cloud}/accepted.txt")]
    # These files set the license themselves, by either of its names.
    without = "# without: license\n# without: wandb_license\n"
    files += [without + file.read_text(encoding="utf-8") for file in sorted((HERE / cloud).glob("*.tfvars"))]
    known = [settings_of(changes, cloud) for changes in files]
    inputs = set(model_of(cloud).model_fields)
    read: set[str] = set()

    def noted(settings: SettingsModel, name: str) -> Any:
        before = set(read)
        value = object.__getattribute__(settings, name)
        # A value derived from several inputs, such as `sizing`, reads more of them than the rule looks at.
        read.intersection_update(before)
        read.update({name} & inputs)
        return value

    monkeypatch.setattr(SettingsModel, "__getattribute__", noted, raising=False)
    unnamed = set()
    for each in [each for each in RULES[cloud] if each.check.__name__ not in READS_MORE]:
        for settings in known:
            read.clear()
            list(each.check(settings))
            unnamed |= {(each.check.__qualname__, name) for name in read & inputs - set(each.reads)}
    assert unnamed == set()
