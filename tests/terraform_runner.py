"""Runs Terraform for the tests: providers as found by scripts/, a time limit, a log."""

import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.demo_emulator import without_accounts
from scripts.terraform_binary import VARIABLE, terraform_binary
from scripts.terraform_environment import provider_in_mirror, terraform_environment
from tests.running_providers import RunningProviders

# The providers that the stacks of a cloud need; the application stack's need the infrastructure's too.
PROVIDERS: Mapping[str, tuple[str, ...]] = {
    "aws": ("hashicorp/aws",),
    "azure": ("hashicorp/azurerm", "hashicorp/random", "hashicorp/time"),
}
APPLICATION_PROVIDERS: Mapping[str, tuple[str, ...]] = {
    "aws": ("hashicorp/aws", "hashicorp/kubernetes"),
    "azure": ("hashicorp/azurerm", "hashicorp/helm", "hashicorp/kubernetes"),
}
# More than Terraform's own 10: an apply mostly waits, and the emulator answers at once.
PARALLELISM = 30
# For a call that hangs. The longest one, an apply of `everything`, takes two minutes by itself, more on a busy machine.
TIME_LIMIT_SECONDS = 900
# A call mostly reads schemas: fewer garbage collections make it a fifth cheaper (https://go.dev/doc/gc-guide#GOGC).
_FEWER_COLLECTIONS = {"GOGC": "400"}
LINES_SHOWN = 60
UNCHANGED, CHANGED = 0, 2  # of plan -detailed-exitcode
# A line for each resource that Terraform begins with, still waits for, or is done with.
PROGRESS = re.compile(
    r"\S+: (Creating|Still creating|Creation complete|Destroying|Still destroying|Destruction complete)"
)


class TerraformError(Exception):
    """A call did not end as it should; the text is the end of its `output`, which is all that Terraform wrote."""

    def __init__(self, text: str, output: str = "") -> None:
        super().__init__(text)
        self.output = output


@dataclass(frozen=True)
class Output:
    """How a call ended, and everything it wrote."""

    status: int
    text: str


class Terraform:
    """Terraform in the folder `directory`; what it writes is kept in the file `log`.

    `environment` leads it to an endpoint; no AWS account of whoever runs the tests is ever reached. With `providers`,
    `run` uses running providers; `call` and `end_at` let Terraform start its own.
    """

    def __init__(
        self,
        directory: Path,
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        providers: RunningProviders | None = None,
    ) -> None:
        self.environment = {
            **terraform_environment({**without_accounts(os.environ), **_binary(environment or {})}),
            **_FEWER_COLLECTIONS,
            **_no_account(),
            **(environment or {}),
        }
        self._directory = directory
        self._log = log
        self._providers = providers
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._interrupted = False

    def init(self, *options: str) -> None:
        self.run("init", "-input=false", *options)

    def validate(self) -> None:
        self.run("validate")

    def apply(self, *options: str) -> None:
        """Applies the configuration, or the saved plan named in `options`."""
        self.run("apply", "-input=false", "-auto-approve", f"-parallelism={PARALLELISM}", *options)

    def apply_changes(self, *options: str) -> Mapping[str, str]:
        """Applies the configuration; returns what it planned, as `plan` does. A plan of its own would cost seconds."""
        return _planned(
            self.run("apply", "-json", "-input=false", "-auto-approve", f"-parallelism={PARALLELISM}", *options).text
        )

    def plan(self, *options: str) -> Mapping[str, str]:
        """What a plan would do, address to action: `create`, `update`, `delete`, `replace`; outputs as `output.url`."""
        output = self.run(
            *("plan", "-json", "-input=false", "-detailed-exitcode", f"-parallelism={PARALLELISM}", *options),
            accepted=(UNCHANGED, CHANGED),
        )
        actions = _planned(output.text)
        if bool(actions) != (output.status == CHANGED):
            raise TerraformError(f"plan ended with status {output.status}, and this is what it would do: {actions}")
        return actions

    def destroy(self, *options: str) -> None:
        self.run("destroy", "-input=false", "-auto-approve", f"-parallelism={PARALLELISM}", *options)

    def show(self, *plan: str) -> str:
        """The state, or a saved plan, as JSON."""
        return self.run("show", "-json", *plan).text

    def run(self, *arguments: str, accepted: tuple[int, ...] = (0,)) -> Output:
        """Calls `terraform` with `arguments`."""
        colourless = [] if arguments[0] in ("state", "show") else ["-no-color"]
        more = {}
        # `init` verifies and installs the providers themselves.
        if self._providers and arguments[0] != "init":
            more = self._providers.environment(self._directory, self.environment)
        command = [terraform_binary(self.environment), *arguments[:1], *colourless, *arguments[1:]]
        return self.call(command, accepted=accepted, more_environment=more)

    def call(
        self,
        command: list[str],
        *,
        cwd: Path | None = None,
        accepted: tuple[int, ...] = (0,),
        more_environment: Mapping[str, str] | None = None,
    ) -> Output:
        """Calls `command` in Terraform's environment, Terraform's folder being the default for `cwd`."""
        started = time.monotonic()
        process = self._start(command, cwd or self._directory, more_environment)
        try:
            text, _ = process.communicate(timeout=TIME_LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            _end(process)
            text, _ = process.communicate()
            text += f"\nended after {TIME_LIMIT_SECONDS} seconds"
        output = Output(process.returncode, text)
        self._note(command, output, started)
        if output.status not in accepted:
            raise TerraformError(_tail(command, output.status, text), text)
        return output

    def end_at(self, moment: int, number: signal.Signals, action: str) -> Output:
        """Starts `action` (`apply` or `destroy`) and sends the signal at the `moment`-th line of progress.

        SIGKILL also ends the provider's processes, as a loss of the machine would; other signals go only to Terraform.
        """
        options = ["-no-color", "-input=false", "-auto-approve", f"-parallelism={PARALLELISM}"]
        command = [terraform_binary(self.environment), action, *options]
        started = time.monotonic()
        process = self._start(command, self._directory)
        lines: list[str] = []
        assert process.stdout is not None
        with process.stdout as written:
            for line in written:
                lines.append(line)
                moment -= bool(progress := PROGRESS.match(line))
                if progress and moment == 0:
                    lines.append(f"[{number.name}]\n")
                    _end(process) if number == signal.SIGKILL else process.send_signal(number)
        output = Output(process.wait(TIME_LIMIT_SECONDS), "".join(lines))
        self._note(command, output, started)
        if moment > 0:
            raise TerraformError(f"{action} was over {moment} lines of progress before it was to end")
        return output

    def interrupt(self) -> None:
        """Ends the call that runs, if any, and refuses all further ones."""
        with self._lock:
            self._interrupted = True
            if self._process and self._process.poll() is None:
                _end(self._process)

    def _note(self, command: list[str], output: Output, started: float) -> None:
        with self._log.open("a") as file:
            seconds = time.monotonic() - started
            file.write(f"$ {' '.join(command)}\n{output.text}\n[{output.status}, {seconds:.0f} s]\n")

    def _start(
        self, command: list[str], cwd: Path, more_environment: Mapping[str, str] | None = None
    ) -> "subprocess.Popen[str]":
        with self._lock:
            if self._interrupted:
                raise TerraformError("interrupted")
            self._process = subprocess.Popen(
                command,
                cwd=cwd,
                env={**self.environment, **(more_environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                # Its own process group, so that the provider's processes end with it.
                start_new_session=True,
            )
            return self._process


def _planned(text: str) -> dict[str, str]:
    """Address to action, from the messages of plan -json or apply -json."""
    actions: dict[str, str] = {}
    messages: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    for message in messages:
        if message["type"] == "planned_change":
            # OpenTofu also lists the ephemeral resources that it opens.
            if message["change"]["action"] != "open":
                actions[message["change"]["resource"]["addr"]] = message["change"]["action"]
        elif message["type"] == "outputs":
            # After an apply, outputs have values and no action.
            outputs = {name: each.get("action", "noop") for name, each in message["outputs"].items()}
            actions |= {f"output.{name}": action for name, action in outputs.items() if action != "noop"}
    return actions


def missing_tool(*tools: str) -> str | None:
    """Why the tests that need these commands cannot run, if so. `terraform` is the binary that the scripts use."""
    names = [terraform_binary() if tool == "terraform" else tool for tool in tools]
    missing = [name for name in names if shutil.which(name) is None]
    return f"not installed: {', '.join(missing)}" if missing else None


def why_no_provider(folder: Path, *sources: str) -> str | None:
    """Why these providers are not available: tried by `terraform init` in `folder`, unless a mirror has them."""
    missing = [source for source in sources if provider_in_mirror(source) is None]
    if not missing:
        return None
    wanted = {"required_providers": {source.rpartition("/")[2]: {"source": source} for source in missing}}
    (folder / "main.tf.json").write_text(json.dumps({"terraform": wanted}))
    try:
        Terraform(folder, log=folder / "log").init("-backend=false")
    except TerraformError as error:
        return f"neither a mirror nor the registry has {', '.join(missing)}: {_reason(str(error))}"
    return None


def _binary(environment: Mapping[str, str]) -> dict[str, str]:
    """The variable that selects the binary, on which the mirrors depend."""
    return {name: value for name, value in environment.items() if name == VARIABLE}


def _no_account() -> dict[str, str]:
    return {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


def _end(process: "subprocess.Popen[str]") -> None:
    os.killpg(process.pid, signal.SIGKILL)


def _tail(command: list[str], status: int, text: str) -> str:
    """What ended how and why, in a line, and the end of what it wrote."""
    lines = [_shown(line) for line in text.splitlines()[-LINES_SHOWN:]]
    return "\n".join([f"{' '.join(command[:2])} ended with status {status}: {_reason(text)}", *lines])


def _shown(line: str) -> str:
    """A line for people: of a message of Terraform's JSON output, what it says."""
    if not line.startswith('{"@'):
        return line
    message = json.loads(line)
    detail = message.get("diagnostic", {}).get("detail", "")
    return f"{message['@message']}\n{detail}".rstrip()


def _reason(text: str) -> str:
    """The first error that Terraform names, or the last line."""
    lines = [line.strip("╷╵│ ") for line in text.splitlines()]
    return next((line for line in lines if line.startswith("Error: ")), lines[-1] if lines else "nothing was written")
