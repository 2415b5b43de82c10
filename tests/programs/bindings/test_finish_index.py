"""The engine waits once for jsii's index of a provider's assembly, if later runs profit from it."""

import subprocess
from pathlib import Path

import constructs_lib.bindings

SCRIPT = Path(constructs_lib.bindings.__file__).with_name("finish_index.js")
# As jsii's own worker: takes a while, then writes the file by which the index is found.
_WORKER = """
const { workerData } = require('worker_threads');
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
require('fs').writeFileSync(workerData.packageDir + '/.jsii.runtime.v1.json', '{}');
"""
_ENGINE = """
const [script, worker, packageDir, isFresh] = process.argv.slice(1);
require(script);
if (isFresh) require('fs').writeFileSync(packageDir + '/.jsii', '{}');
process.on('exit', () => require('fs').rmSync(packageDir + '/.jsii'));
new (require('worker_threads').Worker)(worker, { workerData: { packageDir } });
setTimeout(() => process.exit(3), 50);
"""


def _run(tmp_path: Path, *, worker: str = "runtime-index-worker.js", is_fresh: bool = False) -> bool:
    """Whether the index was there when the engine had left."""
    (tmp_path / worker).write_text(_WORKER)
    package = tmp_path / "package"
    package.mkdir()
    (package / ".jsii").write_text("{}")
    command = ["node", "-e", _ENGINE, str(SCRIPT), str(tmp_path / worker), str(package), *["fresh"] * is_fresh]
    assert subprocess.run(command, check=False, timeout=60).returncode == 3
    return (package / ".jsii.runtime.v1.json").exists()


def test_unfinished_index_is_completed_before_exit(tmp_path: Path) -> None:
    assert _run(tmp_path)


def test_new_cache_is_not_waited_for(tmp_path: Path) -> None:
    assert not _run(tmp_path, is_fresh=True)


def test_other_workers_are_not_waited_for(tmp_path: Path) -> None:
    assert not _run(tmp_path, worker="another-worker.js")
