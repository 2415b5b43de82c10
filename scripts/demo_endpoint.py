"""The demo's emulator: a separate process that outlives the command that started it."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from emulator.environment import aws_environment
from scripts.demo_shell import MARK
from scripts.setup import ROOT

START_TIMEOUT_SECONDS = 60
STOP_TIMEOUT_SECONDS = 10
_POLL_SECONDS = 0.1


class EndpointError(Exception):
    """The emulator did not start, or does not match the deployments."""


@dataclass(frozen=True)
class Endpoint:
    """Address and process id of a running emulator."""

    url: str
    pid: int

    def hosted_zones(self) -> set[str]:
        """The ids of the hosted zones that the emulator was started with."""
        with _open(f"{self.url}/_emulator/status") as answer:
            return set(json.load(answer)["hosted_zones"])

    def environment(self, region: str) -> dict[str, str]:
        """The variables that point any AWS client to this endpoint, and never to a real account of the user."""
        return aws_environment(self.url, region)

    def stop(self) -> None:
        """Ends the process. The account is in its memory only, so it is gone too."""
        os.kill(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
        while _answers(self.url):
            if time.monotonic() > deadline:
                raise EndpointError(f"the emulator (process {self.pid}) does not end")
            time.sleep(_POLL_SECONDS)


def without_aws(environment: Mapping[str, str]) -> dict[str, str]:
    """`environment` without AWS variables: AWS_PROFILE or AWS_ENDPOINT_URL_S3 would select a real account."""
    return {name: value for name, value in environment.items() if not name.startswith("AWS_")}


def running(home: Path) -> Endpoint | None:
    """The emulator whose files are in `home`, if it answers."""
    try:
        said = json.loads((home / "endpoint.json").read_text())
        endpoint = Endpoint(url=said["endpoint"], pid=said["pid"])
    except (OSError, ValueError, KeyError):
        return None
    return endpoint if _answers(endpoint.url) else None


def start(home: Path, hosted_zones: Mapping[str, str]) -> Endpoint:
    """Starts an emulator with these hosted zones (id to domain); it ends by itself when `home` is removed."""
    ready = home / "endpoint.json"
    ready.unlink(missing_ok=True)
    zones = [argument for id_, domain in hosted_zones.items() for argument in ("--hosted-zone", f"{id_}={domain}")]
    files = ["--ready-file", str(ready), "--log-file", str(home / "endpoint.log"), "--stop-when-missing", str(home)]
    command = [sys.executable, "-m", "emulator", "--port", "0", *zones, *files]
    # Started by a shell that ends at once, so the emulator is not our child process and needs no wait.
    shell = ["/bin/sh", "-c", '"$@" </dev/null >/dev/null 2>>"$0" & echo $!', str(home / "endpoint.log"), *command]
    pid = int(subprocess.run(shell, cwd=ROOT, check=True, stdout=subprocess.PIPE, start_new_session=True).stdout)
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < deadline and _is_alive(pid):
        if endpoint := running(home):
            return endpoint
        time.sleep(_POLL_SECONDS)
    raise EndpointError(f"the emulator did not start; see {home / 'endpoint.log'}")


def dead_end(environment: Mapping[str, str]) -> str | None:
    """The error for a shell that still uses a stopped demo; None if there is no such problem."""
    home = environment.get(MARK)
    if home is None or running(Path(home)):
        return None
    return "AWS_ENDPOINT_URL: points to the demo, which is stopped; run leave_demo in this shell, or open another one"


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
