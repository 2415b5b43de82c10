"""A package's public names, each loaded from its module when somebody asks for it."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def offer(package: str, names: Mapping[str, str]) -> tuple[list[str], Callable[[str], Any], Callable[[], list[str]]]:
    """`__all__`, `__getattr__` and `__dir__` for `package`: `names` has, by module, what it defines, apart by spaces.

    Whoever takes one component does not wait for the provider classes of the others: all of AWS are 60 modules.
    """
    module_of = {name: module for module, defined in names.items() for name in defined.split()}
    public = sorted(module_of)

    def get(name: str) -> Any:
        itself = sys.modules[package]
        if name not in module_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name, obj=itself)
        value = getattr(import_module(f"{package}.{module_of[name]}"), name)
        setattr(itself, name, value)
        return value

    def names_of() -> list[str]:
        return sorted({*vars(sys.modules[package]), *public})

    return public, get, names_of
