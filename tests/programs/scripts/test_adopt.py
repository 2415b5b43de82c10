"""scripts/adopt.py, adopt_plan.py and adopt_leftovers.py: what people type to take over a deployment."""

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
from scripts import adopt, adopt_leftovers, adopt_plan, cdktf, saved_plan
from scripts.adopt_plan import ACCEPT_VARIABLE, STATE_VARIABLE, JudgedPlan, password_environment
from scripts.setup import ROOT
from tests.official_states import RECORDED, RECORDED_ON_AZURE, of_instance, recorded_document, recorded_state

V8 = "v8.0.0-recommended"


@pytest.fixture
def state(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a recorded state."""

    def write(name: str) -> Path:
        file = tmp_path / f"{name}.tfstate"
        file.write_text(recorded_state(name))
        return file

    return write


@pytest.fixture
def deployment(state: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Deployment:
    """An adopted deployment, read again from its files."""
    assert adopt.main([str(state(V8)), "old", "--folder", str(tmp_path)]) == 0
    capsys.readouterr()
    [read] = load_deployments([tmp_path / "aws" / "old.tfvars"])
    return read


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


@pytest.mark.parametrize("name", ["", "../up", "x/y", "A b", "x-app"])
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


@pytest.fixture
def removed(deployment: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The addresses of each removal, instead of removing anything."""
    stack = tmp_path / "cdktf.out" / "stacks" / deployment.name
    stack.mkdir(parents=True)
    (stack / "cdk.tf.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    made: list[list[str]] = []
    monkeypatch.setattr(
        adopt_leftovers,
        "destroy",
        lambda _cloud, leftovers, *_: bool(made.append([each.address for each in leftovers]) or True),
    )
    return made


def test_leftovers_are_only_listed_without_a_yes(
    deployment: Deployment, removed: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert adopt_leftovers.remove(deployment, ["nodes", "iam"], {}) == 0
    assert removed == []
    said = capsys.readouterr()
    assert "nodes: not removed; set WANDB_ADOPT_REMOVE=nodes to remove it without a terminal\n" in said.err
    assert "module.app_eks.aws_efs_file_system.storage_class" in said.out


def test_leftovers_go_kind_by_kind_and_data_only_when_named(
    deployment: Deployment, removed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANDB_ADOPT_REMOVE", "application,nodes,security-groups,iam,data")
    assert deployment.adoption is not None
    adopt_leftovers.remove(deployment, ["application", "nodes", "security-groups", "iam"], {})
    kinds = {each.address: each.kind for each in deployment.adoption.leftovers}
    assert [{kinds[address] for address in each} for each in removed] == [{"nodes"}, {"security-groups"}, {"iam"}]
    [after] = load_deployments([deployment.path])
    assert after.adoption is not None
    assert {each.kind for each in after.adoption.leftovers} == {"application", "security-groups", "data"}
    adopt_leftovers.remove(after, ["data"], {})
    assert {kinds[address] for address in removed[-1]} == {"data"}


def test_groups_in_use_stay_with_their_rules_until_they_are_given_up(
    deployment: Deployment, removed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANDB_ADOPT_REMOVE", "security-groups")
    adopt_leftovers.remove(deployment, ["security-groups"], {})
    assert removed == [
        [
            "module.app_eks.aws_security_group.storage_class_nfs",
            "module.app_eks.aws_security_group_rule.nfs_ingress",
            "module.database.module.aurora.aws_security_group_rule.cidr_ingress[0]",
        ]
    ]
    file = deployment.path.with_name("old.adopt.json")
    document = json.loads(file.read_text())
    document["kept"].pop("cluster_security_group_ids")
    document["kept"].pop("node_security_group_ids")
    file.write_text(json.dumps(document))
    [after] = load_deployments([deployment.path])
    adopt_leftovers.remove(after, ["security-groups"], {})
    assert "module.app_eks.module.eks.aws_security_group.node[0]" in removed[-1]


def test_a_stack_that_was_not_adopted_has_no_leftovers(capsys: pytest.CaptureFixture[str]) -> None:
    assert adopt_leftovers.main(["aws-wandb"]) == 1
    assert capsys.readouterr().err == "aws-wandb: was not adopted, so nothing is left over\n"
    with pytest.raises(SystemExit):
        adopt_leftovers.main(["aws-wandb", "everything"])
    assert "everything is not a kind; the kinds are application, nodes," in capsys.readouterr().err
