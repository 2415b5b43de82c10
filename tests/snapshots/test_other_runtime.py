"""Snapshots of every scenario in its other runtime, operator or container; `make snapshots` updates them."""

from collections.abc import Mapping
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from constructs_lib.testing.snapshots import readable
from tests.deployments import CANARY, CLOUDS, Configuration, scenarios_of
from tests.snapshots.stack_files import StackSnapshot

# Scenarios run by the operator, unless their file chooses the container.
FOLDER = "other_runtime"
RECORDED = [f"{FOLDER}/{cloud}-{scenario}" for cloud in CLOUDS for scenario in scenarios_of(cloud)]


class OtherRuntimeSnapshot(StackSnapshot):
    """One file per scenario: the application, and what differs in the infrastructure."""

    test_name = "test_scenario_in_other_runtime_equals_its_snapshot"


@pytest.mark.parametrize("name", RECORDED)
def test_scenario_in_other_runtime_equals_its_snapshot(
    name: str,
    configurations: Mapping[str, Configuration],
    other_configurations: Mapping[str, Configuration],
    snapshot: SnapshotAssertion,
) -> None:
    stack = name.removeprefix(f"{FOLDER}/")
    recorded = {
        **other_configurations[f"{stack}-app"].json,
        "infrastructure": changes(configurations[stack].by_address, other_configurations[stack].by_address),
    }
    assert recorded == snapshot(extension_class=OtherRuntimeSnapshot)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What is added, changed or removed (as None)."""
    changed = {address: value for address, value in after.items() if before.get(address) != value}
    return changed | {address: None for address in before if address not in after}


def test_other_runtime_keeps_secrets_out_of_the_output(other_configurations: Mapping[str, Configuration]) -> None:
    assert [name for name, stack in other_configurations.items() if CANARY in stack.text] == []


def test_changes_name_what_is_added_changed_and_removed() -> None:
    assert changes({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 3, "d": 4}) == {"b": 3, "d": 4, "c": None}


def test_long_expressions_are_recorded_in_lines() -> None:
    text = '${yamlencode({"a" = "' + "x" * 4_000 + '", "b" = [1, f(x[0].y, 2)], "c" = {}, "d" = "{, \\"}"})}'
    recorded = readable({"resource": {"values": text}})["resource"]["values"]

    assert recorded[0] == "${yamlencode({"
    assert recorded[2:5] == ['  "b" = [', "    1,", "    f(x[0].y, 2)"]
    assert recorded[5:] == ["  ],", '  "c" = {},', '  "d" = "{, \\"}"', "})}"]
