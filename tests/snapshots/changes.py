"""A setting that is changed alone, and what that changes in the synthesized configuration."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cdktf import App

from constructs_lib.settings import AwsSettings, Deployment
from constructs_lib.settings.deployments import model_of
from stacks.aws import AwsInfrastructureStack
from tests.deployments import Configuration, read, settings_with, synthesize, values_of

STACK = "aws-changed"
APPLICATION = "application."
# What one stack needs from the other is listed there by CDKTF: it comes and goes with who asks for it.
_BETWEEN_STACKS = "output.cross-stack-output-"

Elements = Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """`setting` becomes `value` in the scenario `base`: the element at the address `reaches` changes, comes or goes.

    `given` stands in the file before and after; `along` changes with the setting, where validation wants that.
    """

    setting: str
    value: Any
    reaches: str
    base: str = "everything"
    given: Mapping[str, Any] = field(default_factory=dict)
    along: Mapping[str, Any] = field(default_factory=dict)
    cloud: str = "aws"

    @property
    def before(self) -> dict[str, Any]:
        return {**values_of(self.base, self.cloud), **self.given}

    @property
    def after(self) -> dict[str, Any]:
        return {**self.before, **self.along, self.setting: self.value}

    @property
    def changes(self) -> bool:
        """Whether the value differs from the one before, be that the file's or the default."""
        default = model_of(self.cloud).model_fields[self.setting].default
        return bool(self.before.get(self.setting, default) != self.value)


def infrastructure(values: Mapping[str, Any] | AwsSettings, folder: Path) -> Elements:
    """What the infrastructure stack alone synthesizes to, by address."""
    settings = values if isinstance(values, AwsSettings) else settings_with(values)
    app = App(outdir=str(folder))
    AwsInfrastructureStack(app, STACK, settings=settings)
    app.synth()
    return elements(read(folder)[STACK])


def both_stacks(values: Mapping[str, Any], folder: Path, cloud: str = "aws") -> Elements:
    """What both stacks synthesize to, by address; those of the application stack start with `application.`."""
    name = f"{cloud}-changed"
    settings: Any = model_of(cloud).model_validate(dict(values))
    stacks = synthesize([Deployment(name, cloud, Path("changed.tfvars"), settings, ())], folder)
    application = elements(stacks[f"{name}-app"]) if f"{name}-app" in stacks else {}
    return {
        **elements(stacks[name]),
        **{f"{APPLICATION}{address}": content for address, content in application.items()},
    }


def elements(configuration: Configuration) -> Elements:
    """Address to content: `aws_vpc.x`, `data.aws_y.z`, `output.url`; of Terraform's own settings the backend alone."""
    found: dict[str, Any] = {}
    for section in ("resource", "data", "ephemeral"):
        prefix = "" if section == "resource" else f"{section}."
        for type_, named in configuration.json.get(section, {}).items():
            found |= {f"{prefix}{type_}.{name}": arguments for name, arguments in named.items()}
    for section in ("output", "provider", "variable"):
        found |= {f"{section}.{name}": content for name, content in configuration.json.get(section, {}).items()}
    # The state is named after the stack, whose name is no setting.
    name = configuration.json["//"]["metadata"]["stackName"]
    found["terraform.backend"] = json.dumps(configuration.json["terraform"]["backend"]).replace(name, "STACK")
    return {
        address: json.dumps(_without_notes(content), sort_keys=True)
        for address, content in found.items()
        if not address.startswith(_BETWEEN_STACKS)
    }


def _without_notes(content: Any) -> Any:
    # cdktf notes the path of each element there, which begins with the stack's name.
    return {key: value for key, value in content.items() if key != "//"} if isinstance(content, dict) else content


def differences(before: Elements, after: Elements) -> set[str]:
    """The addresses of what changed, came or went."""
    return {address for address in before.keys() | after.keys() if before.get(address) != after.get(address)}
