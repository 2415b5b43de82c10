"""Snapshots of every scenario of the documentation; `make snapshots` updates them."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from constructs_lib.testing.snapshots import readable
from tests.deployments import ALL_FILES, CANARY, CLOUDS, Configuration, scenarios_of
from tests.snapshots.stack_files import StackSnapshot

# Cloud and stack, which is also the file that the stack is recorded in.
RECORDED_STACKS = [
    f"{cloud}/{scenario}{end}" for cloud in CLOUDS for scenario in scenarios_of(cloud) for end in ("", "-app")
]


@pytest.mark.parametrize("stack", RECORDED_STACKS)
def test_stack_equals_its_snapshot(
    stack: str, configurations: Mapping[str, Configuration], snapshot: SnapshotAssertion
) -> None:
    assert configurations[stack.replace("/", "-")].json == snapshot(extension_class=StackSnapshot)


def test_every_stack_has_a_snapshot(configurations: Mapping[str, Configuration]) -> None:
    assert sorted(configurations) == sorted(stack.replace("/", "-") for stack in RECORDED_STACKS)


def test_license_is_not_in_the_synthesized_output(output: Path) -> None:
    assert all(CANARY in file.read_text() for file in ALL_FILES)
    written = [file for file in output.rglob("*") if file.is_file()]
    assert len([file for file in written if file.name == "cdk.tf.json"]) == len(RECORDED_STACKS)
    assert [file for file in written if CANARY.encode() in file.read_bytes()] == []


def test_policies_and_user_data_are_recorded_readably() -> None:
    policy = '{"Statement": [{"Effect": "Allow"}]}'
    arguments = {"//": {"path": "x"}, "policy": policy, "user_data": "b25lCnR3bw==", "expression": "${jsonencode({})}"}
    configuration = {"terraform": {"version": "1"}, "resource": {"aws_a": {"b": arguments}}}

    assert readable(configuration) == {
        "resource": {
            "aws_a": {
                "b": {
                    "policy": {"Statement": [{"Effect": "Allow"}]},
                    "user_data": ["one", "two"],
                    "expression": "${jsonencode({})}",
                }
            }
        }
    }
