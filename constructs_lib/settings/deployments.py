"""Find, read and check the deployment files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from .base import DeploymentSettings
from .build import build
from .convert import show
from .errors import Problem, SettingsError, did_you_mean
from .tfvars import ENDINGS, read_file

if TYPE_CHECKING:
    from .aws import AwsSettings
    from .azure import AzureSettings

ENVIRONMENT_VARIABLE = "WANDB_DEPLOYMENTS"
DEFAULT_FOLDER = "deployments"
# Where the settings model of a cloud stands: loaded when a file of that cloud is met, not before.
MODELS = {
    "aws": ("constructs_lib.settings.aws", "AwsSettings"),
    "azure": ("constructs_lib.settings.azure", "AzureSettings"),
}
FOLDERS = tuple(MODELS)
# The stem becomes part of stack names, folder names and state files.
_STEM = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?")
# The application stack of deployment x is named x-app.
RESERVED_END = "-app"


@dataclass(frozen=True)
class Deployment:
    """One deployment file, checked. `name` is cloud and file stem: `aws-wandb`."""

    name: str
    cloud: str
    path: Path
    settings: AwsSettings | AzureSettings
    warnings: tuple[str, ...]

    @property
    def application_name(self) -> str:
        """The name of the application stack."""
        return f"{self.name}{RESERVED_END}"


def load_deployments(paths: Iterable[str | Path] | None = None) -> tuple[Deployment, ...]:
    """The deployments of the named files and folders, sorted by name.

    Without `paths`, those that WANDB_DEPLOYMENTS names, else `./deployments`. A folder is searched for
    `aws/*.tfvars` and the like; the cloud of a single file is the name of the folder it lies in.
    Raises SettingsError with the problems of all files.
    """
    problems: list[Problem] = []
    deployments: dict[str, Deployment] = {}
    files = list(dict.fromkeys(_files(_chosen(paths), problems)))
    for path in files:
        deployment = _load(path, problems)
        if deployment and deployment.name in deployments:
            other = _shown(deployments[deployment.name].path)
            problems.append(
                Problem(_shown(path), "", f"is named {deployment.name} like {other}; rename one of the files")
            )
        elif deployment:
            deployments[deployment.name] = deployment
    if problems:
        raise SettingsError(problems)
    return tuple(deployments[name] for name in sorted(deployments))


def _chosen(paths: Iterable[str | Path] | None) -> list[Path]:
    if paths is None:
        named = os.environ.get(ENVIRONMENT_VARIABLE, "")
        paths = [part for part in named.split(os.pathsep) if part] or [DEFAULT_FOLDER]
    elif isinstance(paths, str | Path):
        paths = [paths]
    return [Path(path) for path in paths]


def _files(chosen: Iterable[Path], problems: list[Problem]) -> Iterator[Path]:
    for path in chosen:
        if path.is_dir():
            found = sorted(
                file for cloud in FOLDERS for file in (path / cloud).glob("*") if file.name.endswith(ENDINGS)
            )
            if not found:
                folders = " or ".join(f"{cloud}/" for cloud in FOLDERS)
                problems.append(
                    Problem(_shown(path), "", f"holds no deployment file; put one into {folders}, named *.tfvars")
                )
            yield from found
        else:
            yield path


def _load(path: Path, problems: list[Problem]) -> Deployment | None:
    file = _shown(path)
    cloud, stem = path.absolute().parent.name, _stem(path)
    mistake = _name_mistake(path, cloud, stem)
    if mistake:
        problems.append(Problem(file, "", mistake))
    if cloud not in MODELS or not path.is_file():
        return None
    settings, wrong = build(model_of(cloud), read_file(path), file)
    problems.extend(wrong)
    if settings is None or mistake:
        return None
    checked = cast("AwsSettings | AzureSettings", settings)
    return Deployment(f"{cloud}-{stem}", cloud, path, checked, settings.warnings)


def _name_mistake(path: Path, cloud: str, stem: str) -> str | None:
    if not path.exists():
        return f"does not exist; {ENVIRONMENT_VARIABLE} names files and folders, separated by {show(os.pathsep)}"
    if not path.is_file():
        return "is not a file; name a .tfvars file or a folder"
    if not path.name.endswith(ENDINGS):
        return f"is not a deployment file; its name must end in {' or '.join(reversed(ENDINGS))}"
    if cloud not in MODELS:
        clouds = " or ".join(MODELS)
        return f"lies in folder {show(cloud)}, which is no cloud{did_you_mean(cloud, MODELS)}; put it into {clouds}"
    if not _STEM.fullmatch(stem):
        return f"cannot name a stack after {show(stem)}; use up to 50 lower-case letters, digits and inner hyphens"
    if stem.endswith(RESERVED_END):
        return f"ends in {RESERVED_END}, as application stacks do; use another file name"
    return None


def _stem(path: Path) -> str:
    ending = next((ending for ending in ENDINGS if path.name.endswith(ending)), "")
    return path.name.removesuffix(ending)


def model_of(cloud: str) -> type[DeploymentSettings]:
    """The settings model of a cloud, loaded now."""
    module, name = MODELS[cloud]
    model: type[DeploymentSettings] = getattr(import_module(module), name)
    return model


def _shown(path: Path) -> str:
    """The path as the user would type it: relative to where they are, if it lies below."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
