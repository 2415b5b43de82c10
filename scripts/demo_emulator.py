"""The demo's emulator: a separate process that outlives the command that started it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.demo_shell import ACCOUNT_VARIABLE, MARK
from scripts.setup import ROOT

START_TIMEOUT_SECONDS = 60
STOP_TIMEOUT_SECONDS = 10
_POLL_SECONDS = 0.1
_READY, _LOG, _AUTHORITIES = "emulator.json", "emulator.log", "authorities.pem"


class DemoError(Exception):
    """The demo cannot do what it was asked to; the text says why, and what to do."""


@dataclass(frozen=True)
class Emulator:
    """A running emulator: its URL, its process id and the folder of its files."""

    url: str
    pid: int
    home: Path

    @property
    def ready(self) -> Path:
        """The file that exists as long as the emulator runs."""
        return self.home / _READY

    @property
    def authorities(self) -> Path:
        """The file with the certificate authorities that clients of the emulator trust."""
        return self.home / _AUTHORITIES

    def status(self) -> dict[str, Any]:
        """What the emulator reports about itself."""
        with _open(f"{self.url}/_emulator/status") as answer:
            status: dict[str, Any] = json.load(answer)
            return status

    def stop(self) -> None:
        """Ends the process. The account is in its memory only, so it is gone too."""
        os.kill(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
        while self.ready.exists() or _answers(self.url):
            if time.monotonic() > deadline:
                raise DemoError(f"the emulator (process {self.pid}) does not end")
            time.sleep(_POLL_SECONDS)


def without_accounts(environment: Mapping[str, str]) -> dict[str, str]:
    """`environment` without AWS and Azure variables: AWS_PROFILE or ARM_TENANT_ID would select a real account."""
    return {name: value for name, value in environment.items() if not re.match(ACCOUNT_VARIABLE, name)}


def running(home: Path) -> Emulator | None:
    """The emulator whose files are in `home`, if it answers."""
    try:
        said = json.loads((home / _READY).read_text())
        emulator = Emulator(said["endpoint"], said["pid"], home)
    except (OSError, ValueError, KeyError):
        return None
    return emulator if _answers(emulator.url) else None


def start(home: Path, options: Sequence[str]) -> Emulator:
    """Starts an emulator with further `options`; it ends by itself when `home` is removed."""
    ready, log = home / _READY, home / _LOG
    ready.unlink(missing_ok=True)
    files = ["--ready-file", str(ready), "--log-file", str(log), "--authorities-file", str(home / _AUTHORITIES)]
    command = [sys.executable, "-m", "emulator", *options, *files, "--stop-when-missing", str(home)]
    # Started by a shell that ends at once, so the emulator is not our child process and needs no wait.
    shell = ["/bin/sh", "-c", '"$@" </dev/null >/dev/null 2>>"$0" & echo $!', str(log), *command]
    pid = int(subprocess.run(shell, cwd=ROOT, check=True, stdout=subprocess.PIPE, start_new_session=True).stdout)
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < deadline and _is_alive(pid):
        if emulator := running(home):
            return emulator
        time.sleep(_POLL_SECONDS)
    raise DemoError(f"the emulator did not start; see {log}")


def stopped_demo_error(environment: Mapping[str, str]) -> str | None:
    """The error for a shell that still uses a stopped demo; None if there is no such problem."""
    home = environment.get(MARK)
    if home is None or running(Path(home)):
        return None
    return f"{MARK}: this shell points to a demo that is stopped; run leave_demo in it, or open another shell"


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _answers(url: str) -> bool:
    try:
        with _open(f"{url}/_emulator/status"):
            return True
    except (OSError, urllib.error.URLError):
        return False


def _open(url: str):  # type: ignore[no-untyped-def]
    # Without a proxy: the emulator is on this machine.
    return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5)
