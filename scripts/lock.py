"""Updates Pipfile.lock and package-lock.json, without the address of any package index.

The lock files contain names, versions and hashes. Each machine configures its own package index.
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
    """Resolves the Pipfile with pipenv, then removes the index from the lock file."""
    variables = {"PIPENV_VENV_IN_PROJECT": "1", "PIPENV_IGNORE_VIRTUALENVS": "1", "PIPENV_NOSPIN": "1"}
    subprocess.run([str(PIPENV), "lock"], cwd=ROOT, env=os.environ | variables, check=True)
    file = ROOT / "Pipfile.lock"
    file.write_text(json.dumps(without_sources(json.loads(file.read_text())), indent=4) + "\n")


def lock_node() -> None:
    """Resolves package.json with npm from scratch, then removes the download addresses."""
    command = ["npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"]
    # Outside of node_modules: npm would treat the packages installed there as resolved, and has no hashes for them.
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / "package.json", folder)
        subprocess.run(command, cwd=folder, check=True)
        lock = json.loads((Path(folder) / "package-lock.json").read_text())
    (ROOT / "package-lock.json").write_text(json.dumps(without_resolved(lock), indent=2, ensure_ascii=False) + "\n")


def without_sources(lock: Lock) -> Lock:
    """A Pipfile.lock without indexes."""
    meta = lock["_meta"] | {"sources": []}
    packages = {
        section: {name: _without(package, "index") for name, package in entries.items()}
        for section, entries in lock.items()
        if section != "_meta"
    }
    return {"_meta": meta} | packages


def without_resolved(lock: Lock) -> Lock:
    """A package-lock.json without download addresses."""
    return lock | {"packages": {name: _without(package, "resolved") for name, package in lock["packages"].items()}}


def _without(entry: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name != key}


if __name__ == "__main__":
    lock_python()
    lock_node()
