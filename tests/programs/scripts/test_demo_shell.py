"""scripts/demo_shell.py: the file is sourced by the shells that are here."""

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
ACCOUNTS = ("AWS_", "ARM_", "AZURE_")
OWN = {
    "AWS_PROFILE": ODD,
    "AWS_REGION": "us-west-1",
    "AWS_ENDPOINT_URL_S3": "https://s3.example.com",
    "ARM_TENANT_ID": "production",
    "AZURE_CONFIG_DIR": "/home/me/.azure",
    "NO_PROXY": "a",
}


@pytest.fixture
def emulator() -> Iterator["subprocess.Popen[bytes]"]:
    """Stands in for the emulator's process."""
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def home(tmp_path: Path, emulator: "subprocess.Popen[bytes]") -> Path:
    """The folder of a demo; beside it programs that say how they were called."""
    folder = tmp_path / "it's a demo"
    folder.mkdir()
    (folder / "emulator.json").touch()
    variables = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_REGION": "eu-central-1", "NO_PROXY": ODD}
    text = shell_file(
        variables,
        folders=[folder / "bin"],
        programs=["aws", "kubectl"],
        ready=folder / "emulator.json",
        pid=emulator.pid,
        configuration=folder / "stack",
    )
    (folder / "environment").write_text(text)
    (tmp_path / "bin").mkdir()
    for name in ("aws", "kubectl", "terraform"):
        program = tmp_path / "bin" / name
        program.write_text(f'#!/bin/sh\nprintf "{name} %s, " "$@"; echo "$AWS_ENDPOINT_URL"\n')
        program.chmod(0o755)
    return folder


def source(shell: str, home: Path, script: str) -> "subprocess.CompletedProcess[str]":
    """Runs `script` in a strict `shell` that has sourced the file."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(ACCOUNTS)} | OWN
    environment = {**own, "PATH": f"{home.parent / 'bin'}:{os.environ['PATH']}", "FILE": str(home / "environment")}
    command = [shell, "-c", f'set -eu; . "$FILE"; {script}']
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def variables_of(output: str) -> dict[str, str]:
    lines = dict(line.split("=", 1) for line in output.splitlines() if "=" in line)
    return {
        name: value for name, value in lines.items() if name.startswith((*ACCOUNTS, "NO_PROXY", "DEMO", "WANDB_DEMO"))
    }


@pytest.mark.parametrize("shell", SHELLS)
def test_shell_gets_only_the_variables_of_the_demo(shell: str, home: Path) -> None:
    said = source(shell, home, 'env; printf "TWICE=%s\\n" "$NO_PROXY"; . "$FILE"; env')
    assert said.stderr == ""
    assert variables_of(said.stdout) == {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_REGION": "eu-central-1",
        "NO_PROXY": ODD,
        "WANDB_DEMO": str(home),
    }


@pytest.mark.parametrize("shell", SHELLS)
def test_leaving_the_demo_restores_the_variables(shell: str, home: Path) -> None:
    said = source(shell, home, '. "$FILE"; leave_demo; env')
    assert said.stderr == ""
    assert variables_of(said.stdout) == OWN


@pytest.mark.parametrize("shell", SHELLS)
def test_folders_come_first_on_the_path_until_the_demo_is_left(shell: str, home: Path) -> None:
    said = source(shell, home, 'echo "$PATH"; . "$FILE"; echo "$PATH"; leave_demo; echo "$PATH"')
    first, again, left = said.stdout.splitlines()
    assert first == again == f"{home / 'bin'}:{left}"
    assert left.startswith(f"{home.parent / 'bin'}:")


@pytest.mark.parametrize("shell", SHELLS)
def test_terraform_works_in_the_folder_of_the_stack(shell: str, home: Path) -> None:
    said = source(shell, home, "terraform state list; terraform -chdir=x output; aws s3 ls")
    assert said.stdout.splitlines() == [
        f"terraform -chdir={home}/stack, terraform state, terraform list, http://127.0.0.1:9",
        "terraform -chdir=x, terraform output, http://127.0.0.1:9",
        "aws s3, aws ls, http://127.0.0.1:9",
    ]


def test_selected_binary_works_in_the_folder_of_the_stack(tmp_path: Path, emulator: "subprocess.Popen[bytes]") -> None:
    program = tmp_path / "my tofu" / "tofu"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "$@"\n')
    program.chmod(0o755)
    (tmp_path / "emulator.json").touch()
    text = shell_file(
        {"TERRAFORM_BINARY_NAME": str(program)},
        folders=(),
        programs=(),
        ready=tmp_path / "emulator.json",
        pid=emulator.pid,
        configuration=Path("stack"),
    )
    (tmp_path / "environment").write_text(text)

    assert source("sh", tmp_path, "tofu state list; leave_demo").stdout == "-chdir=stack state list\n"


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("command", ["aws s3 ls", "kubectl get pods", "terraform state list"])
def test_stopped_demo_runs_nothing_and_restores_the_shell(
    command: str, shell: str, home: Path, emulator: "subprocess.Popen[bytes]"
) -> None:
    emulator.kill()
    emulator.wait()
    said = source(shell, home, f"{command} || env")
    assert variables_of(said.stdout) == OWN
    program, argument, *_ = command.split()
    assert f"{program} {argument}," not in said.stdout
    assert said.stderr.startswith("The demo is stopped. The command was not run.")
