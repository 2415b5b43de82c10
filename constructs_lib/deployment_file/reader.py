"""Reads a deployment file, `.tfvars` or `.tfvars.json`. Only files with more than plain values need the HCL library."""

from __future__ import annotations

from collections.abc import Callable
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


def common_file(path: Path) -> Path | None:
    """The file with the shared inputs of the deployment file `path`, or None."""
    return next((file for ending in ENDINGS if (file := path.with_name(f"{COMMON}{ending}")).is_file()), None)


def read_deployment(path: Path, shown: Callable[[Path], str] = str) -> Document:
    """The inputs of a deployment file and the shared ones. `shown` is how messages name a file."""
    document, common = read_file(path), common_file(path)
    return document if common is None else document.with_defaults(read_file(common), shown(common))


def stem_of(path: Path) -> str:
    """The name of a deployment file without its ending."""
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
