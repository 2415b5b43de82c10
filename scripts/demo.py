"""`python -m scripts.demo up|diff|destroy|status|stop`: the AWS deployments on an AWS emulator on this machine.

The demo runs the real cdktf, Terraform and AWS provider. Only the environment differs from a real deployment. All its
files are in .demo/: those of the emulator, the synthesized stacks, their state and the logs.
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

from constructs_lib.settings import AwsSettings, Deployment, SettingsError, load_deployments
from constructs_lib.settings.files import ENVIRONMENT_VARIABLE
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
# Without it, cdktf refuses to destroy a stack that another stack depends on, even if that one is not deployed.
WITHOUT_APPLICATION = "--ignore-missing-stack-dependencies"


@dataclass(frozen=True)
class Demo:
    """The deployments of the demo, its emulator, and the environment that directs AWS clients to the emulator.

    The demo has no application stacks, because the emulator has no Kubernetes.
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
    """Starts the emulator unless it is running, and deploys."""
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
    """Plans every stack again and prints whether a second deploy would change anything. Changes are not a failure."""
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
    """Destroys what was deployed, shows that the account is empty, and stops the emulator."""
    from emulator.account import LEFT_BEHIND, inventory  # not at the top: it imports boto3

    started = time.monotonic()
    demo = _running_demo()
    status, _, output = demo.cdktf("destroy", *demo.stacks, "--auto-approve", WITHOUT_APPLICATION)
    if status:
        _explain_failed_destroy(demo, output)
        return 1
    left = inventory(demo.endpoint.url)
    _say(what_is_left(left, LEFT_BEHIND))
    if set(left) - set(LEFT_BEHIND):
        _say("The emulator keeps running so that you can inspect these resources.")
        return 1
    demo.endpoint.stop()
    _discard()
    _say(f"Destroyed in {time.monotonic() - started:.0f} s. The emulator is stopped and .demo is removed.")
    _tell_led_astray(demo.endpoint)
    return 0


def status() -> int:
    """Prints whether the emulator is running and what was deployed to it."""
    endpoint = demo_endpoint.running(HOME)
    if endpoint is None:
        print("The emulator is not running.")
        return 0
    print(f"The emulator is running at {endpoint.url} (process {endpoint.pid}).")
    for file in sorted(HOME.glob("terraform.*.tfstate")):
        print(f"{file.name.split('.')[1]}: {count_resources(file)} resources")
    return 0


def stop() -> int:
    """Stops the emulator and discards the whole demo, even with deletion protection."""
    endpoint = demo_endpoint.running(HOME)
    if endpoint:
        endpoint.stop()
    _discard()
    print("The emulator is stopped and the demo is discarded." if endpoint else "The emulator was not running.")
    _tell_led_astray(endpoint)
    return 0


def _aws_deployments() -> list[Deployment]:
    """The AWS deployments with a local state. The demo never touches a state elsewhere: it may be a real one."""
    deployments = [deployment for deployment in load_deployments() if deployment.cloud == "aws"]
    if not deployments:
        raise EndpointError("there is no AWS deployment; add a file to deployments/aws")
    local = [deployment for deployment in deployments if deployment.settings.backend.type == "local"]
    for deployment in deployments:
        if deployment not in local:
            _say(f"Skipping {deployment.path}: its state is in a backend of type {deployment.settings.backend.type}.")
    if not local:
        raise EndpointError("the demo requires local state; remove `backend` from at least one deployment file")
    return local


def _fresh_endpoint(deployments: Sequence[Deployment]) -> Endpoint:
    """Starts an emulator. Discards the state of an earlier one, because its account no longer exists."""
    old = [path for path in HOME.iterdir() if path.name.startswith("terraform.")]
    for path in old:
        path.unlink()
    if old:
        _say("The emulator of an earlier demo has ended, so its account no longer exists. Discarding its state.")
    return demo_endpoint.start(HOME, _hosted_zones(deployments))


def _hosted_zones(deployments: Sequence[Deployment]) -> dict[str, str]:
    return {settings.zone_id: settings.domain_name for settings in _settings(deployments) if settings.zone_id}


def _settings(deployments: Sequence[Deployment]) -> list[AwsSettings]:
    return [cast(AwsSettings, deployment.settings) for deployment in deployments]


def _require_hosted_zones(demo: Demo) -> None:
    missing = set(_hosted_zones(demo.deployments)) - demo.endpoint.hosted_zones()
    if missing:
        raise EndpointError(
            f"the emulator has no hosted zone {', '.join(sorted(missing))}, because the deployment files have changed "
            "since it started; run `make demo-stop`, then `make demo`"
        )


def _running_demo() -> Demo:
    endpoint = demo_endpoint.running(HOME)
    if endpoint is None:
        raise EndpointError("the emulator is not running; run `make demo` first")
    return _demo(_aws_deployments(), endpoint)


def _demo(deployments: Sequence[Deployment], endpoint: Endpoint) -> Demo:
    leading_there = endpoint.environment(_settings(deployments)[0].region)
    environment = terraform_environment(demo_endpoint.without_aws(os.environ)) | leading_there
    shown = {name: environment[name] for name in (*leading_there, "TF_CLI_CONFIG_FILE") if name in environment}
    folder = OUTPUT / "stacks" / deployments[0].name
    (HOME / "environment").write_text(shell_file(shown, home=HOME, pid=endpoint.pid, configuration=folder))
    # Otherwise the app would also synthesize the stacks of the other clouds.
    own = {ENVIRONMENT_VARIABLE: os.pathsep.join(str(deployment.path) for deployment in deployments)}
    return Demo(deployments, endpoint, environment | own | LINE_BY_LINE)


def _discard() -> None:
    """Removes the files of the demo. Retries, because the ending emulator may remove its own file at the same time."""
    while HOME.exists():
        with suppress(FileNotFoundError):
            shutil.rmtree(HOME)


def _tell_led_astray(stopped: Endpoint | None) -> None:
    """Warns if the calling shell still points to the emulator `stopped`; a child process cannot change that."""
    if stopped and os.environ.get("AWS_ENDPOINT_URL") == stopped.url:
        print("This shell still points to the demo: run leave_demo.")


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
    _say("The deploy failed. `make demo` continues it, `make demo-destroy` removes what was created.")


def _explain_failed_destroy(demo: Demo, output: str) -> None:
    if "prevent_destroy" in output or "prevent_destroy" in _errors(demo, output, "-destroy"):
        print(how_to_destroy_protected([str(deployment.path) for deployment in demo.deployments]))
    else:
        _say("The destroy failed, see above. `make demo-destroy` tries again, `make demo-stop` discards the demo.")


def _errors(demo: Demo, output: str, *plan_options: str) -> str:
    """The errors of a plan, because cdktf may lose the end of Terraform's output; printed if `output` has none."""
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
    """Refuses to run in parallel with another demo command, because they would share emulator and state."""
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
