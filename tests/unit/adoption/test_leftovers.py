"""constructs_lib/adoption/leftovers.py and removal.py: what remains, and what removes it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.adoption import AzureAdoptedParts
from constructs_lib.adoption.leftovers import Leftover, state_of
from constructs_lib.adoption.removal import unexpected, write_removal
from scripts.adopt_leftovers import removable
from tests.official_states import RECORDED
from tests.unit.adoption.official import plan_of

STACK: dict[str, Any] = {
    "terraform": {
        "required_version": ">= 1.11.1",
        "required_providers": {"aws": {"source": "aws", "version": ">= 5.100"}},
        "backend": {"s3": {"bucket": "state"}},
    },
    "provider": {
        "aws": [
            {"region": "eu-central-1", "default_tags": [{"tags": {"a": "b"}}], "assume_role": [{"role_arn": "r"}]},
            {"alias": "dns", "region": "eu-central-1"},
        ]
    },
}


@pytest.mark.parametrize("name", RECORDED)
def test_dependants_are_destroyed_first(name: str) -> None:
    leftovers = [each for each in plan_of(name).adoption.leftovers if each.kind != "application"]
    resources = {f"{each['type']}.{each['name']}": each for each in state_of(leftovers, "hashicorp/aws")["resources"]}
    assert len(resources) == len(leftovers)
    order = {
        "aws_eks_node_group": "aws_launch_template",
        "aws_security_group_rule": "aws_security_group",
        "aws_iam_role_policy_attachment": "aws_iam_policy",
    }
    for resource in resources.values():
        [instance] = resource["instances"]
        assert instance["attributes"]["id"]
        needed = {each.partition(".")[0] for each in instance["dependencies"]}
        assert order.get(resource["type"], "") in {*needed, ""}
        assert resource["type"] not in needed


def test_removal_uses_the_provider_of_the_stack_and_no_other_state(tmp_path: Path) -> None:
    leftovers = list(plan_of("v8.0.0-recommended").adoption.leftovers)
    write_removal(tmp_path, "aws", leftovers, STACK)
    configuration = json.loads((tmp_path / "main.tf.json").read_text())
    assert configuration["provider"] == {"aws": [{"region": "eu-central-1", "assume_role": [{"role_arn": "r"}]}]}
    assert configuration["terraform"]["backend"] == {"local": {"path": "leftovers.tfstate"}}
    assert "resource" not in configuration


def test_removal_on_azure_uses_its_provider(tmp_path: Path) -> None:
    stack = {
        "terraform": {**STACK["terraform"], "required_providers": {"azurerm": {"source": "hashicorp/azurerm"}}},
        "provider": {"azurerm": [{"features": [{}], "subscription_id": "s"}]},
    }
    leftovers = [each for each in plan_of("azure-head").adoption.leftovers if each.kind == "nodes"]
    write_removal(tmp_path, "azure", leftovers, stack)
    configuration = json.loads((tmp_path / "main.tf.json").read_text())
    assert configuration["provider"] == stack["provider"]
    [pool] = json.loads((tmp_path / "leftovers.tfstate").read_text())["resources"]
    assert pool["type"] == "azurerm_kubernetes_cluster_node_pool"
    assert pool["provider"] == 'provider["registry.terraform.io/hashicorp/azurerm"]'


def test_access_policies_are_in_use_until_the_vault_authorizes_by_role() -> None:
    adoption = plan_of("azure-head").adoption
    policies = [each for each in adoption.leftovers if each.type == "azurerm_key_vault_access_policy"]
    assert len(policies) == 2
    iam = [each for each in adoption.leftovers if each.kind == "iam"]
    assert not set(ids_of(policies)) & set(ids_of(removable("iam", iam, adoption)))
    given_up = replace(adoption, parts=AzureAdoptedParts())
    assert removable("iam", iam, given_up) == iam


def ids_of(leftovers: list[Leftover]) -> list[str]:
    return [each.id for each in leftovers]


def test_a_plan_that_does_more_than_remove_is_stopped() -> None:
    def plan(*actions: list[str]) -> dict[str, Any]:
        changes = [
            {"address": f"a.b{n}", "mode": "managed", "change": {"actions": each}} for n, each in enumerate(actions)
        ]
        return {"resource_changes": changes}

    assert unexpected(plan(["delete"], ["no-op"]), 2) == []
    assert unexpected(plan(["delete"], ["update"]), 2) == ["a.b1"]
    assert unexpected(plan(["delete"], ["delete"]), 1) == ["a.b0", "a.b1"]
