"""A module with annotations as text has the same types, and does not change the ordinary bytecode."""

import importlib.util
import os
import sys
import typing
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

from constructs_lib.bindings._annotations import ModuleLoader

_SOURCE = """
import builtins
import typing

EVALUATED = []

def note(kind):
    EVALUATED.append(kind)
    return kind

class Later:
    pass

def stub(*, name: note(typing.Optional[builtins.str]) = None, later: typing.Sequence["Later"]) -> None:
    pass

if NAME == "broken":
    raise RuntimeError("broken")
"""


def _load(loader: type[SourceFileLoader], folder: Path, name: str = "whole") -> ModuleType:
    path = folder / "module.py"
    path.write_text(f"NAME = {name!r}\n{_SOURCE}")
    os.utime(path, (0, 0))  # Stored bytecode is valid for one time of the source, in whole seconds.
    module = importlib.util.module_from_spec(ModuleSpec("module", loader("module", str(path)), origin=str(path)))
    assert module.__spec__ is not None
    assert module.__spec__.loader is not None
    module.__spec__.loader.exec_module(module)
    return module


def test_annotations_are_evaluated_on_demand(tmp_path: Path) -> None:
    ours: typing.Any
    ours, ordinary = _load(ModuleLoader, tmp_path), _load(SourceFileLoader, tmp_path)
    assert (ours.EVALUATED, len(ordinary.EVALUATED)) == ([], 1)

    hints = typing.get_type_hints(ours.stub)
    assert hints == {"name": str | None, "later": typing.Sequence[ours.Later], "return": type(None)}
    assert hints.keys() == typing.get_type_hints(ordinary.stub).keys()


def test_bytecode_is_stored_beside_the_ordinary_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    _load(ModuleLoader, tmp_path)
    [ours] = (tmp_path / "__pycache__").iterdir()
    _load(SourceFileLoader, tmp_path)
    [ordinary] = set((tmp_path / "__pycache__").iterdir()) - {ours}

    assert ours.name == ordinary.name.replace(".pyc", ".opt-textannotations.pyc")
    before = ours.stat().st_mtime_ns
    assert _load(ModuleLoader, tmp_path).EVALUATED == []
    assert len(_load(SourceFileLoader, tmp_path).EVALUATED) == 1
    assert ours.stat().st_mtime_ns == before
