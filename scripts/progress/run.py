"""Runs cdktf in a terminal of its own, follows its output, and passes the answers of the user on to it.

With the variable CI, cdktf writes line by line even to a terminal, and still waits for keys when it asks for an
approval. Its own terminal is so wide that it wraps no line of a plan.
"""

import codecs
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TextIO

from scripts.interruptible import interrupt, interrupts_passed_on
from scripts.progress.display import Display
from scripts.progress.output import plain
from scripts.progress.screen import Screen

ENVIRONMENT = {"CI": "1", "FORCE_COLOR": "1"}
LOGS = Path("logs")
_COLUMNS = 4000
_REDRAW_SECONDS = 0.5
# The keys of cdktf's list: the first choice applies the plan, the second one does not.
_YES, _NO = (b"\r",), (b"j", b"\r")
_KEY_SECONDS = 0.3


def is_wanted(options: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Whether to show progress: at a terminal, unless colors are switched off."""
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty() and environment.get("TERM") != "dumb"
    return is_terminal and "NO_COLOR" not in environment and "--no-color" not in options


def new_log(action: str) -> Path:
    """A new file for the whole output of a run, which only the user may read."""
    LOGS.mkdir(exist_ok=True)
    log = LOGS / f"{action}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}.log"
    log.touch(mode=0o600)
    return log


def run_with_progress(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    stacks: Sequence[str],
    log: Path,
    destroys: bool = False,
    on_line: Callable[[str], None] | None = None,
    directory: Path | None = None,
) -> tuple[int, bool]:
    """Runs cdktf; returns its exit status, and whether an error was shown.

    `log` names the file with all its output. `on_line` gets each line, without colors; omitted: it is written to `log`.
    """
    screen = Screen(sys.stdout)
    display = Display(stacks, log=log, show=screen.show, destroys=destroys)
    keep = on_line or partial(_append, log)

    def follow(line: str) -> None:
        keep(plain(line))
        display.line(line)

    status = _run(command, {**environment, **ENVIRONMENT}, directory, _Session(display, screen, follow))
    screen.draw([])
    print(f"The whole log: {log}", flush=True)
    return status, display.told_an_error


def _append(log: Path, line: str) -> None:
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


class _Session:
    """Handles the output of one run and asks its questions."""

    def __init__(self, display: Display, screen: Screen, follow: Callable[[str], None]) -> None:
        self._display = display
        self._screen = screen
        self._follow = follow
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._drawn = 0.0

    def feed(self, data: bytes, *, final: bool = False) -> None:
        *lines, self._rest = (self._rest + self._decoder.decode(data, final)).split("\n")
        for line in [*lines, self._rest] if final and self._rest else lines:
            self._follow(line.rstrip("\r"))

    def draw(self) -> None:
        if time.monotonic() - self._drawn >= _REDRAW_SECONDS:
            _, height = self._screen.size
            self._screen.draw(self._display.block(height - 2))
            self._drawn = time.monotonic()

    def answer(self, terminal: int) -> None:
        """Asks the user as soon as cdktf waits for keys, and presses them."""
        name = self._display.asks
        if name is None or not _waits_for_keys(terminal):
            return
        self._screen.draw([])
        self._display.show_plan(name)
        yes = _asked(f"\nApply this plan to {name}? Only yes is an approval: ", sys.stdin)
        for key in _YES if yes else _NO:
            os.write(terminal, key)
            time.sleep(_KEY_SECONDS)
        self._display.answered(name, yes)


def _run(command: Sequence[str], environment: Mapping[str, str], directory: Path | None, session: _Session) -> int:
    terminal, its_side = pty.openpty()
    fcntl.ioctl(its_side, termios.TIOCSWINSZ, struct.pack("HHHH", 50, _COLUMNS, 0, 0))
    with interrupts_passed_on() as pass_on:
        process = subprocess.Popen(
            command,
            env=dict(environment),
            cwd=directory,
            stdin=its_side,
            stdout=its_side,
            stderr=its_side,
            start_new_session=True,
        )
        os.close(its_side)
        pass_on.to(process.pid)
        try:
            while (data := _read(terminal)) != b"":
                session.feed(data or b"")
                session.answer(terminal)
                session.draw()
            session.feed(b"", final=True)
            return process.wait()
        except BaseException:  # such as a closed output: stop the command too
            interrupt(process.pid)
            process.wait()
            raise
        finally:
            pass_on.no_longer_to(process.pid)
            os.close(terminal)


def _read(terminal: int) -> bytes | None:
    """Output, None if there is none yet, and empty at the end."""
    if not select.select([terminal], [], [], _REDRAW_SECONDS / 2)[0]:
        return None
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux reports the end of a terminal as an error
        return b""


def _waits_for_keys(terminal: int) -> bool:
    # While it waits for keys, not lines, cdktf switches the line mode off. A key before that would be lost.
    return not termios.tcgetattr(terminal)[3] & termios.ICANON


def _asked(question: str, answers: TextIO) -> bool:
    """Whether the user types yes. The end of the input and Ctrl-C are a no."""
    try:
        with _ctrl_c_raises():
            # What was typed before the question is no answer to it.
            termios.tcflush(answers, termios.TCIFLUSH)
            print(question, end="", flush=True)
            # Ctrl-C just before a read would wait for the read to end, so the read begins when there is an answer.
            while not select.select([answers], [], [], _REDRAW_SECONDS)[0]:
                pass
            return answers.readline().strip() == "yes"
    except KeyboardInterrupt:
        print()
        return False


@contextmanager
def _ctrl_c_raises() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
