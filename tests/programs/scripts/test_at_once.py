"""scripts/at_once.py: several commands at the same time, their output one after the other."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.at_once import MOST, at_once
from scripts.interruptible import PassOn
from scripts.setup import ROOT

WAIT_SECONDS = 20
# Runs two commands that end only when they are interrupted.
INTERRUPTED = """
import os, sys
from scripts.at_once import at_once
from scripts.interruptible import run
def sleep(name, show, pass_on):
    program = "trap 'echo interrupted; kill $!; exit 3' INT; echo started; sleep 30 >/dev/null & wait"
    on_line = lambda line: show(f"{name} {line}")
    return run(["/bin/sh", "-c", program], environment=os.environ, on_line=on_line, pass_on=pass_on)
print(at_once(["a", "b"], sleep, lambda text: print(text, flush=True)), flush=True)
"""


def test_actions_run_together_and_are_shown_in_order() -> None:
    together = threading.Barrier(3, timeout=WAIT_SECONDS)
    last_is_over = threading.Event()
    shown: list[str] = []

    def action(name: str, show: Callable[[str], None], _pass_on: PassOn) -> str:
        show(f"{name} 1")
        together.wait()
        if name == "a":
            assert last_is_over.wait(WAIT_SECONDS)
            assert shown == ["a 1"]  # at once, while the others wait for their turn
        show(f"{name} 2")
        if name == "c":
            last_is_over.set()
        return name.upper()

    assert at_once(["a", "b", "c"], action, shown.append) == ["A", "B", "C"]
    assert shown == ["a 1", "a 2", "b 1", "b 2", "c 1", "c 2"]


def test_number_of_actions_at_the_same_time_is_limited() -> None:
    running, most, lock = [0], [0], threading.Lock()

    def action(_name: str, _show: Callable[[str], None], _pass_on: PassOn) -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.02)
        with lock:
            running[0] -= 1

    at_once([str(number) for number in range(3 * MOST)], action, print)

    assert 1 < most[0] <= MOST


def test_error_of_an_action_is_raised() -> None:
    def action(name: str, _show: Callable[[str], None], _pass_on: PassOn) -> None:
        if name == "a":
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        at_once(["a", "b"], action, print)


def test_interrupt_reaches_every_command(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "a started\n"
    time.sleep(0.5)  # the output of b is kept back, so nothing tells that it has started
    process.send_signal(signal.SIGINT)

    output, _ = process.communicate(timeout=WAIT_SECONDS)

    assert output.splitlines() == ["a interrupted", "b started", "b interrupted", "[3, 3]"]
