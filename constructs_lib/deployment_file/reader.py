"""Reads a deployment file, `.tfvars` or `.tfvars.json`. Only files with more than plain values need the HCL library."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from pathlib import Path

from .document import Document, unreadable_file
from .json_reader import read_json
from .plain_reader import read_plain

# The longest input is a key policy, at most 32 kB. The HCL parser takes about a second for a file of this size.
FILE_BYTES = 64 * 1024
JSON_ENDING = ".tfvars.json"
CHECK_PATH = "check path and permissions"
ENDINGS = (JSON_ENDING, ".tfvars")


# The name of the file whose inputs all deployment files beside it have, unless they set them.
COMMON = "common"


def cloud_folder(path: Path, clouds: Container[str]) -> Path | None:
    """The folder of the cloud that the deployment file `path` is in: its own folder, or the one above."""
    return next((folder for folder in path.absolute().parents[:2] if folder.name in clouds), None)


def common_files(path: Path, clouds: Container[str]) -> Iterator[Path]:
    """The files with shared inputs of the deployment file `path`, the one that is beside it first."""
    levels = [path.parent]
    if path.absolute().parent.name not in clouds and cloud_folder(path, clouds):
        levels.append(path.parent.parent)
    for folder in levels:
        files = [file for ending in ENDINGS if (file := folder / f"{COMMON}{ending}").is_file()]
        yield from files[:1]


def read_deployment(path: Path, clouds: Container[str], shown: Callable[[Path], str] = str) -> Document:
    """The inputs of a deployment file and the shared ones. `shown` is how messages name a file."""
    document = read_file(path)
    for common in common_files(path, clouds):
        document = document.with_defaults(read_file(common), shown(common))
    return document


def name_of(path: Path, clouds: Container[str]) -> str:
    """The name of a deployment file without its ending; in a folder below the cloud's: `<folder>-<name>`."""
    folder = path.absolute().parent.name
    return stem_of(path) if folder in clouds or not cloud_folder(path, clouds) else f"{folder}-{stem_of(path)}"


def stem_of(path: Path) -> str:
    """The name of a file without its ending."""
    ending = next((ending for ending in ENDINGS if path.name.endswith(ending)), "")
    return path.name.removesuffix(ending)


def read_file(path: Path) -> Document:
    """The inputs of a deployment file. Mistakes are in the document."""
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES + 1)
    except OSError as error:
        return unreadable_file(f"cannot be read: {error.strerror or 'unknown reason'}; {CHECK_PATH}")
    if len(content) > FILE_BYTES:
        return unreadable_file(f"is larger than {FILE_BYTES // 1024} kB; deployment files are smaller")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return unreadable_file(f"is not UTF-8 text (byte {error.start + 1}); save it as UTF-8")
    return read_json(text) if path.name.endswith(JSON_ENDING) else read_plain(text) or _read_any(text)


def _read_any(text: str) -> Document:
    # Imported here, because importing the HCL library takes a tenth of a second and most files do not require it.
    from .hcl_reader import read_hcl

    return read_hcl(text)
