"""The scenarios, which every test tier uses: read, change and synthesize their deployment files."""

import constructs_lib  # noqa: F401  isort: skip  (before cdktf, so that the provider bindings load on demand)

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdktf import App

from constructs_lib.deployment_file.reader import read_file
from constructs_lib.deployments import Deployment, load_deployments
from constructs_lib.settings import AwsSettings
from stacks.deployment import add_stacks

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

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Configuration:
    """The Terraform configuration of one stack: `text` as it was written, `json` parsed."""

    text: str
    json: Arguments

    def resources(self, type_: str) -> dict[str, Arguments]:
        """Address to arguments of each resource of `type_` (such as `aws_subnet`); empty when there is none."""
        found: dict[str, Arguments] = self.json["resource"].get(type_, {})
        return found

    def resource(self, address: str) -> Arguments:
        """The arguments of the resource at `address` (such as `aws_rds_cluster.database_cluster`)."""
        type_, name = address.split(".")
        return self.resources(type_)[name]

    @property
    def by_address(self) -> dict[str, Arguments]:
        """Address to arguments of every resource, without cdktf's metadata."""
        return {
            f"{type_}.{name}": {key: value for key, value in arguments.items() if key != "//"}
            for type_, found in self.json["resource"].items()
            for name, arguments in found.items()
        }

    @property
    def types(self) -> set[str]:
        """The types of all resources."""
        return set(self.json["resource"])

    @property
    def outputs(self) -> dict[str, Any]:
        """Name to value of each output."""
        return {name: output["value"] for name, output in self.json["output"].items()}


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
    app = App(outdir=str(output))
    for deployment in deployments:
        add_stacks(app, deployment)
    app.synth()
    return read(output)


def read(output: Path) -> dict[str, Configuration]:
    """What was synthesized into the folder `output`, by stack."""
    files = {file.parent.name: file for file in sorted((output / "stacks").glob("*/cdk.tf.json"))}
    return {stack: _read(file) for stack, file in files.items()}


def _read(file: Path) -> Configuration:
    text = file.read_text()
    return Configuration(text, json.loads(text))
