"""scripts/drift.py: which stacks Terraform plans, how, and with which secrets."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from scripts import drift
from tests.deployments import CANARY, values_of, write_file
from tests.unit.drift.plans import BUCKET, change, plan, resource

CREATED = plan(changes=(resource(BUCKET, change(None, {"a": 1}, ("create",))),))
# Answers like Terraform; the folder of a stack has a plan in JSON, or an error. A plan waits until as many plans as
# TOGETHER have begun, and fails if they do not.
TERRAFORM = """#!/bin/sh
echo "$(basename "$PWD") $* license=$TF_VAR_license" >> "$CALLS"
case $1 in
plan)
    for _ in $(seq 200); do
        [ "$(grep -c ' plan ' "$CALLS")" -ge "${TOGETHER:-1}" ] && break
        sleep 0.1
    done
    [ "$(grep -c ' plan ' "$CALLS")" -ge "${TOGETHER:-1}" ] || { echo 'Error: alone' >&2; exit 1; }
    [ -f error ] && { cat error >&2; exit 1; } || exit 0 ;;
show) cat plan.json ;;
esac
"""
WAITS = """\
Error: Unable to find remote state

  with data.terraform_remote_state.cross-stack-reference-input-aws-one,
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the stacks of two deployments, and a program `terraform`."""
    for name in ("one", "two"):
        values = {**values_of("recommended"), "license": f"{CANARY}-{name}"}
        write_file(tmp_path / "deployments" / "aws" / f"{name}.tfvars.json", values)
        for stack in (f"aws-{name}", f"aws-{name}-app"):
            says(tmp_path, stack, plan())
    terraform = tmp_path / "bin" / "terraform"
    terraform.parent.mkdir()
    terraform.write_text(TERRAFORM)
    terraform.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{terraform.parent}:/usr/bin:/bin")
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    monkeypatch.setenv("WANDB_DEPLOYMENTS", "deployments")
    # The stacks are synthesized by other tests.
    monkeypatch.setattr(drift, "synthesize", lambda _deployments, _folder: None)
    return tmp_path


def says(project: Path, stack: str, plan: Mapping[str, object] | str) -> None:
    """Gives the plan of a stack, or the error."""
    folder = project / "cdktf.out" / "stacks" / stack
    folder.mkdir(parents=True, exist_ok=True)
    error = isinstance(plan, str)
    (folder / ("error" if error else "plan.json")).write_text(plan if isinstance(plan, str) else json.dumps(plan))


def calls(project: Path, action: str) -> list[str]:
    lines = (project / "calls").read_text().splitlines()
    return sorted(line for line in lines if line.split()[1] == action)


def test_matching_stacks_are_planned_side_by_side(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOGETHER", "4")

    assert drift.main(["aws-*"]) == 0
    assert [line.split()[0] for line in calls(project, "plan")] == ["aws-one", "aws-one-app", "aws-two", "aws-two-app"]
    assert capsys.readouterr().out.splitlines() == [
        f"{stack}: no drift" for stack in ("aws-one", "aws-one-app", "aws-two", "aws-two-app")
    ]


def test_each_application_gets_only_the_secrets_of_its_deployment(project: Path) -> None:
    assert drift.main([]) == 0
    given = {line.split()[0]: line.partition("license=")[2] for line in calls(project, "plan")}
    assert given == {
        "aws-one": "",
        "aws-one-app": f"{CANARY}-one",
        "aws-two": "",
        "aws-two-app": f"{CANARY}-two",
    }


@pytest.mark.parametrize(("options", "lock"), [((), "-lock-timeout=5m"), (("--no-lock",), "-lock=false")])
def test_terraform_only_plans_and_leaves_no_saved_plan(options: Sequence[str], lock: str, project: Path) -> None:
    assert drift.main(["aws-one", *options]) == 0

    [planned] = calls(project, "plan")
    assert lock in planned
    assert {line.split()[1] for line in (project / "calls").read_text().splitlines()} == {"init", "plan", "show"}
    saved = Path(next(word for word in planned.split() if word.startswith("-out=")).removeprefix("-out="))
    assert not saved.parent.exists()


def test_drift_of_one_stack_is_the_status_of_all(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    says(project, "aws-two", CREATED)

    assert drift.main(["aws-one", "aws-two", "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert [(each["stack"], each["status"]) for each in found] == [("aws-one", 0), ("aws-two", 2)]
    assert found[1]["configuration"] == [{"address": BUCKET, "change": "would be created"}]


def test_application_that_waits_is_drift(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    says(project, "aws-one-app", WAITS)

    assert drift.main(["aws-one-app"]) == 2
    assert capsys.readouterr().out == "aws-one-app: waits for outputs of aws-one, which do not exist yet\n"


def test_error_of_terraform_is_shown_and_is_no_drift(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    says(project, "aws-one", "Error: No valid credential sources found\n")
    says(project, "aws-two", CREATED)

    assert drift.main(["aws-one", "aws-two"]) == 1
    shown = capsys.readouterr().out.splitlines()
    assert shown[:2] == ["Error: No valid credential sources found", "aws-one: failed"]
    assert shown[-1] == "aws-two: 1 difference from the deployment file"


def test_pattern_without_a_stack_is_an_error(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert drift.main(["azure-*"]) == 1
    assert capsys.readouterr().err.startswith("No stack matches azure-*;")
