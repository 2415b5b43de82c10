"""Finds the Python module of a type that jsii returns before the app has imported it.

Classes register themselves with jsii when their module is imported. For an unknown type, jsii calls
`_try_import_type_module`; this module handles the packages that load on demand.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from types import ModuleType
from typing import Final

_HOOK: Final = "_try_import_type_module"

# Assembly and folded submodule, as in jsii's type names -> Python module.
_modules: dict[tuple[str, str], str] = {}


def is_supported() -> bool:
    """Whether this jsii looks for unknown types (older versions need every module imported)."""
    return callable(getattr(_reference_map(), _HOOK, None))


def fold(name: str) -> str:
    """The same result for `dataAwsVpc` and `data_aws_vpc`: the generator only changes case and adds underscores."""
    return name.replace("_", "").lower()


def register(assembly: str, package: str, modules: Iterable[str]) -> None:
    """Registers the types of `modules` without importing the modules."""
    _modules.update({(assembly, fold(module)): f"{package}.{module}" for module in modules})
    _hook_into(_reference_map())


def _hook_into(reference_map: ModuleType) -> None:
    ordinary = getattr(reference_map, _HOOK)
    if getattr(ordinary, "on_demand", False):
        return

    def try_import(fqn: str) -> bool:
        return _import_module_of(fqn) or bool(ordinary(fqn))

    try_import.on_demand = True  # type: ignore[attr-defined]
    setattr(reference_map, _HOOK, try_import)


def _import_module_of(fqn: str) -> bool:
    assembly, _, rest = fqn.partition(".")
    submodule, _, _ = rest.partition(".")
    module = _modules.get((assembly, fold(submodule)))
    if module is None:
        return False
    importlib.import_module(module)
    return True


def _reference_map() -> ModuleType:
    return importlib.import_module("jsii._reference_map")
