"""The emulator as a child process, for tests."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from emulator.environment import AZURE_SUBSCRIPTION, aws_environment, azure_environment, proxy_environment
from emulator.inventory import Inventory, inventory, remaining

_START_SECONDS = 240.0  # A cold start on a very busy machine; a warm one takes about one second.
_STOP_SECONDS = 10.0
_ROOT = Path(__file__).resolve().parents[1]


class Emulator:
    """A context manager around `python -m emulator`.

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
        command = [sys.executable, "-m", "emulator", *own, *self._arguments]
        self._process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
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
            if self._process.poll() is not None:
                assert self._process.stderr is not None
                raise RuntimeError(f"the emulator did not start:\n{self._process.stderr.read().decode()}")
            time.sleep(0.05)
        raise TimeoutError(f"the emulator was not ready within {_START_SECONDS:.0f} seconds")

    def _stop(self) -> None:
        self._endpoint = None
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stderr:
            self._process.stderr.close()
        self._directory.cleanup()
