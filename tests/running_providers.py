"""Providers that run for a whole deployment, so that Terraform does not start them for every call.

Terraform starts a provider up to four times per call, and the AWS provider takes more than half a second each time. A
call finds a running provider by TF_REATTACH_PROVIDERS (https://developer.hashicorp.com/terraform/plugin/debugging). It
is the same binary with the same protocol.
"""

import re
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Others start in no time, and azurerm remembers vaults and keys that the tests change behind its back.
_REUSED = "registry.terraform.io/hashicorp/aws"
_START_SECONDS = 120
_REATTACH = re.compile(r"TF_REATTACH_PROVIDERS='(.+)'")
# The provider ends when its standard input does, which is with this process at the latest.
_UNTIL_STDIN_ENDS = '"$0" -debug </dev/null & read -r _; kill $!; wait $!'


class RunningProviders:
    """Running providers; their output is in `folder`. `stop` ends them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: dict[tuple[Any, ...], str] = {}
        self._processes: list[subprocess.Popen[bytes]] = []

    def environment(self, directory: Path, environment: Mapping[str, str]) -> dict[str, str]:
        """What lets Terraform in `directory`, which is initialized, use the provider; starts it when necessary.

        A provider reads its environment when it starts, so another environment is another provider.
        """
        binary = next((directory / ".terraform" / "providers" / _REUSED).glob("*/*/terraform-provider-*"), None)
        if binary is None:
            return {}
        # Terraform's own variables, such as those with secrets, are of no interest to a provider.
        own = {name: value for name, value in environment.items() if not name.startswith("TF_")}
        key = (binary.resolve(), *sorted(own.items()))
        if key not in self._running:
            self._running[key] = self._start(binary, own)
        return {"TF_REATTACH_PROVIDERS": self._running[key]}

    def stop(self) -> None:
        for process in self._processes:
            assert process.stdin is not None
            process.stdin.close()
            process.wait()

    def _start(self, binary: Path, environment: Mapping[str, str]) -> str:
        output = self._folder / f"provider-{len(self._processes)}.log"
        with output.open("wb") as file:
            process = subprocess.Popen(
                ["/bin/sh", "-c", _UNTIL_STDIN_ENDS, str(binary)],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        self._processes.append(process)
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if found := _REATTACH.search(output.read_text()):
                return found[1]
            if process.poll() is not None:
                break
            time.sleep(0.05)
        raise TimeoutError(f"{binary.name} did not start within {_START_SECONDS} seconds; see {output}")
