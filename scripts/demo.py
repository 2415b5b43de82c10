"""`python -m scripts.demo up|diff|destroy|status|stop`: deploys the AWS stacks to a local emulator.

The demo runs the real cdktf, Terraform and AWS provider; only the environment differs from a real deployment. All files
of the demo are in .demo/: the emulator's files, the synthesized stacks, their state and the logs.
"""

import argparse
import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from constructs_lib.deployment_file.paths import ENVIRONMENT_VARIABLE
from constructs_lib.deployments import Deployment, SettingsError, load_deployments
from constructs_lib.settings import AwsSettings
from scripts import demo_endpoint
from scripts.cdktf import LINE_BY_LINE, command_line
from scripts.demo_endpoint import Endpoint, EndpointError
from scripts.demo_report import (
    HOW_TO_LOOK_AROUND,
    Progress,
    count_resources,
    how_to_destroy_protected,
    how_to_keep_interrupted,
    tainted_resources,
    what_is_left,
)
from scripts.demo_shell import shell_file
from scripts.interruptible import run
from scripts.provider_mirrors import MirrorError
from scripts.setup import ROOT, STATE
from scripts.state_copies import restore_broken, state_copies
from scripts.terraform_environment import terraform_environment

HOME = ROOT / ".demo"
OUTPUT = HOME / "cdktf.out"
UNCHANGED, CHANGED = 0, 2  # exit statuses of `terraform plan -detailed-exitcode`
# Without this option, cdktf refuses to destroy a stack that another stack depends on, even if that one is not deployed.
WITHOUT_APPLICATION = "--ignore-missing-stack-dependencies"


@dataclass(frozen=True)
class Demo:
    """The deployments of the demo, the emulator they are deployed to and the environment that selects it.

    Application stacks are left out: the emulator has no Kubernetes.
    """

    deployments: Sequence[Deployment]
    endpoint: Endpoint
    environment: dict[str, str]

    @property
    def stacks(self) -> list[str]:
        return [deployment.name for deployment in self.deployments]

    def state(self, stack: str) -> Path:
        return HOME / f"terraform.{stack}.tfstate"

    def cdktf(self, action: str, *arguments: str) -> tuple[int, Progress, str]:
        """Calls cdktf; returns its exit status, the times of its steps, and its output."""
        restore_broken(HOME)
        log = HOME / f"{action}.log"
        with log.open("w") as file:
            progress = Progress(file, name=str(log.relative_to(ROOT)))
            command = command_line(
                action, *arguments, "--output", str(OUTPUT), environment=self.environment, plain=True
            )
            with state_copies(HOME):
                status = run(command, environment=self.environment, directory=ROOT, on_line=progress.line)
        return status, progress, log.read_text()


def up() -> int:
    """Starts the emulator unless it runs, and deploys."""
    started = time.monotonic()
    HOME.mkdir(exist_ok=True)
    deployments = _aws_deployments()
    endpoint = demo_endpoint.running(HOME) or _fresh_endpoint(deployments)
    demo = _demo(deployments, endpoint)
    _require_hosted_zones(demo)
    _say(f"Deploying {', '.join(demo.stacks)} to {endpoint.url}")
    status, progress, output = demo.cdktf("deploy", *demo.stacks, "--auto-approve")
    if status:
        _explain_failed_deploy(demo, output)
        return status
    _report(demo, progress, time.monotonic() - started)
    return 0


def diff() -> int:
    """Plans every stack again and prints whether a second deploy would change anything; changes are not a failure."""
    demo = _running_demo()
    status, _, _ = demo.cdktf("synth")
    for stack in demo.stacks if status == 0 else ():
        planned = run(_plan(stack, "-detailed-exitcode"), environment=demo.environment)
        if planned == UNCHANGED:
            _say(f"No changes in {stack}.")
        elif planned == CHANGED:
            _say(f"Changes in {stack}: `make demo` deploys them.")
        else:
            status = planned
    return status


def destroy() -> int:
    """Destroys the stacks, shows that the account is empty, and stops the emulator."""
    from emulator.aws.account import LEFT_BEHIND
    from emulator.inventory import inventory

    started = time.monotonic()
    demo = _running_demo()
    status, _, output = demo.cdktf("destroy", *demo.stacks, "--auto-approve", WITHOUT_APPLICATION)
    if status:
        _explain_failed_destroy(demo, output)
        return 1
    left = inventory(demo.endpoint.url)
    _say(what_is_left(left, LEFT_BEHIND))
    if set(left) - set(LEFT_BEHIND):
        _say("The emulator is still running, so that you can inspect the account.")
        return 1
    demo.endpoint.stop()
    _discard()
    _say(f"Destroyed in {time.monotonic() - started:.0f} s. The emulator is stopped and .demo is removed.")
    _warn_shell_uses(demo.endpoint)
    return 0


def status() -> int:
    """Prints whether the emulator runs and what was deployed to it."""
    endpoint = demo_endpoint.running(HOME)
    if endpoint is None:
        print("No emulator is running.")
        return 0
    print(f"The emulator runs at {endpoint.url} (process {endpoint.pid}).")
    for file in sorted(HOME.glob("terraform.*.tfstate")):
        print(f"{file.name.split('.')[1]}: {count_resources(file)} resources")
    return 0


def stop() -> int:
    """Stops the emulator and discards the demo, even with deletion protection."""
    endpoint = demo_endpoint.running(HOME)
    if endpoint:
        endpoint.stop()
    _discard()
    print("The emulator is stopped and the demo is discarded." if endpoint else "No emulator was running.")
    _warn_shell_uses(endpoint)
    return 0


def _aws_deployments() -> list[Deployment]:
    """The AWS deployments with a local state: the demo never touches the state of a real deployment."""
    deployments = [deployment for deployment in load_deployments() if deployment.cloud == "aws"]
    if not deployments:
        raise EndpointError("there is no AWS deployment; add a file to deployments/aws")
    local = [deployment for deployment in deployments if deployment.settings.backend.type == "local"]
    for deployment in deployments:
        if deployment not in local:
            _say(f"{deployment.path} is skipped: its state is in {deployment.settings.backend.type}.")
    if not local:
        raise EndpointError("the demo requires a local state; remove `backend` from one deployment file")
    return local


def _fresh_endpoint(deployments: Sequence[Deployment]) -> Endpoint:
    """Starts an emulator and discards the state of an earlier one, whose account no longer exists."""
    old = [path for path in HOME.iterdir() if path.name.startswith("terraform.")]
    for path in old:
        path.unlink()
    if old:
        _say("The emulator of an earlier demo has ended, and its account is gone: discarding the old state.")
    return demo_endpoint.start(HOME, _hosted_zones(deployments))


def _hosted_zones(deployments: Sequence[Deployment]) -> dict[str, str]:
    return {settings.zone_id: settings.domain_name for settings in _settings(deployments) if settings.zone_id}


def _settings(deployments: Sequence[Deployment]) -> list[AwsSettings]:
    return [cast(AwsSettings, deployment.settings) for deployment in deployments]


def _require_hosted_zones(demo: Demo) -> None:
    missing = set(_hosted_zones(demo.deployments)) - demo.endpoint.hosted_zones()
    if missing:
        raise EndpointError(
            f"the running emulator has no hosted zone {', '.join(sorted(missing))}: the deployment files have changed "
            "since it started; run `make demo-stop`, then `make demo`"
        )


def _running_demo() -> Demo:
    endpoint = demo_endpoint.running(HOME)
    if endpoint is None:
        raise EndpointError("no emulator is running; `make demo` starts one and deploys to it")
    return _demo(_aws_deployments(), endpoint)


def _demo(deployments: Sequence[Deployment], endpoint: Endpoint) -> Demo:
    leading_there = endpoint.environment(_settings(deployments)[0].region)
    environment = terraform_environment(demo_endpoint.without_aws(os.environ)) | leading_there
    shown = {name: environment[name] for name in (*leading_there, "TF_CLI_CONFIG_FILE") if name in environment}
    folder = OUTPUT / "stacks" / deployments[0].name
    (HOME / "environment").write_text(shell_file(shown, home=HOME, pid=endpoint.pid, configuration=folder))
    # Without this variable, the app synthesizes the stacks of other clouds too.
    own = {ENVIRONMENT_VARIABLE: os.pathsep.join(str(deployment.path) for deployment in deployments)}
    return Demo(deployments, endpoint, environment | own | LINE_BY_LINE)


def _discard() -> None:
    """Removes all files of the demo. The emulator may remove its own file at the same time, so this tries again."""
    while HOME.exists():
        with suppress(FileNotFoundError):
            shutil.rmtree(HOME)


def _warn_shell_uses(stopped: Endpoint | None) -> None:
    """Prints a hint if the caller's shell still uses the endpoint `stopped`: a child process cannot change that."""
    if stopped and os.environ.get("AWS_ENDPOINT_URL") == stopped.url:
        print("This shell still uses it; run leave_demo.")


def _report(demo: Demo, progress: Progress, total: float) -> None:
    resources = sum(count_resources(demo.state(stack)) for stack in demo.stacks)
    times = ", ".join(f"{step} {seconds:.0f} s" for step, seconds in progress.steps())
    _say(f"{resources} resources in {total:.0f} s: {times}.")
    print(HOW_TO_LOOK_AROUND)


def _explain_failed_deploy(demo: Demo, output: str) -> None:
    errors = output if "Error:" in output else _errors(demo, output)
    for stack in demo.stacks if "prevent_destroy" in errors else ():
        if tainted := tainted_resources(demo.state(stack)):
            print(how_to_keep_interrupted(stack, tainted))
    _say("The deploy did not finish. `make demo` continues it; `make demo-destroy` removes what was created.")


def _explain_failed_destroy(demo: Demo, output: str) -> None:
    if "prevent_destroy" in output or "prevent_destroy" in _errors(demo, output, "-destroy"):
        print(how_to_destroy_protected([str(deployment.path) for deployment in demo.deployments]))
    else:
        _say("The destroy did not finish, see above. `make demo-destroy` tries again; `make demo-stop` discards it.")


def _errors(demo: Demo, output: str, *plan_options: str) -> str:
    """The errors of a new plan, because cdktf may lose the end of Terraform's output; printed if `output` has none."""
    errors = ""
    for stack in demo.stacks:
        command = _plan(stack, "-lock=false", *plan_options)
        errors += subprocess.run(command, env=demo.environment, capture_output=True, text=True).stderr
    if "Error:" not in output:
        print(errors)
    return errors


def _plan(stack: str, *options: str) -> list[str]:
    return ["terraform", f"-chdir={OUTPUT / 'stacks' / stack}", "plan", "-input=false", "-no-color", *options]


def _say(text: str) -> None:
    print(f"\n{text}", flush=True)


@contextmanager
def _alone() -> Iterator[None]:
    """Raises EndpointError while another demo command runs: they would share the emulator and the state."""
    with (STATE / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EndpointError("another demo command is running in this checkout; wait until it ends") from None
        yield


ACTIONS: dict[str, Callable[[], int]] = {"up": up, "diff": diff, "destroy": destroy, "status": status, "stop": stop}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.demo", description=__doc__)
    parser.add_argument("action", choices=ACTIONS)
    action = parser.parse_args(arguments).action
    try:
        if action == "status":
            return status()
        with _alone():
            return ACTIONS[action]()
    except (EndpointError, MirrorError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
