"""A change of one input, and its effect on the synthesized configuration."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cdktf import App

from constructs_lib.deployments import Deployment
from constructs_lib.settings import AwsSettings, AzureSettings
from constructs_lib.settings.clouds import model_of
from constructs_lib.stacks import AwsInfrastructureStack, AzureInfrastructureStack
from tests.deployments import Configuration, read, synthesize, values_of

APPLICATION = "application."
# CDKTF adds these outputs for values that the other stack reads.
_BETWEEN_STACKS = "output.cross-stack-output-"

Elements = Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """`setting` becomes `value` in the scenario `base`: the element at `reaches` is changed, added or removed.

    `given` is in the file before and after the change; `along` changes with the setting, if validation requires it. The
    address of an element of the application stack starts with `application.`.
    """

    setting: str
    value: Any
    reaches: str
    base: str = "everything"
    given: Mapping[str, Any] = field(default_factory=dict)
    along: Mapping[str, Any] = field(default_factory=dict)
    cloud: str = "aws"

    def __str__(self) -> str:
        return f"{self.cloud}-{self.setting}"

    @property
    def stack(self) -> str:
        """The infrastructure stack, with the name of the scenario's, so that references to it do not differ."""
        return f"{self.cloud}-{self.base}"

    @property
    def before(self) -> dict[str, Any]:
        return {**values_of(self.base, self.cloud), **self.given}

    @property
    def after(self) -> dict[str, Any]:
        return {**self.before, **self.along, self.setting: self.value}

    @property
    def changes(self) -> bool:
        """Whether the value differs from the value in the file or the default."""
        default = model_of(self.cloud).model_fields[self.setting].default
        return bool(self.before.get(self.setting, default) != self.value)

    @property
    def is_of_the_application(self) -> bool:
        return self.reaches.startswith(APPLICATION)


class Comparison:
    """What changes differ by from where they start; each start is synthesized once."""

    def __init__(self) -> None:
        self._known: dict[str, Elements] = {}

    def changed_by(self, change: Change, folder: Path) -> set[str]:
        """The addresses of changed, added and removed elements; of the application stack if the change is for it."""
        return differences(self._before(change, folder / "before"), _made(change, change.after, folder / "after"))

    def changed_past_validation(self, change: Change, folder: Path) -> set[str]:
        """The same for a value that settings are not allowed to have."""
        settings: Any = model_of(change.cloud).model_validate(change.before)
        changed = settings.model_copy(update={change.setting: change.value})
        return differences(self._before(change, folder / "before"), _infrastructure(change, changed, folder / "after"))

    def _before(self, change: Change, folder: Path) -> Elements:
        start = f"{change.stack} {change.is_of_the_application} {sorted(change.given.items())!r}"
        if start not in self._known:
            self._known[start] = _made(change, change.before, folder)
        return self._known[start]


def _made(change: Change, values: Mapping[str, Any], folder: Path) -> Elements:
    settings: Any = model_of(change.cloud).model_validate(dict(values))
    if not change.is_of_the_application:
        return _infrastructure(change, settings, folder)
    deployment = Deployment(change.stack, change.cloud, Path("changed.tfvars"), settings, ())
    return _of(change, synthesize([deployment], folder))


def _infrastructure(change: Change, settings: AwsSettings | AzureSettings, folder: Path) -> Elements:
    app = App(outdir=str(folder))
    if isinstance(settings, AwsSettings):
        AwsInfrastructureStack(app, change.stack, settings=settings)
    else:
        AzureInfrastructureStack(app, change.stack, settings=settings)
    app.synth()
    return _of(change, read(folder))


def _of(change: Change, stacks: Mapping[str, Configuration]) -> Elements:
    """The elements of the stacks that a change is about, by address."""
    found = dict(elements(stacks[change.stack]))
    application = f"{change.stack}-app"
    # The change may remove the application stack.
    if change.is_of_the_application and application in stacks:
        there = elements(stacks[application])
        found |= {f"{APPLICATION}{address}": content for address, content in there.items()}
    return found


def elements(configuration: Configuration) -> Elements:
    """Address to content: `aws_vpc.x`, `data.aws_y.z`, `output.url`; and `terraform.backend`."""
    found: dict[str, Any] = {}
    for section in ("resource", "data", "ephemeral"):
        prefix = "" if section == "resource" else f"{section}."
        for type_, named in configuration.json.get(section, {}).items():
            found |= {f"{prefix}{type_}.{name}": arguments for name, arguments in named.items()}
    for section in ("output", "provider", "variable"):
        found |= {f"{section}.{name}": content for name, content in configuration.json.get(section, {}).items()}
    found["terraform.backend"] = configuration.json["terraform"]["backend"]
    return {
        address: json.dumps(_without_notes(content), sort_keys=True)
        for address, content in found.items()
        if not address.startswith(_BETWEEN_STACKS)
    }


def _without_notes(content: Any) -> Any:
    # cdktf notes the path of each element there, which begins with the stack's name.
    return {key: value for key, value in content.items() if key != "//"} if isinstance(content, dict) else content


def differences(before: Elements, after: Elements) -> set[str]:
    """The addresses of changed, added and removed elements."""
    return {address for address in before.keys() | after.keys() if before.get(address) != after.get(address)}
