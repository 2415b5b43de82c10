"""The emulator as a process of its own, for tests."""

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from emulator.environment import AZURE_SUBSCRIPTION, aws_environment, azure_environment, proxy_environment
from emulator.inventory import Inventory, inventory, remaining

_START_SECONDS = 240.0  # On a very busy machine; usually a fraction of a second.
_STOP_SECONDS = 10.0
_ROOT = Path(__file__).resolve().parents[1]


class _ForkServer:
    """The process that starts this process's emulators of one cloud; see `emulator.fork_server`."""

    def __init__(self, cloud: str) -> None:
        command = [sys.executable, "-m", "emulator.fork_server", cloud]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=_ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        self._lock = threading.Lock()
        atexit.register(self._process.communicate)

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    def ask(self, **request: Any) -> Any:
        """The answer; None if the process has ended."""
        assert self._process.stdin is not None and self._process.stdout is not None
        with self._lock, suppress(BrokenPipeError):
            try:
                self._process.stdin.write(json.dumps(request) + "\n")
                self._process.stdin.flush()
                if answer := self._process.stdout.readline():
                    return json.loads(answer)
            except KeyboardInterrupt:
                # The answer that is still to come would be read as that of the next request.
                self._process.kill()
                raise
        return None

    def errors(self) -> str:
        """What the process, which has ended, wrote to standard error."""
        assert self._process.stderr is not None
        return self._process.stderr.read()


_fork_servers: dict[str, _ForkServer] = {}
_fork_servers_lock = threading.Lock()


def _fork_server(cloud: str) -> _ForkServer:
    with _fork_servers_lock:
        if cloud not in _fork_servers or not _fork_servers[cloud].runs:
            _fork_servers[cloud] = _ForkServer(cloud)
        return _fork_servers[cloud]


class Emulator:
    """A context manager around an emulator with the options of `python -m emulator`.

        with Emulator(hosted_zones=["Z1=example.com"], region="eu-central-1") as emulator:
            subprocess.run(["terraform", "apply"], env={**os.environ, **emulator.environment()})

    The process ends with the block, even after an error, and when this process ends.
    `log_file` can be read within the block. For Azure, `existing` are the ids of resources that are there at the start,
    and `groups` the object ids of the groups of the principal `owner`.
    """

    def __init__(
        self,
        *,
        cloud: str = "aws",
        hosted_zones: Iterable[str] = (),
        existing: Iterable[str] = (),
        groups: Iterable[str] = (),
        region: str = "eu-central-1",
        subscription: str = AZURE_SUBSCRIPTION,
        extra_arguments: Iterable[str] = (),
    ) -> None:
        self._cloud = cloud
        self._arguments = ["--cloud", cloud]
        self._arguments += [argument for zone in hosted_zones for argument in ("--hosted-zone", zone)]
        self._arguments += [argument for id_ in existing for argument in ("--existing", id_)]
        self._arguments += [argument for id_ in groups for argument in ("--group", id_)]
        self._arguments += extra_arguments
        self._region = region
        self._subscription = subscription
        self._endpoint: str | None = None

    @property
    def endpoint(self) -> str:
        if self._endpoint is None:
            raise RuntimeError("the emulator is not running; use it as a context manager")
        return self._endpoint

    def environment(self, principal: str = "owner") -> dict[str, str]:
        """The standard variables that direct clients of the cloud to this emulator.

        `principal` is who the clients are in Azure: `owner`, or `contributor`, who may not assign roles or change
        locks, and has no right to the data of vaults and clusters.
        """
        if self._cloud == "azure":
            return azure_environment(self.endpoint, self._authorities, self._subscription, principal=principal)
        # The proxy is only for the chart repositories.
        return aws_environment(self.endpoint, self._region) | proxy_environment(self.endpoint, self._authorities)

    def inventory(self) -> Inventory:
        """The resources that a new account does not have, in every region used so far."""
        return inventory(self.endpoint)

    def remaining(self) -> Inventory:
        """The inventory without what AWS itself retains; empty after a complete destroy."""
        return remaining(self.endpoint)

    def __enter__(self) -> "Emulator":
        self._directory = tempfile.TemporaryDirectory(prefix="emulator-")
        directory = Path(self._directory.name)
        self.log_file = directory / "log"
        ready_file = directory / "ready.json"
        self._authorities = directory / "authorities.pem"
        own = ["--ready-file", str(ready_file), "--log-file", str(self.log_file), "--stop-with-parent"]
        own += ["--authorities-file", str(self._authorities)]
        self._errors = directory / "errors"
        self._errors.touch()
        self._server = _fork_server(self._cloud)
        self._process: int | None = None
        try:
            self._process = self._server.ask(
                arguments=[*own, *self._arguments], environment=dict(os.environ), errors=str(self._errors)
            )
            if self._process is None:
                raise RuntimeError(f"the emulator did not start:\n{self._server.errors()}")
            self._endpoint = self._wait_until_ready(ready_file)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _wait_until_ready(self, ready_file: Path) -> str:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if ready_file.exists():
                endpoint: str = json.loads(ready_file.read_text())["endpoint"]
                return endpoint
            if self._has_ended():
                raise RuntimeError(f"the emulator did not start:\n{self._errors.read_text()}")
            time.sleep(0.05)
        raise TimeoutError(f"the emulator was not ready within {_START_SECONDS:.0f} seconds")

    def _stop(self) -> None:
        self._endpoint = None
        for number in (signal.SIGTERM, signal.SIGKILL):
            self._end(number)
        self._directory.cleanup()

    def _end(self, number: signal.Signals) -> None:
        deadline = time.monotonic() + _STOP_SECONDS
        if self._process and not self._has_ended():
            os.kill(self._process, number)
            while not self._has_ended() and time.monotonic() < deadline:
                time.sleep(0.05)

    def _has_ended(self) -> bool:
        # The emulators end with the server.
        return self._server.ask(ended=self._process) is not False
