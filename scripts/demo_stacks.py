"""The stacks of a demo, with the calls of cdktf and Terraform for them."""

import json
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.cdktf import LINE_BY_LINE, command_line
from scripts.demo_progress import Progress
from scripts.diff_report import Outcome, PlanOutput
from scripts.interruptible import run
from scripts.progress.run import is_wanted, run_with_progress
from scripts.setup import ROOT
from scripts.state_copies import restore_broken, state_copies
from scripts.states import Resource, addresses, count_resources, local_state, protected_resources, resources_in_file
from scripts.terraform_binary import terraform_binary

# Without this option, cdktf refuses to destroy a stack that another stack depends on, even if that one is not deployed.
# With it, cdktf destroys all named stacks at once, in no order: name no stack together with one that depends on it.
WITHOUT_DEPENDENTS = "--ignore-missing-stack-dependencies"


@dataclass(frozen=True)
class Stacks:
    """The stacks `names`, whose files are in the folder `home`; `environment` selects what they are deployed to."""

    home: Path
    names: Sequence[str]
    environment: Mapping[str, str]

    @property
    def output(self) -> Path:
        """The folder of the synthesized stacks."""
        return self.home / "cdktf.out"

    def folder(self, stack: str) -> Path:
        return self.output / "stacks" / stack

    def state(self, stack: str) -> Path:
        return local_state(self.output, stack)

    def resources(self, stack: str) -> list[Resource]:
        """The resources in the state of `stack`."""
        return resources_in_file(self.state(stack))

    @property
    def deployed(self) -> list[str]:
        """The stacks that have resources in their state."""
        return [stack for stack in self.names if count_resources(self.resources(stack))]

    def cdktf(self, action: str, *arguments: str) -> tuple[int, Progress, str]:
        """Calls cdktf; returns its exit status, the times of its steps, and its output."""
        restore_broken(self.home)
        log = self.home / f"{action}.log"
        with log.open("w") as file:
            name = log.relative_to(self.home.parent.parent)
            with_block = action != "synth" and is_wanted(arguments, self.environment)
            show: Callable[[str], None] = (lambda _: None) if with_block else print
            progress = Progress(file, name=str(name), stacks=self.names, show=show)
            with state_copies(self.home):
                if with_block:
                    command = self._command(action, *arguments, plain=False)
                    status, _ = run_with_progress(
                        command,
                        environment=self.environment,
                        directory=ROOT,
                        stacks=self.names,
                        log=name,
                        destroys=action == "destroy",
                        on_line=progress.line,
                    )
                else:
                    command = self._command(action, *arguments)
                    status = run(command, environment=self._environment, directory=ROOT, on_line=progress.line)
        return status, progress, log.read_text()

    def difference(self, stack: str) -> Outcome:
        """Plans a synthesized stack, and shows the plan."""
        output = PlanOutput(stack)
        command = self._command("diff", stack, "--skip-synth")
        return output.end(run(command, environment=self._environment, directory=ROOT, on_line=output.line))

    def errors(self, output: str, *plan_options: str) -> str:
        """The errors of new plans, because cdktf may lose the end of Terraform's output; empty if `output` has some."""
        if "Error:" in output:
            return ""
        options = ["plan", "-input=false", "-no-color", "-lock=false", *plan_options]
        binary = terraform_binary(self.environment)
        commands = [[binary, f"-chdir={self.folder(stack)}", *options] for stack in self.names]
        plans = [subprocess.run(each, env=self._environment, capture_output=True, text=True) for each in commands]
        return "".join(plan.stderr for plan in plans)

    def protected(self) -> list[str]:
        """The deployed resources that Terraform or the cloud refuses to destroy."""
        return [address for stack in self.deployed for address in self._protected(stack)]

    def _protected(self, stack: str) -> Iterable[str]:
        types: dict[str, dict[str, Any]] = json.loads((self.folder(stack) / "cdk.tf.json").read_text())["resource"]
        wanted = {
            f"{type_}.{name}"
            for type_, resources in types.items()
            for name, resource in resources.items()
            if resource.get("lifecycle", {}).get("prevent_destroy")
        }
        resources = self.resources(stack)
        wanted.update(protected_resources(resources))
        return [address for address in addresses(resources) if address in wanted]

    @property
    def _environment(self) -> dict[str, str]:
        return {**self.environment, **LINE_BY_LINE}

    def _command(self, action: str, *arguments: str, plain: bool = True) -> list[str]:
        command = command_line(
            action, *arguments, "--output", str(self.output), environment=self.environment, plain=plain
        )
        # The lock would have the hashes of providers for other platforms, which cdktf asks a registry for.
        if action != "synth" and "--skip-provider-lock" not in command:
            command.append("--skip-provider-lock")
        return command
