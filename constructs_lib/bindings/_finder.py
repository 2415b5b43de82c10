"""Imports a provider package without its thousands of modules; each module is imported at first use."""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from threading import RLock
from types import CodeType, ModuleType
from typing import Any

from constructs_lib.bindings._names import JSII, PROVIDER_PREFIXES, is_switched_off
from constructs_lib.bindings._shape import ProviderInit, checks_types_fast_by_itself, is_on_demand_by_itself, parse

# jsii uses one pipe to its process without a lock, so threads must import providers one after the other.
_ONE_AT_A_TIME = RLock()


def install() -> None:
    """Installs the loader before Python's own, once. Warns about providers that were already imported."""
    if any(isinstance(finder, _ProviderFinder) for finder in sys.meta_path):
        return
    sys.meta_path.insert(0, _ProviderFinder())
    early = [name for name in sys.modules if name.startswith(PROVIDER_PREFIXES) and "." not in name]
    if early and not is_switched_off():
        # stacklevel 3 is the line that imports constructs_lib, which calls this.
        warnings.warn(
            f"{', '.join(sorted(early))} was imported before constructs_lib, so Node.js loaded all its modules, which "
            "takes seconds; import constructs_lib first",
            stacklevel=3,
        )


class _ProviderFinder:
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        is_package = "." not in fullname and (fullname == JSII or fullname.startswith(PROVIDER_PREFIXES))
        if not is_package or is_switched_off():
            return None
        spec = self._ordinary_spec(fullname, path, target)
        # Exactly this type: zip files and other import hooks have their own loaders.
        if spec is None or type(spec.loader) is not SourceFileLoader or not spec.submodule_search_locations:
            return spec
        if fullname == JSII:
            spec.loader = _EngineLoader(fullname, spec.loader.path)
        else:
            source = spec.loader.get_source(fullname) or ""
            parts = parse(source, spec.submodule_search_locations[0])
            if parts is not None:
                spec.loader = _ProviderLoader(fullname, spec.loader.path, parts)
            elif is_on_demand_by_itself(source):
                spec.loader = _PreparedLoader(fullname, spec.loader.path, checks_types_fast_by_itself(source))
        return spec

    def _ordinary_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None) -> ModuleSpec | None:
        for finder in sys.meta_path:
            if finder is not self and (spec := finder.find_spec(fullname, path, target)) is not None:
                return spec
        return None


class _EngineLoader(SourceFileLoader):
    """Imports jsii, then prepares the process that jsii starts with the first package."""

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        from constructs_lib.bindings import _ahead

        _ahead.install()


class _PreparedLoader(SourceFileLoader):
    """Imports a package that imports its modules on demand by itself; its Node.js package does not."""

    def __init__(self, fullname: str, path: str, checks_fast: bool) -> None:
        super().__init__(fullname, path)
        self._checks_fast = checks_fast

    def exec_module(self, module: ModuleType) -> None:
        from constructs_lib.bindings import _checks, _engine

        with _ONE_AT_A_TIME:
            _engine.prepare()
            super().exec_module(module)
            if not self._checks_fast:
                _checks.install()


class _ProviderLoader(SourceFileLoader):
    """Runs the head of the package's `__init__`; `__getattr__` does the imports of its tail."""

    def __init__(self, fullname: str, path: str, parts: ProviderInit) -> None:
        super().__init__(fullname, path)
        self._parts = parts
        self._is_on_demand = True

    def get_code(self, fullname: str) -> CodeType | None:
        if not self._is_on_demand:
            return super().get_code(fullname)
        return self.source_to_code(self._parts.head.encode(), self.path)

    def exec_module(self, module: ModuleType) -> None:
        # Imported here because they need jsii, which is not imported before the first provider.
        from constructs_lib.bindings import _checks, _engine, _types

        with _ONE_AT_A_TIME:
            self._is_on_demand = _types.is_supported()
            if not self._is_on_demand:
                return super().exec_module(module)
            _checks.install()
            _engine.prepare()
            super().exec_module(module)
            assembly = module.__dict__["__jsii_assembly__"]
            _types.register(assembly.name, module.__name__, self._parts.modules)
            # `publication.publish()` has put a public copy into sys.modules; both copies need the imports.
            for twin in (module, sys.modules[module.__name__]):
                _import_on_demand(twin, self._parts.modules)
        return None


def _import_on_demand(package: ModuleType, modules: frozenset[str]) -> None:
    name = package.__name__

    def getattr_(attribute: str) -> Any:
        if attribute in modules:
            return importlib.import_module(f"{name}.{attribute}")
        raise AttributeError(f"module {name!r} has no attribute {attribute!r}")

    def dir_() -> list[str]:
        return sorted((vars(package).keys() | modules) - {"__getattr__", "__dir__"})

    vars(package).update(__getattr__=getattr_, __dir__=dir_)
