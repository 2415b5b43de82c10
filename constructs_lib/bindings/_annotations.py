"""Imports a provider's module without evaluating the annotations of its functions, which take most of the import time.

The generated code annotates every argument three times, with unions that typing builds and compares each time. When
compiled as with `from __future__ import annotations` (PEP 563), annotations stay text until the type checks of a used
class need them. This bytecode is stored beside the ordinary bytecode, under its own name.
"""

from __future__ import annotations
import __future__

from importlib.machinery import SourceFileLoader
from types import CodeType
from typing import Any, Final

_FLAGS: Final = __future__.annotations.compiler_flag
_BYTECODE: Final = ".pyc"
# PEP 488 reserves this part of the name for variants.
_OUR_BYTECODE: Final = ".opt-textannotations.pyc"


class ModuleLoader(SourceFileLoader):
    """Loads one module of a provider package."""

    def source_to_code(self, data: Any, path: Any, *, _optimization: int = -1) -> CodeType:  # type: ignore[override]
        code: CodeType = compile(data, path, "exec", flags=_FLAGS, dont_inherit=True, optimize=_optimization)
        return code

    def get_data(self, path: str) -> bytes:
        return super().get_data(_ours(path))

    def set_data(self, path: str, data: Any, *, _mode: int = 0o666) -> None:
        super().set_data(_ours(path), data, _mode=_mode)


def _ours(path: str) -> str:
    return path.removesuffix(_BYTECODE) + _OUR_BYTECODE if path.endswith(_BYTECODE) else path
