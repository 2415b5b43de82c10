"""scripts/adopt.py and adopt_plan.py: what people type to take over a deployment."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.adoption.verdict import Verdict
from constructs_lib.deployments import Deployment, load_deployments
from constructs_lib.settings.backends.choice import read_backend
from scripts import adopt, adopt_plan, cdktf, saved_plan
from scripts.adopt_plan import ACCEPT_VARIABLE, STATE_VARIABLE, JudgedPlan, password_environment
from scripts.setup import ROOT
from tests.official_states import RECORDED, RECORDED_ON_AZURE, of_instance, recorded_document, recorded_state

V8 = "v8.0.0-recommended"


@pytest.mark.parametrize("name", [*RECORDED, *RECORDED_ON_AZURE])
def test_adopt_writes_two_files_that_load_and_changes_nothing_else(
    name: str, state: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = state(name)
    before = file.read_bytes()
    assert adopt.main([str(file), "old", "--folder", str(tmp_path / "d")]) == 0
    cloud = "azure" if name in RECORDED_ON_AZURE else "aws"
    assert sorted(path.name for path in (tmp_path / "d" / cloud).iterdir()) == ["old.adopt.json", "old.tfvars"]
    assert file.read_bytes() == before
    said = capsys.readouterr()
    assert said.err == ""
    assert "module.wandb" in said.out
    assert f"make diff STACK={cloud}-old" in said.out
    [read] = load_deployments([tmp_path / "d"])
    assert read.adoption is not None
    for leftover in read.adoption.leftovers:
        assert f"  {leftover.address}\n" in said.out
    assert str(of_instance(recorded_document(name), "random_string")["result"]) not in said.out


def test_adopt_keeps_a_deployment_file_with_the_other_ending(
    state: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(state(V8)), "old", "--folder", str(tmp_path)]
    assert adopt.main(arguments) == 0
    file = tmp_path / "aws" / "old.tfvars"
    as_json = file.with_name("old.tfvars.json")
    [deployment] = load_deployments([file])
    values = deployment.settings.model_dump(mode="json", include=set(deployment.lines))
    file.unlink()
    as_json.write_text(json.dumps(values))
    capsys.readouterr()

    assert adopt.main(arguments) == 0
    assert f"{as_json}: exists, and is kept" in capsys.readouterr().out
    assert not file.exists()
    assert adopt.main([*arguments, "--overwrite"]) == 1
    assert capsys.readouterr().err == f"{as_json}: is not overwritten; remove it, or choose another NAME\n"


@pytest.mark.parametrize(("state_file", "name"), [("", "old"), ("old.tfstate", ""), ("", "")])
def test_adopt_without_state_or_name_says_what_to_write(
    state_file: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert adopt.main([state_file, name, "--folder", str(tmp_path)]) == 1
    required = "STATE and NAME: are both required; write make adopt STATE=<state file> NAME=<name>\n"
    assert capsys.readouterr().err == required


@pytest.mark.parametrize("name", [V8, "azure-head"])
def test_adopt_takes_less_than_5_seconds(name: str, state: Callable[[str], Path], tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "scripts.adopt", str(state(name)), "old", "--folder", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Processor time: other programs on the machine do not count.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5


def test_adopt_keeps_files_that_were_edited(
    state: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(state(V8)), "old", "--folder", str(tmp_path)]
    adopt.main(arguments)
    file = tmp_path / "aws" / "old.tfvars"
    file.write_text(file.read_text() + "log_retention_days = 90\n")
    capsys.readouterr()
    assert adopt.main(arguments) == 0
    assert "log_retention_days = 90" in file.read_text()
    assert f"{file}: exists, and is kept (ARGS=--overwrite replaces it)" in capsys.readouterr().out
    adopt.main([*arguments, "--overwrite"])
    assert "log_retention_days" not in file.read_text()


def test_adopt_from_a_pipe_asks_for_a_file_in_the_next_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(recorded_state(V8)))
    assert adopt.main(["-", "old", "--folder", str(tmp_path)]) == 0
    assert "WANDB_ADOPT_STATE=<state file> make diff" in capsys.readouterr().out


def test_adopt_answers_a_bad_state_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert adopt.main([str(tmp_path / "no.tfstate"), "old", "--folder", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"{tmp_path}/no.tfstate: does not exist; name a file made by terraform state pull\n"
    assert not (tmp_path / "aws").exists()


@pytest.mark.parametrize("name", ["../up", "x/y", "A b", "x-app"])
def test_adopt_refuses_a_bad_name_before_it_writes(
    name: str, state: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert adopt.main([str(state(V8)), name, "--folder", str(tmp_path / "d")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"{name}.tfvars: ")
    assert said.err.count("\n") == 1
    assert not (tmp_path / "d").exists()


def test_password_reaches_only_the_environment_of_terraform(
    deployment: Deployment, state: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    expected = of_instance(recorded_document(V8), "aws_rds_cluster")["master_password"]
    named = {STATE_VARIABLE: str(state(V8))}
    assert password_environment([deployment], named) == {"TF_VAR_adopted_database_password": expected}
    assert password_environment([deployment], {}) == {}
    assert password_environment([], named) == {}
    assert password_environment([deployment], {**named, "TF_VAR_adopted_database_password": "mine"}) == {}
    assert capsys.readouterr().out == ""


def verdict(
    *, refused: Sequence[str] = (), interruptions: Sequence[str] = (), imported: Sequence[str] = ("a.b",)
) -> Verdict:
    return Verdict(tuple(refused), tuple(interruptions), tuple(imported), (), (), ())


@pytest.mark.parametrize(("environment", "options"), [({"NO_COLOR": "1"}, ["-no-color"]), ({}, [])])
def test_plan_has_colors_unless_the_environment_says_no(
    environment: dict[str, str], options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []
    # Fails at `plan`.
    monkeypatch.setattr(saved_plan, "run", lambda command, **_: commands.append(command) or int(command[1] == "plan"))
    assert saved_plan.make_plan(tmp_path, environment) is None
    assert commands == [
        ["terraform", "init", "-input=false", *options],
        ["terraform", "plan", f"-out={saved_plan.FILE}", "-input=false", *options],
    ]


WORKSPACES = [{"type": type_, "organization": "example"} for type_ in ("cloud", "remote")]
GATES: dict[str, tuple[Verdict | None, Mapping[str, str], bool, str]] = {
    "nothing lost": (verdict(), {}, False, "Verdict: 0 destroyed"),
    "a replacement": (
        verdict(refused=["a.b: would be replaced"]),
        {},
        True,
        "not deployed, because the plan is refused",
    ),
    "refused, whatever is accepted": (verdict(refused=["a.b: x"]), {ACCEPT_VARIABLE: "yes"}, True, "Refused (1):"),
    "an interruption": (verdict(interruptions=["a.b: port"]), {}, True, f"set {ACCEPT_VARIABLE}=yes to accept"),
    "an accepted interruption": (verdict(interruptions=["a.b: x"]), {ACCEPT_VARIABLE: "yes"}, False, "Interrupts (1):"),
    "refused after the adoption": (verdict(refused=["a.b: x"], imported=[]), {}, True, "Refused (1):"),
    "nothing refused after it": (verdict(imported=[]), {}, False, "planning, to judge"),
    "a failed plan": (None, {}, True, "Error: no credentials"),
}


@pytest.mark.parametrize("case", GATES)
def test_deploy_of_an_adoption_depends_on_the_verdict(
    case: str,
    deployment: Deployment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found, environment, stopped, message = GATES[case]

    def plan(_deployment: Deployment, _folder: Path, _environment: Any, show: Callable[[str], None]) -> JudgedPlan:
        show("Error: no credentials")
        return JudgedPlan("Plan: 1 to import", found)

    monkeypatch.setattr(adopt_plan, "judged_plan", plan)
    assert adopt_plan.refuses(deployment, tmp_path, environment) is stopped
    assert message in "".join(capsys.readouterr())


@pytest.mark.parametrize("backend", [*WORKSPACES, {"type": "http", "address": "https://state.example.com"}])
@pytest.mark.parametrize("plan", ["a refusal to save it", "a reference to a run"])
def test_plan_that_terraform_does_not_make_itself_is_not_deployed(
    plan: str,
    backend: dict[str, str],
    deployment: Deployment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def run(command: list[str], *, directory: Path, **_: Any) -> int:
        if plan == "a reference to a run":
            (directory / saved_plan.FILE).write_text('{"remote_plan_format": 1, "run_id": "run-1"}')
            return 0
        return int(command[1] == "plan")

    monkeypatch.setattr(saved_plan, "run", run)
    settings = deployment.settings.model_copy(update={"backend": read_backend(backend)})
    assert adopt_plan.refuses(replace(deployment, settings=settings), tmp_path, {})
    line = (
        f'aws-old: the plan is not judged, so nothing is deployed; with the backend "{backend["type"]}", the workspace '
        'must have the execution mode "local"\n'
    )
    assert (line in capsys.readouterr().err) is (backend in WORKSPACES)
    assert list(tmp_path.glob(saved_plan.FILE)) == []


@pytest.mark.parametrize("backend", [{"type": "local"}, {"type": "http", "address": "https://state.example.com"}])
@pytest.mark.parametrize("stopped", [True, False])
def test_a_refused_adoption_is_not_deployed(
    stopped: bool, backend: dict[str, str], deployment: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    settings = deployment.settings.model_copy(update={"backend": read_backend(backend)})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cdktf, "run", lambda command, **_: called.append(command[1]) or 0)
    monkeypatch.setattr(cdktf, "refuses", lambda *_: stopped)
    monkeypatch.setattr(cdktf, "check_servers", lambda *_, **__: 0)
    assert cdktf.call("deploy", ["aws-old"], [replace(deployment, settings=settings)]) == int(stopped)
    assert called == (["synth"] if stopped else ["synth", "deploy"])


@pytest.mark.parametrize(
    ("found", "planned"),
    [(verdict(), "Plan: 1 to import"), (verdict(refused=["a.b: x"]), None), (None, None)],
)
def test_diff_of_an_adoption_shows_the_verdict(
    found: Verdict | None,
    planned: str | None,
    deployment: Deployment,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cdktf, "judged_plan", lambda *_: JudgedPlan("Plan: 1 to import", found))
    outcome = cdktf.stack_difference("aws-old", [], [deployment])
    assert outcome.planned == planned
    assert ("Verdict: " in capsys.readouterr().out) is (found is not None)
