"""Writes Pipfile.lock and package-lock.json anew, without the address of any package index.

The locks then hold names, versions and hashes; where the packages come from is each machine's own setting.
"""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from scripts.setup import ROOT, STATE

PIPENV = STATE / "pipenv" / "bin" / "pipenv"
Lock = dict[str, dict[str, Any]]


def lock_python() -> None:
    """Lets pipenv resolve the Pipfile, then drops the index it looked in."""
    variables = {"PIPENV_VENV_IN_PROJECT": "1", "PIPENV_IGNORE_VIRTUALENVS": "1", "PIPENV_NOSPIN": "1"}
    subprocess.run([str(PIPENV), "lock"], cwd=ROOT, env=os.environ | variables, check=True)
    file = ROOT / "Pipfile.lock"
    file.write_text(json.dumps(without_sources(json.loads(file.read_text())), indent=4) + "\n")


def lock_node() -> None:
    """Lets npm resolve package.json from scratch, then drops the addresses it found the packages at."""
    command = ["npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"]
    # Away from node_modules: npm would take what is installed there for resolved, and know no hashes of it.
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / "package.json", folder)
        subprocess.run(command, cwd=folder, check=True)
        lock = json.loads((Path(folder) / "package-lock.json").read_text())
    (ROOT / "package-lock.json").write_text(json.dumps(without_resolved(lock), indent=2, ensure_ascii=False) + "\n")


def without_sources(lock: Lock) -> Lock:
    """A Pipfile.lock with an empty list of indexes, and no package that mentions one."""
    meta = lock["_meta"] | {"sources": []}
    packages = {
        section: {name: _without(package, "index") for name, package in entries.items()}
        for section, entries in lock.items()
        if section != "_meta"
    }
    return {"_meta": meta} | packages


def without_resolved(lock: Lock) -> Lock:
    """A package-lock.json that says of no package where it was downloaded."""
    return lock | {"packages": {name: _without(package, "resolved") for name, package in lock["packages"].items()}}


def _without(entry: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name != key}


if __name__ == "__main__":
    lock_python()
    lock_node()
