"""Folders on this machine that hold Terraform providers, in Terraform's filesystem-mirror layout.

Below the folder stands HOST/NAMESPACE/TYPE/, and in it either VERSION/PLATFORM/ with the unpacked provider, or
terraform-provider-TYPE_VERSION_PLATFORM.zip.
"""

import os
import platform
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "TF_PROVIDER_MIRROR"
DEFAULT_HOST = "registry.terraform.io"
# Where Terraform itself looks (developer.hashicorp.com/terraform/cli/config/config-file, "Implied Local Mirror
# Directories") ...
_IMPLIED = (
    "~/.terraform.d/plugins",
    "~/.local/share/terraform/plugins",
    "~/Library/Application Support/io.terraform/plugins",
    "/Library/Application Support/io.terraform/plugins",
    "/usr/local/share/terraform/plugins",
    "/usr/share/terraform/plugins",
)
# ... and where machine images tend to put a mirror, at any name.
_IMAGE_PLACES = (Path("/opt"), Path("/srv"))
_RELEASE = re.compile(r"\d+(\.\d+)*")
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}

Version = tuple[int, ...]


@dataclass(frozen=True)
class Mirror:
    """A folder and the providers it has for this machine: full source address to versions."""

    folder: Path
    providers: Mapping[str, frozenset[str]]


class MirrorError(Exception):
    """TF_PROVIDER_MIRROR names something that is no mirror."""


def find_mirrors(environment: Mapping[str, str] = os.environ) -> list[Mirror]:
    """The mirror that TF_PROVIDER_MIRROR names; when it is unset, all that are found in the usual places."""
    named = environment.get(VARIABLE)
    if named:
        mirror = read_mirror(Path(named).expanduser().absolute())
        if not mirror.providers:
            wanted = f"name the folder that holds {DEFAULT_HOST}/"
            raise MirrorError(f"{VARIABLE}={named} holds no provider for {this_platform()}: {wanted}")
        return [mirror]
    return [mirror for folder in _usual_places() if (mirror := read_mirror(folder)).providers]


def read_mirror(folder: Path) -> Mirror:
    """Looks through a folder; one that is missing or no mirror has no providers."""
    found = {}
    for type_folder in sorted(folder.glob("*.*/*/*/")):
        versions = frozenset(_versions(type_folder))
        if versions:
            found[type_folder.relative_to(folder).as_posix()] = versions
    return Mirror(folder, found)


def provider_in_mirror(source: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """The newest version of a provider (`hashicorp/aws`) that the mirrors hold for this machine, if any."""
    address = source if source.count("/") == 2 else f"{DEFAULT_HOST}/{source}"
    versions = [version for mirror in find_mirrors(environment) for version in mirror.providers.get(address, ())]
    return max(versions, key=_as_numbers, default=None)


def this_platform() -> str:
    """The machine as Terraform names it: linux_amd64, darwin_arm64."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}_{_ARCHITECTURES.get(machine, machine)}"


def _usual_places() -> list[Path]:
    implied = [Path(place).expanduser() for place in _IMPLIED]
    images = [host.parent for place in _IMAGE_PLACES for host in sorted(place.glob(f"*/{DEFAULT_HOST}/"))]
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
