"""Loads our scripts into jsii's process, whether or not it is already running.

`from cdktf import App` starts the process, and import sorters put that line before ours. NODE_OPTIONS would mostly be
set too late, and would affect every other node program that the app starts. jsii can load an assembly at any
time, so the scripts are in a small assembly without types.
"""

from __future__ import annotations

import gzip
import importlib
import io
import json
import logging
import tarfile
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Final

_LOGGER: Final = logging.getLogger(__name__)
_ASSEMBLY_NAME: Final = "constructs-lib-bindings"
_ASSEMBLY_VERSION: Final = "1.0.0"
_SCRIPTS: Final = ("on_demand.js", "finish_index.js")

_PACKAGE: Final = {"name": _ASSEMBLY_NAME, "version": _ASSEMBLY_VERSION, "main": "index.js"}
_MANIFEST: Final = {
    "schema": "jsii/0.10.0",
    "name": _ASSEMBLY_NAME,
    "version": _ASSEMBLY_VERSION,
    "description": "Loads the modules of provider bindings on demand",
    "homepage": "https://www.terraform.io/cdktf",
    "repository": {"type": "git", "url": "https://www.terraform.io/cdktf"},
    "author": {"name": "constructs_lib", "roles": ["author"]},
    "license": "Apache-2.0",
    "fingerprint": "none",
    # From 1.19, jsii expects the compiler to mark the types and does not walk the exports.
    "jsiiVersion": "5.0.0",
    "targets": {},
    "types": {},
}


_is_prepared = False


def prepare() -> None:
    """Loads the scripts into jsii's process and starts it if necessary. A second call does nothing."""
    global _is_prepared
    if not _is_prepared:
        _is_prepared = True
        load_scripts()


def mark_scripts_loaded() -> None:
    """Records that the process was started with the scripts."""
    global _is_prepared
    _is_prepared = True


def load_scripts() -> None:
    """Loads the scripts into the running process. If this fails, jsii loads bindings eagerly, which is slower."""
    jsii = importlib.import_module("jsii")
    try:
        with tempfile.TemporaryDirectory() as folder:
            tarball = Path(folder, f"{_ASSEMBLY_NAME}.tgz")
            tarball.write_bytes(_tarball())
            jsii.kernel.load(_ASSEMBLY_NAME, _ASSEMBLY_VERSION, str(tarball))
    except Exception:
        _LOGGER.debug("jsii keeps loading bindings eagerly", exc_info=True)


def _tarball() -> bytes:
    """The assembly as npm packs it, with the same bytes each time, because jsii caches by content."""
    index = "".join(f"require('./{script}');" for script in _SCRIPTS)
    members = {name: files(__package__).joinpath(name).read_bytes() for name in _SCRIPTS}
    members |= {"package.json": json.dumps(_PACKAGE).encode(), ".jsii": json.dumps(_MANIFEST).encode()}
    members |= {"index.js": index.encode()}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(buffer.getvalue(), mtime=0)
