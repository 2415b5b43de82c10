"""Imports can be tested once per process, so each of these tests runs its own short program."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[3]
# The eager side of one comparison imports thousands of modules: 10 s by itself, more on a busy machine.
PROGRAM_TIMEOUT_SECONDS = 300

_PRELUDE = """
import json, sys
def loaded(package):
    "The provider's modules that are imported, without its own machinery."
    names = {name.split(".")[1] for name in sys.modules if name.startswith(package + ".")}
    return sorted(names - {"_jsii", "_private"})
"""

# Runs in every node process of the program, by the user's own NODE_OPTIONS, and notes at the end what was required.
_PROBE = """
process.on('exit', () => {
  const file = require('path').join(__dirname, `required-${process.pid}.json`);
  require('fs').writeFileSync(file, JSON.stringify(Object.keys(require.cache)));
});
"""

Program = Callable[..., Any]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Runs Python source in a new process and returns what it passes to `print(json.dumps(...))` last."""

    def run(source: str, *, library: Path = REPOSITORY, python: Path | str = sys.executable, **environment: str) -> Any:
        completed = subprocess.run(
            [str(python), "-c", _PRELUDE + dedent(source)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(library), **environment},
            capture_output=True,
            text=True,
            timeout=PROGRAM_TIMEOUT_SECONDS,
        )
        assert completed.returncode == 0, completed.stderr
        return json.loads(completed.stdout.splitlines()[-1])

    return run


class Engine:
    """Sees what the engine's node process has required; its probe lies under a path with a space and a quote."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / 'user\'s "own" options'
        self._folder.mkdir()
        probe = self._folder / "probe.js"
        probe.write_text(_PROBE)
        quoted = str(probe).replace('"', '\\"')
        self.node_options = f'--require "{quoted}"'

    @property
    def node_processes(self) -> int:
        return len(list(self._folder.glob("required-*.json")))

    def modules_of(self, provider: str) -> set[str]:
        """The folders under the provider package's `lib` of which anything was required."""
        marker = f"/{provider}/lib/"
        files = (path for log in self._folder.glob("required-*.json") for path in json.loads(log.read_text()))
        tails = (path.split(marker)[1] for path in files if marker in path)
        return {tail.split("/")[0] for tail in tails if "/" in tail}


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(tmp_path)
