"""Tests of scenarios that exist on every cloud."""

import re
from collections.abc import Mapping

import pytest

from tests.deployments import CLOUDS, Arguments, Configuration, scenarios_of

# Resource types that the scenario `everything` replaces with another type.
ALTERNATIVES: Mapping[str, set[str]] = {"aws": set(), "azure": {"azurerm_redis_cache"}}
# Parts of the addresses of an option that only adds resources.
OPTIONS = {"redis": ("cache", "redis"), "queue": ("queue", "notification")}
LOCK = "azurerm_management_lock."


def _stacks(configurations: Mapping[str, Configuration], cloud: str, end: str) -> dict[str, Configuration]:
    return {scenario: configurations[f"{cloud}-{scenario}{end}"] for scenario in scenarios_of(cloud)}


def _without_lock_order(configuration: Configuration) -> dict[str, Arguments]:
    """Its resources, without the `depends_on` of Azure's locks, to which options add."""
    return {
        address: {key: value for key, value in arguments.items() if key != "depends_on" or LOCK not in address}
        for address, arguments in configuration.by_address.items()
    }


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("option", OPTIONS)
def test_option_only_adds_to_the_recommended_deployment(
    option: str,
    cloud: str,
    configurations: Mapping[str, Configuration],
    other_configurations: Mapping[str, Configuration],
) -> None:
    # The operator always has Redis: here it is an option of the container.
    without_option = other_configurations if option == "redis" else configurations
    recommended = _without_lock_order(without_option[f"{cloud}-recommended"])
    with_option = _without_lock_order(configurations[f"{cloud}-{option}"])

    assert {address: with_option.get(address) for address in recommended} == recommended
    added = with_option.keys() - recommended.keys()
    assert added
    assert {address for address in added if not any(part in address for part in OPTIONS[option])} == set()


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("end", ["", "-app"])
def test_everything_has_the_resource_types_of_all_scenarios(
    end: str,
    cloud: str,
    configurations: Mapping[str, Configuration],
    other_configurations: Mapping[str, Configuration],
) -> None:
    stacks = _stacks(configurations, cloud, end)
    everything = stacks["everything"]
    types = everything.types | other_configurations[f"{cloud}-everything{end}"].types

    elsewhere = {type_ for stack in stacks.values() for type_ in stack.types} - types
    assert elsewhere == (set() if end else ALTERNATIVES[cloud])
    assert set(everything.outputs) >= {
        name for stack in stacks.values() for name in stack.outputs if not name.startswith("cross-stack-")
    }


@pytest.mark.parametrize("cloud", CLOUDS)
def test_kubernetes_resources_exist_in_provider_3(cloud: str, configurations: Mapping[str, Configuration]) -> None:
    # 3.x deprecates every resource without a version in its name
    # (https://github.com/hashicorp/terraform-provider-kubernetes/blob/v3.2.1/CHANGELOG.md).
    stacks = _stacks(configurations, cloud, "-app").values()
    used = {type_ for stack in stacks for type_ in stack.types if type_.startswith("kubernetes_")}
    assert len(used) > 5
    assert {type_ for type_ in used if not re.search(r"_v\d$", type_)} == set()
