"""Gets a demo ready: its deployments, their synthesized stacks, its emulator, and the files for a shell."""

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from constructs_lib.deployment_file.paths import ENVIRONMENT_VARIABLE
from constructs_lib.deployments import Deployment, load_deployments
from scripts import demo_emulator, terraform_binary
from scripts.demo_charts import why_no_charts
from scripts.demo_clouds import Cloud
from scripts.demo_emulator import DemoError, Emulator, without_accounts
from scripts.demo_kubeconfig import kubeconfig
from scripts.demo_providers import why_no_providers
from scripts.demo_report import say
from scripts.demo_shell import shell_file
from scripts.demo_stacks import Stacks
from scripts.secret_variables import secret_environment
from scripts.setup import ROOT
from scripts.terraform_environment import CONFIG_VARIABLE, terraform_environment

HOME = ROOT / ".demo"


@dataclass(frozen=True)
class Demo:
    """The deployments of a cloud, their stacks, and the emulator that the environment of the stacks selects."""

    cloud: Cloud
    deployments: Sequence[Deployment]
    emulator: Emulator
    stacks: Stacks

    @property
    def files(self) -> list[str]:
        """The deployment files."""
        return [str(deployment.path) for deployment in self.deployments]

    @property
    def applications(self) -> list[Deployment]:
        """The deployments whose application stack is one of the stacks."""
        return [each for each in self.deployments if each.application_name in self.stacks.names]

    def write_kubeconfig(self) -> None:
        """Writes the kubeconfig for the clusters of the deployed applications."""
        stacks = self.stacks
        names = [each.application_name for each in self.applications if each.application_name in stacks.deployed]
        folders = {name: stacks.folder(name) for name in names}
        text = kubeconfig(folders, shell_file=_shell_file(stacks), environment=stacks.environment)
        if text:
            _kubeconfig(stacks).write_text(text)


def home_of(cloud: Cloud) -> Path:
    """The folder of a demo."""
    return HOME / cloud.name


def start(cloud: Cloud) -> Demo:
    """The demo, with a running emulator. The emulator is started only after the deployments are synthesized."""
    deployments = _deployments(cloud)
    home = home_of(cloud)
    home.mkdir(parents=True, exist_ok=True)
    stacks = _synthesize(home, deployments)
    emulator = demo_emulator.running(home) or _fresh_emulator(cloud, deployments)
    cloud.require(deployments, emulator)
    return _point_to(cloud, deployments, emulator, stacks)


def running(cloud: Cloud) -> Demo:
    """The demo whose emulator is running; raises DemoError if there is none."""
    emulator = demo_emulator.running(home_of(cloud))
    if emulator is None:
        raise DemoError(f"no emulator of {cloud.title} is running; `{cloud.make('demo')}` starts one and deploys to it")
    deployments = _deployments(cloud)
    return _point_to(cloud, deployments, emulator, _synthesize(home_of(cloud), deployments))


def discard(cloud: Cloud) -> None:
    """Removes the folder of a demo. The emulator may remove its own file at the same time, so this tries again."""
    while home_of(cloud).exists():
        with suppress(FileNotFoundError):
            shutil.rmtree(home_of(cloud))
    with suppress(OSError):  # it is missing, or the other demo is in it
        HOME.rmdir()


def _deployments(cloud: Cloud) -> list[Deployment]:
    """The deployments with a local state: the demo never touches the state of a real deployment."""
    deployments = [deployment for deployment in load_deployments() if deployment.cloud == cloud.name]
    if not deployments:
        raise DemoError(f"there is no {cloud.title} deployment; add a file to deployments/{cloud.name}")
    local = [deployment for deployment in deployments if deployment.settings.backend.type == "local"]
    for deployment in deployments:
        if deployment not in local:
            used = deployment.settings.backend.type
            say(f"{deployment.path} is skipped: its backend is {used}; the demo requires a local state")
    if not local:
        raise DemoError(f"no {cloud.title} deployment has a local state; add a file without `backend`")
    return local


def _synthesize(home: Path, deployments: Sequence[Deployment]) -> Stacks:
    """The synthesized stacks whose providers are available, with an environment that selects no account."""
    # Without this variable, the app synthesizes the stacks of other clouds too.
    own = {ENVIRONMENT_VARIABLE: os.pathsep.join(str(deployment.path) for deployment in deployments)}
    names = [name for deployment in deployments for name in deployment.stack_names]
    stacks = Stacks(home, names, terraform_environment(without_accounts(os.environ)) | own)
    status, _, _ = stacks.cdktf("synth")
    if status:
        raise DemoError("the synthesis failed, see above")
    names = [name for deployment in deployments for name in _available(deployment, stacks)]
    if not names:
        raise DemoError("nothing is left to deploy; docs/troubleshooting.md explains where providers come from")
    return replace(stacks, names=names)


def _available(deployment: Deployment, stacks: Stacks) -> list[str]:
    """The stacks of a deployment whose providers are available; an application needs its infrastructure."""
    for number, stack in enumerate(names := deployment.stack_names):
        if reason := why_no_providers(stacks.folder(stack), stacks.environment):
            say(f"Left out: {' and '.join(names[number:])}, because {reason}")
            return list(names[:number])
    if deployment.application_name in names and (reason := why_no_charts(deployment.settings)):
        say(f"Left out: {deployment.application_name}, because {reason}")
        return [deployment.name]
    return list(names)


def _fresh_emulator(cloud: Cloud, deployments: Sequence[Deployment]) -> Emulator:
    """Starts an emulator and discards the state of an earlier one, whose account no longer exists."""
    old = list(home_of(cloud).glob("terraform.*"))
    for path in old:
        path.unlink()
    if old:
        say(f"The emulator of an earlier demo has ended, and its {cloud.account} is gone: discarding the old state.")
    return demo_emulator.start(home_of(cloud), cloud.options(deployments))


def _point_to(cloud: Cloud, deployments: Sequence[Deployment], emulator: Emulator, stacks: Stacks) -> Demo:
    """The demo with the environment that selects the emulator; writes this environment for the user's shell, too."""
    selected = cloud.environment(deployments, emulator) | {"KUBECONFIG": str(_kubeconfig(stacks))}
    environment = {**stacks.environment, **selected}
    names = (*selected, CONFIG_VARIABLE, terraform_binary.VARIABLE)
    shown = {name: environment[name] for name in names if name in environment}
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
    environment |= secret_environment(deployments, stacks.names)
    return Demo(cloud, deployments, emulator, replace(stacks, environment=environment))


def _shell_file(stacks: Stacks) -> Path:
    return stacks.home / "environment"


def _kubeconfig(stacks: Stacks) -> Path:
    return stacks.home / "kubeconfig"
