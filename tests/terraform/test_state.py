"""Two stacks applied with local and HTTP backends: one state each, with references between them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformLocal, TerraformResource

from constructs_lib.framework import AddressedStack
from constructs_lib.settings.backends.choice import read_backend
from constructs_lib.stacks.root_module import configure_backend
from scripts.states import States, addresses
from tests.judged import refusals
from tests.terraform.state_server import StateServer, state_server
from tests.terraform_runner import Terraform, TerraformError, missing_tool

pytestmark = pytest.mark.skipif(missing_tool("terraform") is not None, reason=missing_tool("terraform") or "")
FIRST, SECOND = "aws-wandb", "aws-wandb-app"
MADE = "made by the first"


@pytest.fixture
def server() -> Iterator[StateServer]:
    with state_server() as running:
        yield running


def synthesized(folder: Path, backend: dict[str, Any]) -> tuple[Terraform, Terraform]:
    """Two stacks without providers; the second refers to the first."""
    app = App(outdir=str(folder / "cdktf.out"))
    first, second = AddressedStack(app, FIRST), AddressedStack(app, SECOND)
    for stack in (first, second):
        configure_backend(stack, read_backend(backend))
    made = TerraformResource(first, "made", terraform_resource_type="terraform_data")
    made.add_override("input", MADE)
    # By way of a resource: an output would have to be marked as sensitive, as CDKTF marks all between stacks.
    taken = TerraformResource(second, "taken", terraform_resource_type="terraform_data")
    taken.add_override("input", f"${{{TerraformLocal(second, 'from_first', made.get_string_attribute('output')).fqn}}}")
    app.synth()
    runs = [Terraform(folder / "cdktf.out" / "stacks" / stack, log=folder / "log") for stack in (FIRST, SECOND)]
    return runs[0], runs[1]


def applied(folder: Path, backend: dict[str, Any]) -> tuple[Terraform, Terraform]:
    """The same, applied one after the other."""
    runs = synthesized(folder, backend)
    for run in runs:
        run.init()
        run.apply()
    return runs


def in_state(text: str | bytes, resource: str) -> Any:
    """A resource in the state."""
    [found] = [each for each in json.loads(text)["resources"] if each["name"] == resource]
    return found["instances"][0]["attributes"]["output"]["value"]


def test_local_state_has_one_file_per_stack(tmp_path: Path) -> None:
    runs = applied(tmp_path, {"type": "local"})

    kept = {file.name: file for file in tmp_path.glob("*.tfstate")}
    assert set(kept) == {f"terraform.{FIRST}.tfstate", f"terraform.{SECOND}.tfstate"}
    assert in_state(kept[f"terraform.{SECOND}.tfstate"].read_text(), "taken") == MADE
    assert [run.plan() for run in runs] == [{}, {}]


def test_http_state_has_one_locked_address_per_stack(tmp_path: Path, server: StateServer) -> None:
    runs = applied(tmp_path, {"type": "http", "address": server.address})

    assert set(server.states) == {f"/{FIRST}", f"/{SECOND}"}
    assert in_state(server.states[f"/{SECOND}"], "taken") == MADE
    assert ("LOCK", f"/{FIRST}/lock") in server.requests
    assert server.locks == {}
    assert [run.plan() for run in runs] == [{}, {}]
    # .terraform records the backend of the last init.
    assert [file for file in tmp_path.rglob("*.tfstate") if file.parent.name != ".terraform"] == []


@pytest.mark.parametrize("type_", ["local", "http"])
def test_resources_of_a_state_are_read_from_every_backend(type_: str, tmp_path: Path, server: StateServer) -> None:
    backend = {"type": type_} if type_ == "local" else {"type": type_, "address": server.address}
    first, _ = synthesized(tmp_path, backend)
    states = States(tmp_path / "cdktf.out", first.environment)

    assert states.resources(FIRST, read_backend(backend)) == []
    applied(tmp_path, backend)
    resources = states.resources(FIRST, read_backend(backend))
    assert resources is not None
    assert addresses(resources) == ["terraform_data.made"]
    assert in_state(json.dumps({"resources": resources}), "made") == MADE


@pytest.mark.parametrize("type_", ["local", "http"])
def test_replacement_of_an_adopted_resource_is_refused_with_every_backend(
    type_: str, tmp_path: Path, server: StateServer
) -> None:
    backend = {"type": type_} if type_ == "local" else {"type": type_, "address": server.address}
    first, _ = applied(tmp_path, backend)
    folder = tmp_path / "cdktf.out" / "stacks" / FIRST
    assert refusals(folder, backend, first.environment, "terraform_data.made") == ()

    configuration = json.loads((folder / "cdk.tf.json").read_text())
    made = configuration["resource"]["terraform_data"]["made"]
    made |= {"triggers_replace": "other", "lifecycle": {"prevent_destroy": True}}
    (folder / "cdk.tf.json").write_text(json.dumps(configuration))
    assert refusals(folder, backend, first.environment, "terraform_data.made") == (
        "terraform_data.made: would be replaced, because of triggers_replace from None to 'other'; "
        "to allow it, delete its entry of imports in the adoption file",
    )


def test_existing_lock_is_respected(tmp_path: Path, server: StateServer) -> None:
    first, _ = applied(tmp_path, {"type": "http", "address": server.address})
    server.locks[f"/{FIRST}"] = json.dumps({"ID": "somebody"}).encode()

    with pytest.raises(TerraformError, match="already locked: ID=somebody"):
        first.run("plan", "-input=false")


def test_without_locks_no_lock_is_requested(tmp_path: Path, server: StateServer) -> None:
    applied(tmp_path, {"type": "http", "address": server.address, "lock": False})

    assert {method for method, _ in server.requests} == {"GET", "POST"}


def test_state_migration_recreates_nothing(tmp_path: Path, server: StateServer) -> None:
    applied(tmp_path, {"type": "local"})

    moved = synthesized(tmp_path, {"type": "http", "address": server.address})
    for run in moved:
        run.init("-migrate-state", "-force-copy")

    assert in_state(server.states[f"/{SECOND}"], "taken") == MADE
    assert [run.plan() for run in moved] == [{}, {}]
