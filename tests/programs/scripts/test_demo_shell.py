"""scripts/demo_shell.py: the shells on this machine source the file."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.demo_shell import shell_file

SHELLS = [
    pytest.param(shell, marks=pytest.mark.skipif(shutil.which(shell) is None, reason=f"{shell} is not installed"))
    for shell in ("sh", "bash", "zsh")
]
ODD = 'it\'s $HOME; `ls` "x" \\ y'
OWN = {"AWS_PROFILE": ODD, "AWS_REGION": "us-west-1", "AWS_ENDPOINT_URL_S3": "https://s3.example.com", "NO_PROXY": "a"}


@pytest.fixture
def endpoint() -> Iterator["subprocess.Popen[bytes]"]:
    """Stands in for the endpoint's process."""
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def home(tmp_path: Path, endpoint: "subprocess.Popen[bytes]") -> Path:
    """The folder of a demo; beside it programs that say how they were called."""
    folder = tmp_path / "it's a demo"
    folder.mkdir()
    (folder / "endpoint.json").touch()
    variables = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_REGION": "eu-central-1", "NO_PROXY": ODD}
    text = shell_file(variables, home=folder, pid=endpoint.pid, configuration=folder / "stack")
    (folder / "environment").write_text(text)
    (tmp_path / "bin").mkdir()
    for name in ("aws", "terraform"):
        program = tmp_path / "bin" / name
        program.write_text(f'#!/bin/sh\nprintf "{name} %s, " "$@"; echo "$AWS_ENDPOINT_URL"\n')
        program.chmod(0o755)
    return folder


def source(shell: str, home: Path, script: str) -> "subprocess.CompletedProcess[str]":
    """Runs `script` in a strict `shell` that has sourced the file."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | OWN
    environment = {**own, "PATH": f"{home.parent / 'bin'}:{os.environ['PATH']}", "FILE": str(home / "environment")}
    command = [shell, "-c", f'set -eu; . "$FILE"; {script}']
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def variables_of(output: str) -> dict[str, str]:
    lines = dict(line.split("=", 1) for line in output.splitlines() if "=" in line)
    return {name: value for name, value in lines.items() if name.startswith(("AWS_", "NO_PROXY", "DEMO", "WANDB_DEMO"))}


@pytest.mark.parametrize("shell", SHELLS)
def test_shell_gets_only_the_demo_variables(shell: str, home: Path) -> None:
    messages = source(shell, home, 'env; printf "TWICE=%s\\n" "$NO_PROXY"; . "$FILE"; env')
    assert messages.stderr == ""
    assert variables_of(messages.stdout) == {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_REGION": "eu-central-1",
        "NO_PROXY": ODD,
        "WANDB_DEMO": str(home),
    }


@pytest.mark.parametrize("shell", SHELLS)
def test_leaving_the_demo_restores_the_shell(shell: str, home: Path) -> None:
    messages = source(shell, home, '. "$FILE"; leave_demo; env')
    assert messages.stderr == ""
    assert variables_of(messages.stdout) == OWN


@pytest.mark.parametrize("shell", SHELLS)
def test_terraform_works_in_the_folder_of_the_stack(shell: str, home: Path) -> None:
    messages = source(shell, home, "terraform state list; terraform -chdir=x output; aws s3 ls")
    assert messages.stdout.splitlines() == [
        f"terraform -chdir={home}/stack, terraform state, terraform list, http://127.0.0.1:9",
        "terraform -chdir=x, terraform output, http://127.0.0.1:9",
        "aws s3, aws ls, http://127.0.0.1:9",
    ]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("command", ["aws s3 ls", "terraform state list"])
def test_stopped_demo_runs_nothing_and_restores_the_shell(
    command: str, shell: str, home: Path, endpoint: "subprocess.Popen[bytes]"
) -> None:
    endpoint.kill()
    endpoint.wait()
    messages = source(shell, home, f"{command} || env")
    assert variables_of(messages.stdout) == OWN
    assert "aws s3," not in messages.stdout
    assert messages.stderr.startswith("The demo is stopped. The command was not run.")
