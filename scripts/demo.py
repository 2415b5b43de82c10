"""`python -m scripts.demo up|diff|destroy|status|stop [aws|azure]`: deploys the stacks of a cloud to a local emulator.

The demo runs the real cdktf, Terraform and providers; only the environment differs from a real deployment. Each cloud
has its own demo. All files of a demo are in .demo/<cloud>/: the emulator's files, the synthesized stacks, their state
and the logs.
"""

import argparse
import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from constructs_lib.deployments import SettingsError
from emulator.inventory import inventory, remaining
from scripts import demo_emulator, demo_preparation
from scripts.demo_clouds import CLOUDS, DEFAULT, Cloud
from scripts.demo_emulator import DemoError, stopped_demo_error
from scripts.demo_preparation import HOME, Demo, discard, home_of
from scripts.demo_progress import APPLY, PLAN, Progress
from scripts.demo_report import (
    how_to_continue_destroy,
    how_to_destroy_protected,
    how_to_keep_interrupted,
    how_to_look_around,
    say,
    table,
    what_is_left,
)
from scripts.demo_shell import MARK
from scripts.demo_stacks import WITHOUT_DEPENDENTS
from scripts.provider_mirrors import MirrorError
from scripts.secret_variables import SecretsConflictError
from scripts.setup import STATE
from scripts.states import count_resources, resources_in_file, tainted_resources

INTERRUPTED = 130  # the exit status of a command that Ctrl-C ended


def up(cloud: Cloud) -> int:
    """Starts the emulator unless it runs, and deploys."""
    if problem := stopped_demo_error(os.environ):
        raise DemoError(problem)
    started = time.monotonic()
    demo = demo_preparation.start(cloud)
    prepared = time.monotonic()
    say(f"Deploying {', '.join(demo.stacks.names)} to {demo.emulator.url}")
    status, progress, output = demo.stacks.cdktf("deploy", *demo.stacks.names, "--auto-approve", "--skip-synth")
    demo.write_kubeconfig()
    if status:
        _explain_failed_deploy(demo, output)
        return status
    _report(demo, progress, preparation=prepared - started, total=time.monotonic() - started)
    return 0


def diff(cloud: Cloud) -> int:
    """Plans every stack again and prints whether a second deploy would change anything; changes are not a failure."""
    stacks = demo_preparation.running(cloud).stacks
    outcomes = [stacks.difference(stack) for stack in stacks.names]
    say("\n".join(map(str, outcomes)))
    return 1 if any(outcome.failed for outcome in outcomes) else 0


def destroy(cloud: Cloud) -> int:
    """Destroys the stacks, shows that the account is empty, and stops the emulator."""
    started = time.monotonic()
    demo = demo_preparation.running(cloud)
    # Before the application is destroyed: Terraform would refuse only the infrastructure.
    if protected := demo.stacks.protected():
        say(how_to_destroy_protected(cloud, protected, demo.files))
        return 1
    if demo.stacks.deployed and not _destroyed(demo):
        return 1
    rest = remaining(demo.emulator.url)
    say(what_is_left(inventory(demo.emulator.url), rest, account=cloud.account))
    if rest:
        say(f"The emulator is still running, so that you can inspect the {cloud.account}.")
        return 1
    demo.emulator.stop()
    discard(cloud)
    say(f"Destroyed in {time.monotonic() - started:.0f} s. The emulator is stopped and .demo/{cloud.name} is removed.")
    _warn_shell_uses(cloud)
    return 0


def stop(cloud: Cloud) -> int:
    """Stops the emulator and discards the demo, even with deletion protection."""
    emulator = demo_emulator.running(home_of(cloud))
    if emulator:
        emulator.stop()
    discard(cloud)
    print("The emulator is stopped and the demo is discarded." if emulator else "No emulator was running.")
    _warn_shell_uses(cloud)
    return 0


def status() -> int:
    """Prints for each cloud whether its emulator runs and what was deployed to it."""
    for cloud in CLOUDS.values():
        emulator = demo_emulator.running(home_of(cloud))
        if emulator is None:
            print(f"{cloud.title}: no emulator is running.")
            continue
        print(f"{cloud.title}: the emulator runs at {emulator.url} (process {emulator.pid}).")
        states = {file.name.split(".")[1]: file for file in home_of(cloud).glob("terraform.*.tfstate")}
        for stack, file in sorted(states.items()):
            print(f"  {stack}: {count_resources(resources_in_file(file))} resources")
    return 0


def _destroyed(demo: Demo) -> bool:
    """Destroys the deployed stacks, applications first; returns whether it succeeded."""
    options = ("--auto-approve", "--skip-synth", WITHOUT_DEPENDENTS)
    # One call per stack: with WITHOUT_DEPENDENTS, cdktf starts the first of several stacks again until it has ended.
    for stack in reversed(demo.stacks.deployed):
        stacks = replace(demo.stacks, names=[stack])
        status, _, output = stacks.cdktf("destroy", stack, *options)
        if status:
            print(stacks.errors(output, "-destroy"))
            say(how_to_continue_destroy(demo.cloud))
            return False
    return True


def _warn_shell_uses(cloud: Cloud) -> None:
    """Prints a hint if the caller's shell still uses the demo that was stopped: a child process cannot change that."""
    if os.environ.get(MARK) == str(home_of(cloud)):
        print("This shell still uses it; run leave_demo.")


def _report(demo: Demo, progress: Progress, *, preparation: float, total: float) -> None:
    stacks = demo.stacks
    rows = [["", "resources", PLAN, APPLY]]
    for stack in stacks.names:
        seconds = progress.seconds(stack)
        times = (f"{seconds[step]:.0f} s" if step in seconds else "" for step in (PLAN, APPLY))
        rows.append([stack, str(count_resources(stacks.resources(stack))), *times])
    say(f"Deployed in {total:.0f} s, {preparation:.0f} s of them before the first stack:")
    print(table(rows))
    for deployment in demo.applications:
        print(f"The emulator runs no server. In the cloud, {deployment.name} would be at {deployment.settings.url}.")
    if any(deployment.settings.runs_operator for deployment in demo.applications):
        print("The emulator has stand-ins for W&B's charts and controller.")
    say(how_to_look_around(demo.cloud, application=bool(demo.applications)))


def _explain_failed_deploy(demo: Demo, output: str) -> None:
    errors = demo.stacks.errors(output)
    print(errors)
    for stack in demo.stacks.names if "prevent_destroy" in f"{output}{errors}" else ():
        if tainted := tainted_resources(demo.stacks.resources(stack)):
            print(how_to_keep_interrupted(stack, tainted, output=str(demo.stacks.output.relative_to(HOME.parent))))
    make = demo.cloud.make
    say(f"The deploy did not finish. `{make('demo')}` continues it; `{make('demo-stop')}` discards everything.")


@contextmanager
def _alone(cloud: Cloud) -> Iterator[None]:
    """Raises DemoError while another command of this demo runs: they would share the emulator and the state."""
    with (STATE / f"demo-{cloud.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoError(
                f"another demo command for {cloud.title} is running in this checkout; wait until it ends, or press "
                "Ctrl-C there"
            ) from None
        yield


ACTIONS: dict[str, Callable[[Cloud], int]] = {"up": up, "diff": diff, "destroy": destroy, "stop": stop}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.demo", description=__doc__)
    parser.add_argument("action", choices=(*ACTIONS, "status"))
    parser.add_argument("cloud", nargs="?", default=DEFAULT)
    parsed = parser.parse_args(arguments)
    try:
        if parsed.action == "status":
            return status()
        if parsed.cloud not in CLOUDS:
            raise DemoError(f"CLOUD={parsed.cloud}: must be one of {', '.join(CLOUDS)}")
        cloud = CLOUDS[parsed.cloud]
        with _alone(cloud):
            return ACTIONS[parsed.action](cloud)
    except (DemoError, MirrorError, SecretsConflictError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
