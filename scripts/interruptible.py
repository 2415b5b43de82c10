"""Runs cdktf so that Ctrl-C stops Terraform gracefully.

cdktf runs Terraform in its own pseudo terminal. Ctrl-C would end cdktf at once and kill Terraform and its providers
during requests, and the state would miss their results. So cdktf runs in its own session, and an interrupt goes only
to Terraform. Terraform finishes its running requests and saves its state; then cdktf reports and ends.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from types import FrameType

from scripts.terraform_binary import terraform_binary

_PROC = Path("/proc")
_INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    directory: Path | None = None,
    on_line: Callable[[str], None] | None = None,
    pass_on: PassOn | None = None,
) -> int:
    """Runs `command` to its end and returns its exit status.

    `on_line` gets each line of output, including errors. Without it, the command uses our own input and output.
    A second interrupt also reaches Terraform, which then stops at once. `pass_on`, from `interrupts_passed_on`, lets
    several commands run at the same time in threads of their own.
    """
    with nullcontext(pass_on) if pass_on else interrupts_passed_on() as pass_on:
        process = subprocess.Popen(
            command,
            env=dict(environment),
            cwd=directory,
            stdin=subprocess.DEVNULL if on_line else None,
            stdout=subprocess.PIPE if on_line else None,
            stderr=subprocess.STDOUT if on_line else None,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        pass_on.to(process.pid)
        try:
            if on_line and process.stdout:
                for line in process.stdout:
                    on_line(line.rstrip("\n"))
                process.stdout.close()
            return process.wait()
        except BaseException:  # such as a closed output: stop the command too
            interrupt(process.pid)
            process.communicate()
            raise
        finally:
            pass_on.no_longer_to(process.pid)


class PassOn:
    """Signal handler that passes interrupts on, also to processes that start after an interrupt."""

    def __init__(self) -> None:
        self._pids: list[int] = []
        self._interrupted = False

    def __call__(self, _signal: int, _frame: FrameType | None) -> None:
        self._interrupted = True
        for pid in list(self._pids):
            interrupt(pid)

    def to(self, pid: int) -> None:
        self._pids.append(pid)
        if self._interrupted:
            interrupt(pid)

    def no_longer_to(self, pid: int) -> None:
        self._pids.remove(pid)


@contextmanager
def interrupts_passed_on() -> Iterator[PassOn]:
    """Handles interrupts for the commands that `run` starts; only for the main thread."""
    pass_on = PassOn()
    before = {number: signal.signal(number, pass_on) for number in _INTERRUPTS}
    try:
        yield pass_on
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def interrupt(pid: int) -> None:
    """Interrupts every Terraform process below `pid`; if none is running, the process group of `pid`."""
    running = terraform_below(pid)
    for terraform in running:
        _interrupt(os.kill, terraform)
    if not running:
        _interrupt(os.killpg, pid)


def terraform_below(pid: int) -> list[int]:
    """The ids of all Terraform processes below process `pid`, without their providers."""
    children: dict[int, list[int]] = {}
    names: dict[int, str] = {}
    for child, parent, name in _processes():
        children.setdefault(parent, []).append(child)
        names[child] = name
    # The kernel shortens names to 15 bytes.
    program_names = {"terraform", "tofu", Path(terraform_binary()).name[:15]}
    below: list[int] = []
    waiting = [pid]
    while waiting:
        below += (found := children.get(waiting.pop(), []))
        waiting += found
    return [process for process in below if names[process] in program_names]


def _processes() -> Iterator[tuple[int, int, str]]:
    """Id, parent's id and name of every process."""
    if not _PROC.joinpath("self", "stat").exists():
        yield from _processes_by_ps()
        return
    for file in _PROC.glob("[0-9]*/stat"):
        with suppress(OSError):  # it may have ended since we looked
            # As in `42 (name) S 1 ...`; the name may contain spaces and parentheses.
            pid, _, rest = file.read_text(errors="replace").partition(" (")
            name, _, fields = rest.rpartition(") ")
            yield int(pid), int(fields.split()[1]), name


def _processes_by_ps() -> Iterator[tuple[int, int, str]]:
    # For systems without /proc, such as macOS. A minimal Linux may lack ps.
    command = ["ps", "-Aww", "-o", "pid=,ppid=,comm="]
    for line in subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines():
        pid, parent, *name = line.split(maxsplit=2)
        yield int(pid), int(parent), Path(*name).name


def _interrupt(send: Callable[[int, int], None], target: int) -> None:
    # It may have ended since we looked.
    with suppress(ProcessLookupError):
        send(target, signal.SIGINT)
