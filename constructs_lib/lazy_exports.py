"""Public names of a package that are imported from their modules at first use."""

import ast
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from constructs_lib.engine import CDKTF, PROVIDER_PREFIXES

DISTRIBUTION = "wandb-server-cdktf"  # as pyproject.toml names it
# Extras of pyproject.toml that are not named like the provider.
EXTRAS = {"azurerm": "azure"}


def lazy_exports(package: str, file: str) -> tuple[list[str], Callable[[str], Any], Callable[[], list[str]]]:
    """`__all__`, `__getattr__` and `__dir__` for `package`, whose `__init__` is `file`.

    The names are those that the stub beside it imports (`__init__.pyi`), which type checkers also read. Importing one
    component does not import the provider classes of the others, which are 60 modules for AWS.
    """
    module_of = _imports(Path(file).with_suffix(".pyi"))
    public = sorted(module_of)

    def get(name: str) -> Any:
        module_object = sys.modules[package]
        if name not in module_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name, obj=module_object)
        try:
            module = import_module(module_of[name], package)
        except ModuleNotFoundError as error:
            raise _with_advice(error, f"{package}.{name}") from error
        value = getattr(module, name)
        setattr(module_object, name, value)
        return value

    return public, get, lambda: public


def _with_advice(error: ModuleNotFoundError, wanted: str) -> ModuleNotFoundError:
    """The error with the command that installs the extra, when provider bindings are missing; else the error itself."""
    missing = str(error.name).partition(".")[0]
    for engine, prefix in PROVIDER_PREFIXES.items():
        if missing.startswith(prefix):
            provider = missing.removeprefix(prefix)
            extra = EXTRAS.get(provider, provider) if engine == CDKTF else f"{engine}-{EXTRAS.get(provider, provider)}"
            advice = f"pip install '{requirement()}[{extra}]'"
            return ModuleNotFoundError(f"{wanted} needs {missing}; run: {advice}", name=error.name)
    return error


def requirement() -> str:
    """The pip requirement for the library: its name when it is installed, else the path of its checkout."""
    try:
        distribution(DISTRIBUTION)
    except PackageNotFoundError:
        checkout = Path(__file__).resolve().parents[1]
        return "." if checkout == Path.cwd() else str(checkout)
    return DISTRIBUTION


def _imports(stub: Path) -> dict[str, str]:
    """Name to module, relative or absolute, of each `from .module import name as name`."""
    statements = ast.parse(stub.read_text(encoding="utf-8")).body
    imports = [each for each in statements if isinstance(each, ast.ImportFrom)]
    return {alias.name: f"{'.' * each.level}{each.module}" for each in imports for alias in each.names}
