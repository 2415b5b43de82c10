"""The engine that the constructs run on: CDKTF, or CDK Terrain, its maintained fork.

Sources import `cdktf` and `cdktf_cdktf_provider_aws`. On CDK Terrain, these names are the modules `cdktn` and
`cdktn_provider_aws`: an import finder answers the first names with the second modules.

The engine is chosen when `cdktf` is first imported, in this order: WANDB_ENGINE; the engine that the app has already
imported; the installed one; CDKTF, if both are installed.
"""

from __future__ import annotations

import functools
import os
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Final

VARIABLE: Final = "WANDB_ENGINE"
CDKTF: Final = "cdktf"
CDK_TERRAIN: Final = "cdktn"
# Import name of each engine, the default first, to the start of the names of its provider packages.
PROVIDER_PREFIXES: Final = {CDKTF: "cdktf_cdktf_provider_", CDK_TERRAIN: "cdktn_provider_"}


class EngineError(ImportError):
    """The engine is not installed, or the app uses another one; the message is one line."""


@functools.cache
def chosen() -> str:
    """The engine of this process, `cdktf` or `cdktn`.

    Raises `EngineError` if it is not installed, or if WANDB_ENGINE is not the engine that the app has imported.
    """
    wanted = os.environ.get(VARIABLE, "")
    choices = " or ".join(PROVIDER_PREFIXES)
    if wanted and wanted not in PROVIDER_PREFIXES:
        raise EngineError(f"{VARIABLE}: must be {choices}, not {wanted!r}", name=CDKTF)
    imported = [name for name in PROVIDER_PREFIXES if name in sys.modules]
    if wanted and imported and wanted not in imported:
        raise EngineError(
            f"{VARIABLE} is {wanted}, but {imported[0]} is already imported; "
            f"import only {wanted} and its providers, or set {VARIABLE}={imported[0]}",
            name=wanted,
        )
    candidates = [wanted] if wanted else [*imported, *PROVIDER_PREFIXES]
    for name in candidates:
        if name in sys.modules or _is_installed(name):
            return name
    from constructs_lib.lazy_exports import requirement

    commands = " or ".join(f"pip install '{requirement()}[{name}]'" for name in candidates)
    missing = f"{VARIABLE} is {wanted}, but it is not installed" if wanted else "no engine is installed"
    raise EngineError(f"{missing}; run: {commands}", name=candidates[0])


def name_in_engine(module: str) -> str:
    """The name of a module of CDKTF or of one of its providers in the chosen engine."""
    package, dot, rest = module.partition(".")
    if chosen() == CDKTF:
        return module
    if package == CDKTF:
        return CDK_TERRAIN + dot + rest
    return module.replace(PROVIDER_PREFIXES[CDKTF], PROVIDER_PREFIXES[CDK_TERRAIN], 1)


def install() -> None:
    """Installs the finder before Python's own, once."""
    if not any(isinstance(finder, _EngineFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _EngineFinder())


class _EngineFinder:
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package = fullname.partition(".")[0]
        if package == CDKTF or package.startswith(PROVIDER_PREFIXES[CDKTF]):
            if chosen() == CDK_TERRAIN:
                return ModuleSpec(fullname, _Alias(name_in_engine(fullname)))
        elif fullname == CDK_TERRAIN and chosen.cache_info().currsize and chosen() == CDKTF:
            warnings.warn(
                f"{CDK_TERRAIN} is imported, but constructs_lib already uses {CDKTF}, and their constructs do not mix; "
                f"import {CDK_TERRAIN} first, or set {VARIABLE}={CDK_TERRAIN}",
                stacklevel=2,
            )
        return None


class _Alias(Loader):
    """Puts the module `name` into `sys.modules` under a second name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        sys.modules[module.__name__] = import_module(self._name)


def _is_installed(package: str) -> bool:
    others = (finder for finder in sys.meta_path if not isinstance(finder, _EngineFinder))
    return any(finder.find_spec(package, None) is not None for finder in others)
