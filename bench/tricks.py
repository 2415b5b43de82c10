"""Switches off one optimization of `constructs_lib.bindings` in the measured process, to show what it pays."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final

INDEX: Final = "finish_index"
# Where the measured process finds its jsii packages, if it must not use those of the user.
PACKAGE_CACHE: Final = "JSII_RUNTIME_PACKAGE_CACHE_ROOT"


def switch_off(name: str, environment: Mapping[str, str]) -> None:
    """Switches off the trick `name`, before the program imports anything."""
    if name == INDEX:
        # Otherwise the index of an earlier run is used.
        for file in Path(environment[PACKAGE_CACHE]).rglob(".jsii.runtime*"):
            file.unlink()
    TRICKS[name]()


def _bindings(module: str) -> Any:
    return import_module(f"constructs_lib.bindings.{module}")


def _no_python_on_demand() -> None:
    _bindings("_finder").parse = lambda *_: None


def _no_checks() -> None:
    import_module("jsii")
    _bindings("_checks").install = lambda: None


def _no_process() -> None:
    import_module("jsii")
    _bindings("_process").start = lambda _: False


def _without_script(name: str) -> Callable[[], None]:
    def switch() -> None:
        process, folder = _bindings("_process"), Path("scripts").absolute()
        shutil.copytree(Path(process.__file__).parent, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        (folder / name).write_text("")
        process.files = lambda _: folder

    return switch


TRICKS: Final[dict[str, Callable[[], None]]] = {
    "python_on_demand": _no_python_on_demand,
    "node_on_demand": _without_script("on_demand.js"),
    "checks": _no_checks,
    "process": _no_process,
    INDEX: _without_script("finish_index.js"),
}
