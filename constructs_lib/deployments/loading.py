"""Finds, reads and checks the deployment files."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, cast

from constructs_lib.adoption import Adoption, AdoptionError, adoption_path, read_adoption
from constructs_lib.deployment_file.paths import DEFAULT_FOLDER, chosen_paths, files_among, is_file, why_unreadable
from constructs_lib.deployment_file.reader import COMMON, ENDINGS, cloud_folder, name_of, read_deployment, stem_of
from constructs_lib.problems import Problem, SettingsError, shown
from constructs_lib.settings.clouds import MODELS, model_of
from constructs_lib.settings.fields.suggestions import did_you_mean
from constructs_lib.value_text import show

from .build import build

if TYPE_CHECKING:
    from constructs_lib.settings.aws import AwsSettings
    from constructs_lib.settings.azure import AzureSettings

FOLDERS = tuple(MODELS)
# The input that distinguishes two deployments with the same namespace.
PLACES = {"aws": "region", "azure": "subscription_id"}
# The input that names the DNS zone of the host names.
ZONES = {"aws": "zone_id", "azure": "dns_zone_id"}
# The stem becomes part of stack names, folder names and state files.
_STEM = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?")
# The application stack of deployment x is named x-app.
RESERVED_END = "-app"
# With this many unknown names, the file is probably for the other cloud.
FOREIGN_MIN = 2


@dataclass(frozen=True)
class Deployment:
    """One deployment file, checked. `name` is cloud, folder below the cloud's and file stem: `aws-prod-wandb`.

    `lines` are those of its inputs, `files` the files of inputs that it shares with others. `adoption` is what the
    adoption file beside it says.
    """

    name: str
    cloud: str
    path: Path
    settings: AwsSettings | AzureSettings
    warnings: tuple[str, ...]
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    adoption: Adoption | None = None
    files: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def application_name(self) -> str:
        """The name of the application stack."""
        return f"{self.name}{RESERVED_END}"

    @property
    def stack_names(self) -> tuple[str, ...]:
        """The names of all its stacks."""
        return (self.name, *([self.application_name] if self.settings.creates_application else []))

    @property
    def warning_lines(self) -> Iterator[str]:
        """The warnings with their places: `<file>:<line>: warning: <input>: <message>`."""
        for warning in self.warnings:
            place = self.problem(warning.partition(":")[0], "").place
            yield f"{place}: warning: {warning}"

    def problem(self, name: str, message: str) -> Problem:
        """A problem with the input `name`, where it is set."""
        return Problem(self.files.get(name, str(self.path)), name, message, self.lines.get(name))


def load_deployments(paths: str | Path | Iterable[str | Path] | None = None) -> tuple[Deployment, ...]:
    """The deployments of the named files and folders, sorted by name.

    Without `paths`, those in WANDB_DEPLOYMENTS, or else `./deployments`. A folder is searched for `aws/*.tfvars`,
    `aws/<folder>/*.tfvars`, the same of `azure/`, and `.tfvars.json`; the cloud of a single file is the name of its
    folder, or of the one above. The inputs of `common.tfvars` in these folders are also inputs of a deployment file,
    unless the file, or a `common.tfvars` nearer to it, sets them.
    Raises SettingsError with the problems of all files.
    """
    problems: list[Problem] = []
    deployments: list[Deployment] = []
    first: dict[str, Path] = {}
    files = list(dict.fromkeys(files_among(chosen_paths(paths), FOLDERS, problems)))
    read = {path.absolute() for path in files}
    for path in files:
        name = _name(path, problems, from_environment=paths is None)
        if name and path != first.setdefault(name, path):
            problems.append(
                Problem(shown(path), "", f"has the same name {name} as {shown(first[name])}; rename one of the files")
            )
        deployment = _load(path, name, problems)
        if deployment:
            deployments.append(deployment)
            problems.extend(_same_state_elsewhere(deployment, read))
    if problems:
        # A mistake in a shared file is one for each deployment that has its inputs.
        raise SettingsError(dict.fromkeys(problems))
    return tuple(sorted(map(_with_warnings, deployments, repeat(deployments)), key=lambda deployment: deployment.name))


def _same_state_elsewhere(deployment: Deployment, read: Container[Path]) -> Iterator[Problem]:
    """A problem for each file with the same name and state that is not among those that are `read`.

    It is in the same folder of a cloud, or in that of another environment, `deployments/<environment>/<cloud>/`.
    Nothing else tells that a deploy would change the other one's resources.
    """
    path = deployment.path.absolute()
    own = cloud_folder(path, MODELS)
    if own is None:
        return
    clouds = [own]
    if own.parents[1] == Path(DEFAULT_FOLDER).absolute():
        clouds += own.parents[1].glob(f"*/{deployment.cloud}")
    backend = read_deployment(path, MODELS).values.get("backend")
    others = {file for each in clouds for depth in ("*", "*/*") for file in each.glob(depth)} - {path}
    for other in sorted(others):
        if (
            other not in read
            and other.name.endswith(ENDINGS)
            and name_of(other, MODELS) == name_of(path, MODELS)
            and cloud_folder(other, MODELS) in clouds
            and read_deployment(other, MODELS).values.get("backend") == backend
        ):
            message = f"has the same stack name {deployment.name} and the same backend as {shown(other)}, so both"
            yield Problem(shown(path), "", f"{message} have one state; rename one of the files")


def _with_warnings(deployment: Deployment, all_of_them: Iterable[Deployment]) -> Deployment:
    """The deployment with a warning for each other one that uses the same resource names or host names."""
    others = [other for other in all_of_them if other is not deployment and other.cloud == deployment.cloud]
    more = [
        warning
        for other in others
        for warning in (*_shared_names(deployment, other), *_shared_hosts(deployment, other))
    ]
    return replace(deployment, warnings=(*deployment.warnings, *more))


def _shared_names(one: Deployment, other: Deployment) -> Iterator[str]:
    if one.settings.namespace != other.settings.namespace or are_accounts_apart(one, other):
        return
    place = PLACES[one.cloud]
    start = f'namespace: "{one.settings.namespace}" is also used by {shown(other.path)}, in'
    change = "so choose another namespace"
    if one.cloud == "aws":
        change += ", or name the accounts of both in allowed_account_ids"
    if getattr(one.settings, place) == getattr(other.settings, place):
        yield f"{start} the same {place}; in one account their names would collide, {change}"
    elif one.cloud == "aws":
        # Roles have no region: https://docs.aws.amazon.com/IAM/latest/UserGuide/disaster-recovery-resiliency.html
        yield f"{start} another region; in one account the names of their IAM roles would collide, {change}"


def are_accounts_apart(one: Deployment, other: Deployment) -> bool:
    """Whether the files show that the two deployments are in different AWS accounts or partitions."""
    if getattr(one.settings, "partition", "") != getattr(other.settings, "partition", ""):
        return True
    accounts, others = (set(getattr(each.settings, "account_ids", ())) for each in (one, other))
    return bool(accounts and others) and not accounts & others


def _shared_hosts(one: Deployment, other: Deployment) -> Iterator[str]:
    zone = ZONES[one.cloud]
    if getattr(one.settings, zone) is None or getattr(one.settings, zone) != getattr(other.settings, zone):
        return
    for name in _host_names(one):
        if name in _host_names(other):
            input_ = (
                "extra_fqdn" if name != one.settings.fqdn else "subdomain" if one.settings.subdomain else "domain_name"
            )
            yield (
                f'{input_}: "{name}" is also a host name of {shown(other.path)}, in the same {zone}; one would '
                "overwrite the DNS records of the other, so choose another name"
            )


def _host_names(deployment: Deployment) -> tuple[str, ...]:
    return getattr(deployment.settings, "all_fqdns", (deployment.settings.fqdn,))


def _name(path: Path, problems: list[Problem], *, from_environment: bool) -> str | None:
    """The name of the deployment, or None if the file's name is not valid."""
    cloud, name = _cloud(path), name_of(path, MODELS)
    mistake = why_unreadable(path, from_environment=from_environment) or _name_mistake(path, cloud, name)
    if mistake:
        problems.append(Problem(shown(path), "", mistake))
        return None
    return f"{cloud}-{name}"


def _cloud(path: Path) -> str:
    """The cloud of a file, or the name of its folder, which is not a cloud."""
    return (cloud_folder(path, MODELS) or path.absolute().parent).name


def _load(path: Path, name: str | None, problems: list[Problem]) -> Deployment | None:
    cloud = _cloud(path)
    if cloud not in MODELS or not is_file(path):
        return None
    document = read_deployment(path, MODELS, shown)
    elsewhere = _other_cloud(document.values, cloud)
    if elsewhere:
        problems.append(Problem(shown(path), "", f"looks like a file for {elsewhere}; move it to {elsewhere}/"))
        return None
    settings, wrong = build(model_of(cloud), document, shown(path))
    problems.extend(wrong)
    if settings is None or name is None:
        return None
    checked = cast("AwsSettings | AzureSettings", settings)
    try:
        adoption = read_adoption(path)
    except AdoptionError as error:
        problems.append(Problem(shown(adoption_path(path)), "", str(error)))
        return None
    return Deployment(name, cloud, path, checked, settings.warnings, document.lines, adoption, document.files)


def _other_cloud(names: Iterable[str], cloud: str) -> str | None:
    """The cloud that the file is probably for: a required input is missing, and that cloud has most unknown inputs."""
    given, own = set(names), model_of(cloud)
    unknown = {name for name in given if not own.knows(name)}
    lacking = any(field.is_required() and name not in given for name, field in own.model_fields.items())
    if len(unknown) < FOREIGN_MIN or not lacking:
        return None
    others = (other for other in MODELS if other != cloud)
    return next((other for other in others if _count_known(unknown, other) * 2 > len(unknown)), None)


def _count_known(names: Iterable[str], cloud: str) -> int:
    return sum(name in model_of(cloud).model_fields for name in names)


def _name_mistake(path: Path, cloud: str, name: str) -> str | None:
    if not is_file(path):
        return "is not a file; name a .tfvars file or a folder"
    if not path.name.endswith(ENDINGS):
        return f"is not a deployment file; its name must end in {' or '.join(reversed(ENDINGS))}"
    if cloud not in MODELS:
        clouds = " or ".join(MODELS)
        return f"is in folder {show(cloud)}, which is not a cloud{did_you_mean(cloud, MODELS)}; put it into {clouds}"
    return name_mistake(COMMON if stem_of(path) == COMMON else name)


def name_mistake(stem: str) -> str | None:
    """What is wrong with `stem` as the name of a deployment, or None."""
    if not _STEM.fullmatch(stem):
        return f"has the invalid name {show(stem)}; use up to 50 lower-case letters, digits and inner hyphens"
    if stem == COMMON:
        return "has the inputs that the deployment files beside it share, and is not a deployment; name one of those"
    if stem.endswith(RESERVED_END):
        return f"ends in {RESERVED_END}, which is reserved for application stacks; use another file name"
    return None
