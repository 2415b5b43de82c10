"""examples/deployment-repository: its tests run with the wheel, and its CI files call commands that work."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.wheel import EXAMPLES

EXAMPLE = EXAMPLES / "deployment-repository"
WORKFLOWS = sorted((EXAMPLE / ".github" / "workflows").glob("*.yml"))
GITLAB = EXAMPLE / ".gitlab-ci.yml"
# Programs of the CI images. The values of a row are the commands that may follow.
PROGRAMS = {"pip": "install -r requirements.txt", "python": r"main\.py|-m pytest", "gh": r"pr comment .+", "curl": ".+"}
FILE_PLACE = "deployments/aws/wandb.tfvars:2"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of the example."""
    return shutil.copytree(EXAMPLE, tmp_path / "repository", ignore=shutil.ignore_patterns("cdktf.out", "__pycache__"))


def run_tests(repository: Path, python: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [str(python), "-m", "pytest", "-p", "no:cacheprovider", *options]
    # Without the variables of this test run, which change what syrupy reports.
    return subprocess.run(command, cwd=repository, capture_output=True, text=True, env={"PATH": os.environ["PATH"]})


def change_file(repository: Path, before: str, after: str) -> None:
    file = repository / "deployments" / "aws" / "wandb.tfvars"
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))


def test_tests_of_the_repository_pass_with_the_wheel(repository: Path, wheel_python: Path) -> None:
    ran = run_tests(repository, wheel_python, "-q")
    assert ran.returncode == 0, ran.stdout
    # Both stacks, and a test of one of them.
    assert "2 snapshots passed" in ran.stdout and "5 passed" in ran.stdout


def test_tests_of_deployments_made_in_python_pass_with_the_wheel(wheel_python: Path, tmp_path: Path) -> None:
    app = shutil.copytree(EXAMPLES / "deployment-with-additions", tmp_path / "app")
    ran = run_tests(app, wheel_python, "-q")
    assert ran.returncode == 0, ran.stdout
    # One stack, and the alarm of each deployment.
    assert "1 snapshot passed" in ran.stdout and "3 passed" in ran.stdout


def test_changed_input_fails_the_snapshot_of_its_stack(repository: Path, wheel_python: Path) -> None:
    change_file(repository, 'wandb_runtime             = "operator"', 'size = "large"\nwandb_runtime = "operator"')
    ran = run_tests(repository, wheel_python, "-q", "-k", "unchanged and not app")
    assert ran.returncode == 1
    assert "1 snapshot failed" in ran.stdout
    assert '+       "value": "db.r6g.2xlarge"' in ran.stdout


def test_invalid_file_is_reported_without_a_traceback(repository: Path, wheel_python: Path) -> None:
    change_file(repository, '"eu-central-1"\nlicense', '"eu-centra-1"\nlicense')
    ran = run_tests(repository, wheel_python, "-q")
    assert ran.returncode == 2
    assert f'{FILE_PLACE}: region: "eu-centra-1" is not an AWS region; did you mean "eu-central-1"?' in ran.stdout
    # A traceback has the lines of the source.
    assert "load_deployments(" not in ran.stdout


# A repository whose app adds to the stacks of its files, and has a stack without a file.
ADDITIONS = """
import pytest
from cdktf import TerraformOutput, TerraformStack
from constructs_lib import stacks

def add(app, deployment):
    TerraformOutput(stacks.add_stacks(app, deployment).infrastructure, "added", value="here")

@pytest.fixture(scope="session")
def add_stacks():
    return add

def test_added(deployment_stacks, synthesize_files):
    for found in deployment_stacks, synthesize_files("FOLDER/aws/wandb.tfvars"):
        assert found["aws-wandb"].outputs["added"] == "here"

def test_app(synthesize_app):
    found = synthesize_app(lambda app: TerraformOutput(TerraformStack(app, "own"), "added", value="here"))
    assert {name: stack.outputs for name, stack in found.items()} == {"own": {"added": "here"}}
"""


@pytest.mark.parametrize(
    ("folder", "option"), [("deployments", ""), ("files", "wandb_deployments = files\n")], ids=["default", "option"]
)
def test_fixtures_synthesize_what_an_app_adds(folder: str, option: str, repository: Path, wheel_python: Path) -> None:
    (repository / "deployments").rename(repository / folder)
    (repository / "pytest.ini").write_text(f"[pytest]\n{option}")
    (repository / "tests" / "test_additions.py").write_text(ADDITIONS.replace("FOLDER", folder))
    ran = run_tests(repository, wheel_python, "-q", "tests/test_additions.py")
    assert ran.returncode == 0, ran.stdout
    assert "2 passed" in ran.stdout


def commands(file: Path) -> Iterator[str]:
    """The shell commands of a CI file."""
    parsed = yaml.safe_load(file.read_text(encoding="utf-8"))
    if file == GITLAB:
        jobs = [parsed["default"], *(job for job in parsed.values() if isinstance(job, dict))]
        for job in jobs:
            yield from (*job.get("before_script", ()), *job.get("script", ()))
        return
    for job in parsed["jobs"].values():
        yield from (step["run"] for step in job["steps"] if "run" in step)


@pytest.mark.parametrize("file", [*WORKFLOWS, GITLAB], ids=lambda file: file.name)
def test_ci_files_call_commands_that_exist(file: Path) -> None:
    found = list(commands(file))
    assert found
    for command in found:
        program, _, rest = command.partition(" ")
        if program == "sh":
            script, action = rest.split()
            assert (EXAMPLE / script).is_file()
            assert action in ("plan", "apply", "drift")
        elif program != "printf":
            assert re.fullmatch(PROGRAMS[program], rest), command
    assert any("terraform.sh" in command for command in found)


def test_workflows_have_the_structure_that_github_requires() -> None:
    assert [file.stem for file in WORKFLOWS] == ["apply", "drift", "plan"]
    for file in WORKFLOWS:
        parsed: Mapping[Any, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        # YAML 1.1 reads `on` as true.
        assert set(parsed[True]) <= {"pull_request", "push", "schedule", "workflow_dispatch"}
        assert parsed["permissions"]["id-token"] == "write"
        for job in parsed["jobs"].values():
            assert {"runs-on", "timeout-minutes", "steps"} <= set(job)
            assert all(("uses" in step) != ("run" in step) for step in job["steps"])
            assert all(re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step["uses"]) for step in job["steps"] if "uses" in step)


def test_gitlab_jobs_have_a_declared_stage_and_rules() -> None:
    parsed = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))
    jobs = {name: job for name, job in parsed.items() if name not in ("stages", "default", "variables")}
    assert list(jobs) == parsed["stages"]
    for name, job in jobs.items():
        assert job["stage"] == name
        assert job["rules"] and job["script"]
    assert jobs["apply"]["resource_group"] == "production"
    assert 'CI_PIPELINE_SOURCE == "schedule"' in jobs["drift"]["rules"][0]["if"]


# Answers like Terraform: the status of a plan is in the file `<stack>`; a plan with changes has one.
CHANGES = {
    0: {},
    2: {"resource_changes": [{"address": "a.b", "mode": "managed", "type": "a", "change": {"actions": ["create"]}}]},
}
TERRAFORM = """#!/bin/sh
stack=$(basename "${1#-chdir=}")
echo "$stack $2" >> "$CALLS"
[ "$2" = show ] && cat "$STATUSES/$(cat "$STATUSES/$stack").json"
[ "$2" = plan ] || exit 0
for option; do case $option in -out=*) : > "${option#-out=}" ;; esac; done
[ "$2" = plan ] && echo 'Plan: 1 to add, 0 to change, 0 to destroy.'
exit "$(cat "$STATUSES/$stack")"
"""


def run_script(
    action: str,
    statuses: Mapping[str, int],
    repository: Path,
    wheel_python: Path,
    tmp_path: Path,
    *,
    binary: str = "terraform",
) -> int:
    """The exit status of the script, with stacks whose plans have these statuses."""
    terraform = tmp_path / "bin" / binary
    terraform.parent.mkdir()
    terraform.write_text(TERRAFORM)
    terraform.chmod(0o755)
    for stack, status in statuses.items():
        (repository / "cdktf.out" / "stacks" / stack).mkdir(parents=True)
        (tmp_path / stack).write_text(str(status))
    for status, plan in CHANGES.items():
        (tmp_path / f"{status}.json").write_text(json.dumps(plan))
    path = f"{terraform.parent}:{wheel_python.parent}:/usr/bin:/bin"
    environment = {"PATH": path, "CALLS": str(tmp_path / "calls"), "STATUSES": str(tmp_path)}
    if binary != "terraform":
        environment["TERRAFORM_BINARY_NAME"] = binary
    return subprocess.run(["sh", "ci/terraform.sh", action], cwd=repository, env=environment).returncode


@pytest.mark.parametrize(
    ("action", "statuses", "expected", "calls"),
    [
        ("plan", (0, 0), 0, "init plan init plan"),
        ("plan", (2, 0), 0, "init plan init plan"),
        # Before the first deploy, the application cannot be planned.
        ("plan", (2, 1), 0, "init plan init plan"),
        ("plan", (0, 1), 1, "init plan init plan"),
        ("plan", (1, 0), 1, "init plan"),
        ("apply", (2, 2), 0, "init plan apply init plan apply"),
        ("apply", (0, 2), 0, "init plan init plan apply"),
        ("apply", (2, 1), 1, "init plan apply init plan"),
        ("drift", (0, 0), 0, "init plan show init plan show"),
        ("drift", (0, 2), 2, "init plan show init plan show"),
        ("drift", (2, 0), 2, "init plan show init plan show"),
        ("drift", (2, 1), 1, "init plan show init plan"),
    ],
)
@pytest.mark.parametrize("binary", ["terraform", "tofu"])
def test_script_has_the_documented_exit_code(
    binary: str,
    action: str,
    statuses: tuple[int, int],
    expected: int,
    calls: str,
    repository: Path,
    wheel_python: Path,
    tmp_path: Path,
) -> None:
    named = dict(zip(("aws-wandb", "aws-wandb-app"), statuses, strict=True))
    status = run_script(action, named, repository, wheel_python, tmp_path, binary=binary)

    assert status == expected
    called = [line.split() for line in (tmp_path / "calls").read_text().splitlines()]
    assert " ".join(action for _, action in called) == calls
    # The application is after its infrastructure.
    assert [stack for stack, _ in called] == sorted(stack for stack, _ in called)
    if action == "drift":
        assert list((repository / "plans").glob("*.json")) == [] or expected == 1
    elif expected == 0:
        summary = (repository / "plans" / "summary.md").read_text()
        assert re.findall("^### (.+)", summary, re.MULTILINE) == ["aws-wandb", "aws-wandb-app"]
        waits = "Is planned after aws-wandb is applied." in summary
        assert waits is (action == "plan" and statuses == (2, 1))


def test_application_of_each_changed_deployment_may_wait(repository: Path, wheel_python: Path, tmp_path: Path) -> None:
    # The stacks of the second deployment are sorted between those of the first.
    statuses = {"aws-wandb": 2, "aws-wandb-2": 2, "aws-wandb-2-app": 1, "aws-wandb-app": 1}

    assert run_script("plan", statuses, repository, wheel_python, tmp_path) == 0

    summary = (repository / "plans" / "summary.md").read_text()
    assert re.findall("^Is planned after (.+) is applied", summary, re.MULTILINE) == ["aws-wandb-2", "aws-wandb"]
