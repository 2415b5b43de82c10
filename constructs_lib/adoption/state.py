"""Reads the Terraform state of a deployment of the official module: a state file or `terraform show -json`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .parts import PASSWORD_VARIABLE
from .patterns import compiled

# https://developer.hashicorp.com/terraform/language/state: version 4 since Terraform 0.12.
STATE_VERSION = 4
STANDARD_INPUT = Path("-")
# https://developer.hashicorp.com/terraform/internals/json-format: minor versions only add.
SHOW_MAJOR = "1"

# The cluster is in every deployment of the module, and in no other module at this address.
_CLUSTERS = {
    "aws": "module.app_eks.module.eks.aws_eks_cluster.this[0]",
    "azure": "module.app_aks.azurerm_kubernetes_cluster.default",
}
# Where the password of the database's user is.
_DATABASES = {
    "aws": ("module.database.module.aurora.aws_rds_cluster.this[0]", "master_password"),
    "azure": ("module.database.azurerm_mysql_flexible_server.default", "administrator_password"),
}
_EMPTY: tuple[Any, ...] = (None, "", [], {})
_NO_STATE = "is not a Terraform state; name a file made by terraform state pull or show -json"
_MODULES = {"aws": "wandb/wandb/aws", "azure": "wandb/wandb/azurerm"}


class AdoptionError(Exception):
    """What prevents the adoption: one line per problem."""


class _Attributes(dict[str, Any]):
    """Attributes of the resource `address`. One that is missing, null or empty raises `AdoptionError`."""

    def __init__(self, address: str, values: Mapping[str, Any] | None) -> None:
        super().__init__(values or {})
        self._address = address

    def __getitem__(self, name: str) -> Any:
        value = self.get(name)
        if value not in _EMPTY:
            return value
        raise AdoptionError(
            f"{self._address} has no attribute {name}; run terraform apply -refresh-only in the official code, and "
            "write the state again"
        )


@dataclass(frozen=True)
class Resource:
    """A managed resource of the state. `address` is below the official module, without the module's own address."""

    address: str
    type: str
    attributes: Mapping[str, Any] = field(repr=False)
    schema_version: int = 0

    def get(self, name: str, default: Any = None) -> Any:
        """The attribute `name`; `default` if it is missing, null or empty."""
        value = self.attributes.get(name)
        return default if value in _EMPTY else value

    def block(self, name: str) -> Mapping[str, Any]:
        """The only block `name`, which a state keeps as a list; empty without one."""
        blocks = self.get(name, [])
        return blocks[0] if isinstance(blocks, list) and blocks else {}


@dataclass(frozen=True)
class OfficialDeployment:
    """The resources of one deployment of the official module on `cloud`, which is called `module` in the state.

    `others` are the addresses of resources in the same state that do not belong to it.
    """

    cloud: str
    module: str
    resources: tuple[Resource, ...]
    others: tuple[str, ...]
    outputs: Mapping[str, Any] = field(repr=False)

    def one(self, pattern: str) -> Resource | None:
        """The first resource whose whole address matches `pattern`; see `patterns.py`."""
        return next(self.all(pattern), None)

    def attribute(self, pattern: str, name: str) -> Any:
        """The attribute `name` of the first resource that matches `pattern`; None if either is missing."""
        found = self.one(pattern)
        return found.get(name) if found else None

    def all(self, pattern: str) -> Iterator[Resource]:
        """The resources whose whole addresses match `pattern`; see `patterns.py`."""
        wanted = compiled(pattern)
        return (resource for resource in self.resources if wanted.fullmatch(resource.address))


def read_deployment(path: Path, module: str | None = None) -> OfficialDeployment:
    """The official deployment in the state file `path` (`-`: standard input); `module` chooses one of several.

    Raises `AdoptionError`.
    """
    try:
        text = sys.stdin.read() if path == STANDARD_INPUT else path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise AdoptionError(f"{path}: does not exist; name a file made by terraform state pull") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = str(error.strerror) if isinstance(error, OSError) else "it is not text"
        raise AdoptionError(f"{path}: cannot be read: {reason}; name a file made by terraform state pull") from None
    try:
        return deployment_of(_document(text), module)
    except AdoptionError as error:
        raise AdoptionError(f"{path}: {error}") from None
    except (AttributeError, KeyError, TypeError):
        raise AdoptionError(f"{path}: {_NO_STATE}") from None


def deployment_of(document: Mapping[str, Any], module: str | None = None) -> OfficialDeployment:
    """The official deployment in a parsed state."""
    resources, outputs = _contents(document)
    if not resources:
        raise AdoptionError("holds no resources; name the state of the official deployment, from its own workspace")
    cloud, prefix = _choose(resources, module)
    mine = tuple(_below(prefix, resource) for resource in resources if resource.address.startswith(prefix))
    others = tuple(resource.address for resource in resources if not resource.address.startswith(prefix))
    return OfficialDeployment(cloud, prefix.rstrip("."), mine, others, outputs)


def database_password(official: OfficialDeployment) -> str:
    """The password of the database's user. It must never be shown. Raises `AdoptionError`."""
    generated = "module.database.random_string.master_password"
    password = official.attribute(*_DATABASES[official.cloud]) or official.attribute(generated, "result")
    if not password:
        raise AdoptionError(
            f"{official.module or 'the state'}: has no database password; export TF_VAR_{PASSWORD_VARIABLE}"
        )
    return str(password)


def _document(text: str) -> Mapping[str, Any]:
    if not text.strip():
        raise AdoptionError("is empty; write the state again with terraform state pull")
    try:
        document = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise AdoptionError(
            f"is not complete JSON (line {line}); write the state again with terraform state pull"
        ) from None
    if not isinstance(document, dict):
        raise AdoptionError(_NO_STATE)
    return document


def _contents(document: Mapping[str, Any]) -> tuple[list[Resource], dict[str, Any]]:
    if "encrypted_data" in document:
        # https://opentofu.org/docs/language/state/encryption/
        raise AdoptionError("is encrypted; write it in clear with tofu state pull, and delete the file afterwards")
    if "format_version" in document:
        format_version = str(document["format_version"])
        if format_version.partition(".")[0] != SHOW_MAJOR:
            raise AdoptionError(
                f"has format {format_version} of show -json, and {SHOW_MAJOR}.x is read; use state pull"
            )
        if "planned_values" in document:
            raise AdoptionError("is a plan, not a state; use terraform show -json without a plan file")
        return _of_show(document)
    version = document.get("version")
    if type(version) is not int:
        raise AdoptionError(_NO_STATE)
    if version < STATE_VERSION:
        raise AdoptionError(f"is a state of version {version}; write it again with Terraform 1.x: state pull")
    if version > STATE_VERSION:
        raise AdoptionError(f"is a state of version {version}; version {STATE_VERSION} is read, so update this project")
    if "resources" not in document:
        raise AdoptionError(_NO_STATE)
    return _of_file(document)


def _of_file(document: Mapping[str, Any]) -> tuple[list[Resource], dict[str, Any]]:
    found = []
    for resource in document["resources"]:
        if resource.get("mode") != "managed":
            continue
        module = f"{resource['module']}." if resource.get("module") else ""
        for instance in resource.get("instances", ()):
            index = f"[{json.dumps(instance['index_key'])}]" if "index_key" in instance else ""
            # A deposed object is what a replacement has not destroyed yet, not the resource itself.
            if "deposed" not in instance:
                address = f"{module}{resource['type']}.{resource['name']}{index}"
                attributes = _Attributes(address, instance.get("attributes"))
                found.append(Resource(address, resource["type"], attributes, instance.get("schema_version", 0)))
    outputs = {name: output.get("value") for name, output in (document.get("outputs") or {}).items()}
    return found, outputs


def _of_show(document: Mapping[str, Any]) -> tuple[list[Resource], dict[str, Any]]:
    values = document.get("values") or {}

    def walk(module: Mapping[str, Any]) -> Iterator[Resource]:
        for each in module.get("resources", ()):
            if each.get("mode") == "managed" and "deposed_key" not in each:
                attributes = _Attributes(each["address"], each.get("values"))
                yield Resource(each["address"], each["type"], attributes, each.get("schema_version", 0))
        for child in module.get("child_modules", ()):
            yield from walk(child)

    outputs = {name: output.get("value") for name, output in (values.get("outputs") or {}).items()}
    return list(walk(values.get("root_module") or {})), outputs


def _choose(resources: list[Resource], module: str | None) -> tuple[str, str]:
    """Cloud and address prefix of the deployment."""
    found = [
        (cloud, resource.address.removesuffix(cluster))
        for resource in resources
        for cloud, cluster in _CLUSTERS.items()
        if resource.address == cluster or resource.address.endswith(f".{cluster}")
    ]
    names = " and ".join(prefix.rstrip(".") or "the root module" for _, prefix in found)
    if not found:
        modules = " or ".join(_MODULES.values())
        raise AdoptionError(f"holds no deployment of {modules} ({_summary(resources)}); name the state of one")
    if module is not None:
        found = [each for each in found if each[1].rstrip(".") == module]
        if not found:
            raise AdoptionError(f"holds no deployment {module}; it has {names}")
    if len(found) > 1:
        first = found[0][1].rstrip(".")
        raise AdoptionError(f"holds {len(found)} deployments, {names}; choose one, such as MODULE='{first}'")
    return found[0]


def _summary(resources: list[Resource]) -> str:
    modules = sorted({resource.address.split(".")[1] for resource in resources if resource.address[:7] == "module."})
    return f"its modules are {', '.join(modules)}" if modules else f"{len(resources)} resources without a module"


def _below(prefix: str, resource: Resource) -> Resource:
    address = resource.address.removeprefix(prefix)
    return Resource(address, resource.type, resource.attributes, resource.schema_version)
