"""scripts/states.py: what is read from the states of stacks."""

import json
from pathlib import Path

from constructs_lib.settings.backends.choice import read_backend
from scripts.states import (
    States,
    addresses,
    count_resources,
    local_state,
    protected_resources,
    resources_in_file,
    tainted_resources,
)
from tests.programs.scripts.remote_states import HTTP, calls_of_terraform, remote_states


def test_same_resources_are_read_from_a_file_and_from_a_backend(tmp_path: Path) -> None:
    output = tmp_path / "out"
    resources = [_resource("aws_vpc", "network_vpc"), {"mode": "data", "type": "aws_region", "instances": [{}]}]
    text = json.dumps({"version": 4, "resources": resources})
    local_state(output, "aws-x").write_text(text)
    environment = remote_states(tmp_path, {"aws-x": text, "aws-new": ""})
    states = States(output, environment)

    assert states.resources("aws-x", read_backend({"type": "local"})) == resources[:1]
    assert states.resources("aws-new", read_backend({"type": "local"})) == []
    assert states.resources("aws-x", read_backend(HTTP)) is None  # It is not synthesized.
    for stack in ("aws-x", "aws-new", "aws-unknown"):
        (output / "stacks" / stack).mkdir(parents=True)
    assert states.resources("aws-x", read_backend(HTTP)) == resources[:1]
    assert states.resources("aws-new", read_backend(HTTP)) == []
    assert states.resources("aws-unknown", read_backend(HTTP)) is None


def test_initialized_stack_is_not_initialized_again(tmp_path: Path) -> None:
    (tmp_path / "out" / "stacks" / "aws-x").mkdir(parents=True)
    states = States(tmp_path / "out", remote_states(tmp_path, {"aws-x": ""}))

    for _ in range(2):
        assert states.resources("aws-x", read_backend(HTTP)) == []

    assert calls_of_terraform(tmp_path) == ["state pull", "init -input=false", "state pull", "state pull"]


def test_state_is_pulled_with_the_selected_binary(tmp_path: Path) -> None:
    (tmp_path / "out" / "stacks" / "aws-x").mkdir(parents=True)
    resources = [_resource("aws_vpc", "network_vpc")]
    states = {"aws-x": json.dumps({"version": 4, "resources": resources})}
    environment = remote_states(tmp_path, states, name="tofu-1.11") | {"TERRAFORM_BINARY_NAME": "tofu-1.11"}

    assert States(tmp_path / "out", environment).resources("aws-x", read_backend(HTTP)) == resources


def test_resources_are_counted_instance_by_instance_without_data_sources(tmp_path: Path) -> None:
    state = tmp_path / "terraform.aws-wandb.tfstate"
    resources = [
        {"mode": "managed", "type": "aws_subnet", "name": "network_private", "instances": [{}, {}, {}]},
        {"mode": "managed", "type": "aws_vpc", "name": "network_vpc", "instances": [{}]},
        {"mode": "data", "type": "aws_region", "instances": [{}]},
    ]
    state.write_text(json.dumps({"version": 4, "resources": resources}))
    assert count_resources(resources_in_file(state)) == 4
    assert addresses(resources_in_file(state)) == ["aws_subnet.network_private", "aws_vpc.network_vpc"]
    assert count_resources(resources_in_file(tmp_path / "missing")) == 0
    state.write_text("")
    assert count_resources(resources_in_file(state)) == 0


def test_what_an_interrupt_left_half_made_is_named(tmp_path: Path) -> None:
    state = tmp_path / "terraform.aws-wandb.tfstate"
    tainted, sound = {"status": "tainted"}, {"status": ""}
    resources = [
        {"mode": "managed", "type": "aws_rds_cluster", "name": "database_cluster", "instances": [tainted]},
        {"mode": "managed", "type": "aws_vpc", "name": "network_vpc", "instances": [sound]},
        {"mode": "managed", "type": "aws_lb", "name": "load_balancer_alb", "instances": [sound, tainted]},
    ]
    state.write_text(json.dumps({"version": 4, "resources": resources}))
    assert tainted_resources(resources_in_file(state)) == [
        "aws_rds_cluster.database_cluster",
        "aws_lb.load_balancer_alb",
    ]


def test_resources_that_the_cloud_protects_are_named(tmp_path: Path) -> None:
    state = tmp_path / "terraform.aws-wandb.tfstate"
    resources = [
        _resource("aws_rds_cluster", "database_cluster", deletion_protection=True),
        _resource("aws_lb", "load_balancer_alb", enable_deletion_protection=True),
        _resource("aws_rds_cluster", "other", deletion_protection=False),
        _resource("aws_vpc", "network_vpc"),
    ]
    state.write_text(json.dumps({"version": 4, "resources": resources}))
    assert protected_resources(resources_in_file(state)) == [
        "aws_rds_cluster.database_cluster",
        "aws_lb.load_balancer_alb",
    ]


def _resource(type_: str, name: str, **attributes: bool) -> dict[str, object]:
    return {"mode": "managed", "type": type_, "name": name, "instances": [{"attributes": attributes}]}
