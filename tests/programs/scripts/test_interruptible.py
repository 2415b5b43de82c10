"""scripts/interruptible.py, with fakes of cdktf and Terraform.

Each run is in a process of its own, which gets the signals: they are not for the test runner.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import interruptible
from scripts.interruptible import terraform_below
from scripts.setup import ROOT

WAIT_SECONDS = 20
RUN = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from scripts.interruptible import run
def show(line):
    print("line:", line, flush=True)
    if line == "close our output":
        raise BrokenPipeError
sys.exit(run(sys.argv[1:], environment=os.environ, on_line=show))
"""
# Like Terraform: an interrupt makes it end in good order, with a failure.
TERRAFORM = """#!/bin/sh
trap 'echo terraform ends in good order; kill $!; exit 1' INT
trap 'echo this was terraform; kill $!; exit 1' TERM
sleep 30 >/dev/null 2>&1 &
echo terraform works
wait
"""


@pytest.fixture
def terraform(tmp_path: Path) -> Path:
    program = tmp_path / "terraform"
    program.write_text(TERRAFORM)
    program.chmod(0o755)
    return program


def start(script: str) -> subprocess.Popen[str]:
    """Runs a shell script, in the place of cdktf, under `run`."""
    return subprocess.Popen(
        [sys.executable, "-c", RUN, "/bin/sh", "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def read_until(process: subprocess.Popen[str], wanted: str) -> None:
    assert process.stdout
    for line in process.stdout:
        if wanted in line:
            return
    pytest.fail(f"{wanted!r} was never printed; {process.stderr.read() if process.stderr else ''}")


def still_runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_run_returns_exit_status_and_all_output_lines() -> None:
    output, _ = (process := start("echo one; echo two >&2; exit 3")).communicate(timeout=WAIT_SECONDS)
    assert output.splitlines() == ["line: one", "line: two"]
    assert process.returncode == 3


def test_interrupt_goes_only_to_terraform_and_cdktf_reports(terraform: Path) -> None:
    process = start(f"{terraform}; echo cdktf reports; exit 7")
    read_until(process, "terraform works")
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=WAIT_SECONDS)
    assert output.splitlines() == ["line: terraform ends in good order", "line: cdktf reports"]
    assert (process.returncode, errors) == (7, "")


def test_sigterm_is_forwarded_as_an_interrupt(terraform: Path) -> None:
    process = start(f"{terraform}; echo cdktf reports; exit 7")
    read_until(process, "terraform works")
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=WAIT_SECONDS)
    assert "line: terraform ends in good order" in output
    assert process.returncode == 7


def test_interrupt_without_terraform_ends_cdktf_and_its_children() -> None:
    process = start("echo synthesizing $$; sleep 15; echo not reached")
    assert process.stdout
    cdktf = int(process.stdout.readline().split()[-1])
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=WAIT_SECONDS)
    assert "not reached" not in output
    assert process.returncode != 0
    assert not still_runs(cdktf)


def test_terraform_ends_gracefully_when_our_output_is_closed(terraform: Path, tmp_path: Path) -> None:
    done = tmp_path / "done"
    process = start(f"echo $$; (sleep 0.5; echo close our output) & {terraform}; echo cdktf reports > {done}")
    assert process.stdout
    cdktf = int(process.stdout.readline().split()[-1])
    _, errors = process.communicate(timeout=WAIT_SECONDS)
    assert "BrokenPipeError" in errors
    assert not still_runs(cdktf)
    assert done.read_text() == "cdktf reports\n"


def one_terraform_below(pid: int) -> int:
    """The one Terraform below a process; a process has the name of its parent until it has become what it runs."""
    deadline = time.monotonic() + WAIT_SECONDS
    while len(found := terraform_below(pid)) != 1 and time.monotonic() < deadline:
        time.sleep(0.1)
    [process] = found
    return process


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("_processes", id="as found on this machine"),
        pytest.param(
            "_processes_by_ps",
            id="by ps",
            marks=pytest.mark.skipif(shutil.which("ps") is None, reason="ps is not installed"),
        ),
    ],
)
def test_terraform_is_found_at_any_depth_and_its_providers_are_not(
    source: str, terraform: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interruptible, "_processes", getattr(interruptible, source))
    provider = tmp_path / "terraform-provider-aws"
    provider.write_text("#!/bin/sh\nsleep 15; true\n")
    provider.chmod(0o755)
    outer = subprocess.Popen(
        ["/bin/sh", "-c", f"{provider} & /bin/sh -c '{terraform}; true' & wait"],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        read_until(outer, "terraform works")
        os.kill(one_terraform_below(outer.pid), signal.SIGTERM)
        read_until(outer, "this was terraform")
    finally:
        os.killpg(outer.pid, signal.SIGKILL)
        outer.communicate(timeout=WAIT_SECONDS)


@pytest.mark.parametrize("name", ["tofu", "opentofu-1.11.14-linux"])
def test_opentofu_is_found_by_its_name(name: str, terraform: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = terraform.rename(terraform.with_name(name))
    monkeypatch.setenv("TERRAFORM_BINARY_NAME", str(program))
    outer = subprocess.Popen(
        ["/bin/sh", "-c", f"{program}; true"], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        read_until(outer, "terraform works")
        one_terraform_below(outer.pid)
    finally:
        os.killpg(outer.pid, signal.SIGKILL)
        outer.communicate(timeout=WAIT_SECONDS)
