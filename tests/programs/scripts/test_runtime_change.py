"""scripts/runtime_change.py: no deploy replaces the running server by the other way to run W&B."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from constructs_lib.deployments import Deployment, load_deployments
from scripts import cdktf
from scripts.runtime_change import SERVERS, refused_changes
from scripts.states import States
from tests.deployments import CLOUDS, load, synthesize, values_of, write_file
from tests.programs.scripts.remote_states import HTTP, remote_states


def deployment(folder: Path, runtime: str | None, **inputs: object) -> Deployment:
    values = {**values_of("recommended"), "wandb_runtime": runtime, **inputs}
    given = {name: value for name, value in values.items() if value is not None}
    [found] = load_deployments([write_file(folder / "aws" / "one.tfvars.json", given)])
    return found


def state_of(*addresses: str) -> str:
    resources = [
        {"mode": "managed", "type": type_, "name": name, "instances": [{}]}
        for type_, name in (address.split(".") for address in addresses)
    ]
    return json.dumps({"resources": resources})


def deployed(folder: Path, *addresses: str) -> None:
    (folder / "terraform.aws-one-app.tfstate").write_text(state_of(*addresses))


def refusals(
    folder: Path, found: Deployment, environment: dict[str, str] | None = None, patterns: Sequence[str] = ("aws-one*",)
) -> list[str]:
    refused = refused_changes(patterns, [found], States(folder / "out", environment or {}))
    return [str(problem) for problem in refused]


def test_file_without_runtime_does_not_replace_a_container(tmp_path: Path) -> None:
    found = deployment(tmp_path, None)
    deployed(tmp_path, SERVERS["container"])

    expected = [
        f'{found.path}: wandb_runtime: is not set, which means "operator", but aws-one-app runs "container"; write '
        'wandb_runtime = "container" to keep it, or see docs/operator.md#change-the-runtime'
    ]
    assert refusals(tmp_path, found) == expected
    # The infrastructure would change too.
    assert refusals(tmp_path, found, patterns=["aws-one"]) == expected
    assert refusals(tmp_path, found, patterns=["azure-*"]) == []


@pytest.mark.parametrize(
    ("running", "chosen"), [(running, chosen) for running in SERVERS for chosen in SERVERS if chosen != running]
)
def test_explicit_change_needs_the_running_server_destroyed(running: str, chosen: str, tmp_path: Path) -> None:
    found = deployment(tmp_path, chosen)
    assert refusals(tmp_path, found) == []
    deployed(tmp_path, SERVERS[running])
    [line] = refusals(tmp_path, found)
    place = f"{found.path}:{found.lines['wandb_runtime']}"
    assert f'{place}: wandb_runtime: is "{chosen}", but aws-one-app runs "{running}"; write' in line
    deployed(tmp_path, "kubernetes_namespace_v1.namespace")
    assert refusals(tmp_path, found) == []
    deployed(tmp_path, SERVERS[chosen])
    assert refusals(tmp_path, found) == []


def test_state_in_a_backend_is_read_by_terraform(tmp_path: Path) -> None:
    found = deployment(tmp_path, None, backend=HTTP)
    (tmp_path / "out" / "stacks" / "aws-one-app").mkdir(parents=True)
    assert refusals(tmp_path, found, remote_states(tmp_path, {"aws-one-app": ""})) == []
    states = {"aws-one-app": state_of(SERVERS["container"])}
    [line] = refusals(tmp_path, found, remote_states(tmp_path, states))
    assert 'runs "container"' in line


def test_removed_application_is_no_change_of_the_runtime(tmp_path: Path) -> None:
    deployed(tmp_path, SERVERS["container"])
    assert refusals(tmp_path, deployment(tmp_path, None, enable_helm_wandb=False)) == []


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("runtime", SERVERS)
def test_servers_have_these_addresses(runtime: str, cloud: str, tmp_path: Path) -> None:
    values = {**values_of("recommended", cloud), "wandb_runtime": runtime}
    file = write_file(tmp_path / cloud / "one.tfvars.json", values)
    stack = synthesize(load(file), tmp_path / "out")[f"{cloud}-one-app"]
    assert set(SERVERS.values()) & set(stack.by_address) == {SERVERS[runtime]}


def test_refused_change_deploys_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = deployment(tmp_path, None)
    deployed(tmp_path, SERVERS["container"])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cdktf, "terraform_environment", dict)
    called: list[object] = []
    monkeypatch.setattr(cdktf, "run", lambda *arguments, **_: called.append(arguments) or 0)
    monkeypatch.setattr(cdktf, "check_servers", lambda *_, **__: 0)

    assert cdktf.call("deploy", ["aws-one*"], [found]) == 1
    assert called == []
    assert capsys.readouterr().err.count("\n") == 1
    # The way to change it, and the way to keep it.
    assert cdktf.call("destroy", ["aws-one-app"], [found]) == 0
    assert cdktf.call("deploy", ["aws-one*"], [deployment(tmp_path, "container")]) == 0
    assert len(called) == 2
    # No synthesis for the state of a stack that is not chosen.
    other = deployment(tmp_path / "other", None, backend=HTTP)
    assert cdktf.call("deploy", ["aws-one*"], [deployment(tmp_path, "container"), replace(other, name="aws-two")]) == 0
    assert len(called) == 3
