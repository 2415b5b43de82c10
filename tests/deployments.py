"""The scenarios, which every test tier uses: read, change and synthesize their deployment files."""

import constructs_lib  # noqa: F401  isort: skip  (before cdktf, so that the provider bindings load on demand)

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from constructs_lib.deployment_file.reader import read_file
from constructs_lib.deployments import Deployment, load_deployments
from constructs_lib.settings import AwsSettings
from constructs_lib.stacks import SynthesizedStack as Configuration
from constructs_lib.stacks import read_stacks as read
from constructs_lib.stacks.program import write_stacks
from constructs_lib.stacks.synthesized import Arguments

REPOSITORY = Path(__file__).resolve().parents[1]
CLOUDS = ("aws", "azure")


def files_of(cloud: str) -> list[Path]:
    """The deployment files of all scenarios on `cloud`."""
    return sorted((REPOSITORY / "tests" / "scenarios" / cloud).glob("*.tfvars"))


def scenarios_of(cloud: str) -> list[str]:
    """The names of all scenarios on `cloud`."""
    return [file.stem for file in files_of(cloud)]


FILES = files_of("aws")
SCENARIOS = scenarios_of("aws")
ALL_FILES = [file for cloud in CLOUDS for file in files_of(cloud)]
# The license in every scenario: a file that contains it has leaked a secret.
CANARY = "canary-license-5f3a9c"

__all__ = ["Arguments", "Configuration", "read"]


def values_of(scenario: str, cloud: str = "aws") -> dict[str, Any]:
    """The inputs that the file of `scenario` sets."""
    [file] = [file for file in files_of(cloud) if file.stem == scenario]
    return read_file(file).values


def settings_with(values: Mapping[str, Any]) -> AwsSettings:
    """Validated settings; an input that is None counts as omitted."""
    return AwsSettings.model_validate(dict(values))


def write_file(path: Path, values: Mapping[str, Any]) -> Path:
    """Writes a deployment file as JSON; `path` is `<cloud>/<name>.tfvars.json`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values, default=str, indent=2))
    return path


def load(*paths: Path) -> tuple[Deployment, ...]:
    """The deployments of these files."""
    return load_deployments(paths)


def synthesize(deployments: Iterable[Deployment], output: Path) -> dict[str, Configuration]:
    """Synthesizes into the folder `output`, in one app as main.py does; stack name to configuration."""
    return read(write_stacks(deployments, output))
