"""Folders on this machine that hold Terraform providers, in Terraform's filesystem-mirror layout.

OpenTofu has the same layout and the same folders, but another host for providers without one.

The folder contains HOST/NAMESPACE/TYPE/, which contains either VERSION/PLATFORM/ with the unpacked provider, or
terraform-provider-TYPE_VERSION_PLATFORM.zip.
"""

import os
import platform
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.terraform_binary import default_host, other_hosts

VARIABLE = "TF_PROVIDER_MIRROR"
# The folders where Terraform and OpenTofu look (developer.hashicorp.com/terraform/cli/config/config-file, "Implied
# Local Mirror Directories"; https://github.com/opentofu/opentofu/blob/v1.11.14/cmd/tofu/provider_source.go) ...
_IMPLIED = (
    "~/.terraform.d/plugins",
    "~/.local/share/terraform/plugins",
    "~/Library/Application Support/io.terraform/plugins",
    "/Library/Application Support/io.terraform/plugins",
    "/usr/local/share/terraform/plugins",
    "/usr/share/terraform/plugins",
)
# ... and the parents of folders where machine images often have a mirror.
_IMAGE_PLACES = (Path("/opt"), Path("/srv"))
_RELEASE = re.compile(r"\d+(\.\d+)*")
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}

Version = tuple[int, ...]


@dataclass(frozen=True)
class Mirror:
    """A folder and its providers for this machine: full source address to versions."""

    folder: Path
    providers: Mapping[str, frozenset[str]]


class MirrorError(Exception):
    """TF_PROVIDER_MIRROR names a folder that is not a mirror."""


def find_mirrors(environment: Mapping[str, str] = os.environ) -> list[Mirror]:
    """The mirror that TF_PROVIDER_MIRROR names; if unset, all mirrors in the usual folders."""
    named, others = environment.get(VARIABLE), other_hosts(environment)
    if named:
        mirror = read_mirror(Path(named).expanduser().absolute(), others)
        if not mirror.providers:
            wanted = f"set it to the folder that contains {default_host(environment)}/"
            raise MirrorError(f"{VARIABLE}={named} has no provider for {this_platform()}; {wanted}")
        return [mirror]
    folders = _usual_places(default_host(environment))
    return [mirror for folder in folders if (mirror := read_mirror(folder, others)).providers]


def read_mirror(folder: Path, ignored_hosts: Collection[str] = ()) -> Mirror:
    """The providers of a folder; none if the folder is missing or not a mirror."""
    found = {}
    for type_folder in sorted(folder.glob("*.*/*/*/")):
        if type_folder.parent.parent.name in ignored_hosts:
            continue
        versions = frozenset(_versions(type_folder))
        if versions:
            found[type_folder.relative_to(folder).as_posix()] = versions
    return Mirror(folder, found)


def provider_in_mirror(source: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """The newest version of a provider (`hashicorp/aws`) that the mirrors have for this machine, if any."""
    address = source if source.count("/") == 2 else f"{default_host(environment)}/{source}"
    versions = [version for mirror in find_mirrors(environment) for version in mirror.providers.get(address, ())]
    return max(versions, key=_as_numbers, default=None)


def this_platform() -> str:
    """This machine's platform in Terraform's notation: linux_amd64, darwin_arm64."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}_{_ARCHITECTURES.get(machine, machine)}"


def _usual_places(host: str) -> list[Path]:
    implied = [Path(place).expanduser() for place in _IMPLIED]
    images = [found.parent for place in _IMAGE_PLACES for found in sorted(place.glob(f"*/{host}/"))]
    return implied + images


def _versions(type_folder: Path) -> Iterator[str]:
    for entry in type_folder.iterdir():
        if (entry / this_platform()).is_dir():
            version = entry.name
        elif entry.name.endswith(f"_{this_platform()}.zip"):
            version = entry.name.removeprefix(f"terraform-provider-{type_folder.name}_").split("_")[0]
        else:
            continue
        if _RELEASE.fullmatch(version):
            yield version


def _as_numbers(version: str) -> Version:
    return tuple(int(part) for part in version.split("."))
