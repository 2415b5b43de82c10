"""Compiled code is stored between runs, in a folder that only this user can write to."""

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

import constructs_lib.bindings

SCRIPT = Path(constructs_lib.bindings.__file__).with_name("compiled_code.js")
# As long as each other: V8 compares no more of a source with its compiled code.
_MODULES = {
    "one": "exports.name = 'one'; exports.of = require('./lib/part')();",
    "two": "exports.name = 'two'; exports.of = require('./lib/part')();",
}
_PART = """
module.exports = () => [
  __filename.endsWith('part.js'), require.resolve('fs'), require.main === process.mainModule, typeof require.cache,
];
"""
_RUN = """
const [script, folder, ...modules] = process.argv.slice(1);
require(script).keepIn(folder);
console.log(JSON.stringify(modules.map((module) => require(module))));
"""
_OF = [True, "fs", True, "object"]


@pytest.fixture
def modules(tmp_path: Path) -> list[str]:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "part.js").write_text(_PART)
    for name, source in _MODULES.items():
        (tmp_path / f"{name}.js").write_text(source)
    return [str(tmp_path / f"{name}.js") for name in _MODULES]


def _run(folder: Path | str, modules: list[str], *, before: str = "", **environment: str) -> Any:
    command = ["node", "-e", before + _RUN, str(SCRIPT), str(folder), *modules]
    completed = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=60, env={"PATH": os.environ["PATH"], **environment}
    )
    return [[module["name"], module["of"]] for module in json.loads(completed.stdout)]


def _kept(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _swap(folder: Path, modules: list[str]) -> None:
    """Swaps the compiled code of two modules: a module that runs it reports the other's name."""
    names = [hashlib.sha256(Path(module).read_bytes()).hexdigest() for module in modules]
    one, two = (next(folder.rglob(name)) for name in names)
    content = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(content)


def test_second_run_reuses_compiled_code(tmp_path: Path, modules: list[str]) -> None:
    folder = tmp_path / "cache"
    assert _run(folder, modules) == [["one", _OF], ["two", _OF]]
    assert len(_kept(folder)) == 3
    _swap(folder, modules)
    assert _run(folder, modules) == [["two", _OF], ["one", _OF]]


def test_changed_source_is_recompiled(tmp_path: Path, modules: list[str]) -> None:
    folder = tmp_path / "cache"
    _run(folder, modules)
    Path(modules[0]).write_text(_MODULES["one"].replace("'one'", "'new'"))
    assert _run(folder, modules) == [["new", _OF], ["two", _OF]]


def test_invalid_compiled_code_is_replaced(tmp_path: Path, modules: list[str]) -> None:
    folder = tmp_path / "cache"
    _run(folder, modules)
    for file in _kept(folder):
        file.write_bytes(b"half written")
    assert _run(folder, modules) == [["one", _OF], ["two", _OF]]
    assert all(file.read_bytes() != b"half written" for file in _kept(folder))


def test_folder_writable_by_others_is_not_used(tmp_path: Path, modules: list[str]) -> None:
    folder = tmp_path / "cache"
    _run(folder, modules)
    _swap(folder, modules)
    folder.chmod(0o777)
    assert _run(folder, modules) == [["one", _OF], ["two", _OF]]


@pytest.mark.parametrize("folder", ["", "one.js/below-a-file"])
def test_without_a_folder_nothing_is_stored(folder: str, tmp_path: Path, modules: list[str]) -> None:
    assert _run(folder and tmp_path / folder, modules) == [["one", _OF], ["two", _OF]]


def test_node_disable_compile_cache_is_respected(tmp_path: Path, modules: list[str]) -> None:
    assert _run(tmp_path / "cache", modules, NODE_DISABLE_COMPILE_CACHE="1") == [["one", _OF], ["two", _OF]]
    assert not (tmp_path / "cache").exists()


def test_node_compile_cache_is_enabled_when_available(tmp_path: Path, modules: list[str]) -> None:
    folder = tmp_path / "cache"
    before = "require('module').enableCompileCache = (folder) => require('fs').writeFileSync(folder + '/asked', '');"
    _run(folder, modules, before=before)
    assert [path.name for path in _kept(folder)] == ["asked"]
