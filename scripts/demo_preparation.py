"""Gets a demo ready to deploy: its deployments, their synthesized stacks, its emulator, and the files for a shell."""

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from constructs_lib.deployment_file.paths import ENVIRONMENT_VARIABLE
from constructs_lib.deployments import Deployment, load_deployments
from scripts import demo_emulator
from scripts.demo_clouds import Cloud
from scripts.demo_emulator import DemoError, Emulator, without_accounts
from scripts.demo_kubeconfig import kubeconfig
from scripts.demo_providers import why_no_providers
from scripts.demo_report import say
from scripts.demo_shell import shell_file
from scripts.demo_stacks import Stacks
from scripts.secret_variables import secret_environment
from scripts.setup import ROOT
from scripts.terraform_environment import terraform_environment

HOME = ROOT / ".demo"


def home_of(cloud: Cloud) -> Path:
    """The folder of the demo."""
    return HOME / cloud.name


def deployments_of(cloud: Cloud) -> list[Deployment]:
    """The deployments with a local state: the demo never touches the state of a real deployment."""
    deployments = [deployment for deployment in load_deployments() if deployment.cloud == cloud.name]
    if not deployments:
        raise DemoError(f"there is no {cloud.title} deployment; add a file to deployments/{cloud.name}")
    local = [deployment for deployment in deployments if deployment.settings.backend.type == "local"]
    for deployment in deployments:
        if deployment not in local:
            say(f"{deployment.path} is skipped: its state is in {deployment.settings.backend.type}.")
    if not local:
        raise DemoError("the demo requires a local state; remove `backend` from one deployment file")
    return local


def stacks_of(cloud: Cloud, deployments: Sequence[Deployment]) -> Stacks:
    """The stacks of the deployments, with an environment that selects no account."""
    # Without this variable, the app synthesizes the stacks of other clouds too.
    own = {ENVIRONMENT_VARIABLE: os.pathsep.join(str(deployment.path) for deployment in deployments)}
    names = [name for deployment in deployments for name in deployment.stack_names]
    return Stacks(home_of(cloud), names, terraform_environment(without_accounts(os.environ)) | own)


def synthesized(stacks: Stacks) -> Stacks:
    """The stacks, after their synthesis."""
    status, _, _ = stacks.cdktf("synth")
    if status:
        raise DemoError("the synthesis failed, see above")
    return stacks


def with_providers(stacks: Stacks) -> Stacks:
    """Without the stacks whose providers are not available here. An application needs its infrastructure."""
    names: list[str] = []
    for stack in stacks.names:
        if reason := why_no_providers(stacks.folder(stack), stacks.environment):
            say(f"{stack} is left out: {reason}")
        else:
            names.append(stack)
    names = [name for name in names if name.removesuffix("-app") in names]
    if not names:
        raise DemoError("no stack is left to deploy; docs/troubleshooting.md explains where providers come from")
    return replace(stacks, names=names)


def fresh_emulator(cloud: Cloud, deployments: Sequence[Deployment]) -> Emulator:
    """Starts an emulator and discards the state of an earlier one, whose account no longer exists."""
    old = list(home_of(cloud).glob("terraform.*"))
    for path in old:
        path.unlink()
    if old:
        say(f"The emulator of an earlier demo has ended, and its {cloud.account} is gone: discarding the old state.")
    return demo_emulator.start(home_of(cloud), cloud.options(deployments))


def running_demo(cloud: Cloud) -> tuple[Emulator, Sequence[Deployment], Stacks]:
    """The running emulator with the deployments and stacks for it; raises DemoError if there is none."""
    emulator = demo_emulator.running(home_of(cloud))
    if emulator is None:
        raise DemoError(f"no emulator of {cloud.title} is running; `{cloud.make('demo')}` starts one and deploys to it")
    deployments = deployments_of(cloud)
    return emulator, deployments, stacks_of(cloud, deployments)


def directed_to(emulator: Emulator, cloud: Cloud, deployments: Sequence[Deployment], stacks: Stacks) -> Stacks:
    """The stacks with the environment that selects the emulator; writes this environment for the user's shell, too."""
    selected = cloud.environment(deployments, emulator) | {"KUBECONFIG": str(_kubeconfig(stacks))}
    environment = {**stacks.environment, **selected}
    shown = {name: environment[name] for name in (*selected, "TF_CLI_CONFIG_FILE") if name in environment}
    text = shell_file(
        shown,
        folders=cloud.folders,
        programs=cloud.programs,
        ready=emulator.ready,
        pid=emulator.pid,
        configuration=stacks.folder(deployments[0].name),
    )
    _shell_file(stacks).write_text(text)
    environment["PATH"] = os.pathsep.join([*map(str, cloud.folders), environment["PATH"]])
    return replace(stacks, environment=environment | secret_environment(deployments, stacks.names))


def _shell_file(stacks: Stacks) -> Path:
    return stacks.home / "environment"


def _kubeconfig(stacks: Stacks) -> Path:
    return stacks.home / "kubeconfig"


def write_kubeconfig(stacks: Stacks, deployments: Sequence[Deployment]) -> None:
    """Writes the kubeconfig for the clusters of the deployed applications."""
    applications = [deployment.application_name for deployment in deployments]
    folders = {stack: stacks.folder(stack) for stack in stacks.deployed if stack in applications}
    text = kubeconfig(folders, shell_file=_shell_file(stacks), environment=stacks.environment)
    if text:
        _kubeconfig(stacks).write_text(text)


def discard(home: Path) -> None:
    """Removes the folder of a demo. The emulator may remove its own file at the same time, so this tries again."""
    while home.exists():
        with suppress(FileNotFoundError):
            shutil.rmtree(home)
    with suppress(OSError):  # it is missing, or the other demo is in it
        home.parent.rmdir()
