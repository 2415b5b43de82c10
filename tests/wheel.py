"""The library as an installed wheel, in an environment without this checkout, and the examples run in it."""

import json
import os
import shutil
import site
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from constructs_lib.stacks import SynthesizedStack, read_stacks
from tests.deployments import REPOSITORY

EXAMPLES = REPOSITORY / "examples"
# Apps that `python main.py` synthesizes, with their stacks.
APPS: Mapping[str, tuple[str, ...]] = {
    "aurora-database": ("experiments",),
    "aws-platform": ("platform",),
    "azure-platform": ("platform",),
    "deployment-with-additions": ("frankfurt", "frankfurt-app", "oregon", "oregon-app"),
    "server-on-own-cluster": ("server",),
}
_WHAT_A_WHEEL_IS_MADE_OF = ("constructs_lib", "pyproject.toml", "README.md", "LICENSE")
# Runs the example as in its cdktf.json, then reports which modules were loaded from where.
_RUN = """
import json, runpy, sys
runpy.run_path("main.py", run_name="__main__")
import constructs_lib
print(json.dumps({"library": constructs_lib.__file__, "modules": sorted(sys.modules)}))
"""


@dataclass(frozen=True)
class RanExample:
    """What an example synthesized, and what its process loaded."""

    stacks: Mapping[str, SynthesizedStack]
    loaded: Mapping[str, Any]


def built_wheel(folder: Path) -> Path:
    """The wheel, built from a copy, so that nothing is left in the checkout; setuptools is the one that is locked."""
    if found := list(folder.glob("*.whl")):
        return found[0]
    source = folder / "source"
    source.mkdir()
    for name in _WHAT_A_WHEEL_IS_MADE_OF:
        if (REPOSITORY / name).is_dir():
            shutil.copytree(REPOSITORY / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(REPOSITORY / name, source)
    pip("wheel", "--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", str(folder), str(source))
    [built] = folder.glob("*.whl")
    return built


def environment_with(wheel: Path, folder: Path) -> Path:
    """The interpreter of an environment with the wheel; what the library depends on is lent from here."""
    environment = folder / "environment"
    interpreter = environment / "bin" / "python"
    if (folder / "installed").exists():
        return interpreter
    venv.create(environment, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(environment), "platbase": str(environment)}))
    (packages / "lent.pth").write_text("\n".join(site.getsitepackages()))
    pip("--python", str(interpreter), "install", "--no-deps", "--no-index", str(wheel))
    (folder / "installed").touch()
    return interpreter


def pip(*arguments: str) -> None:
    """Runs pip quietly."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    subprocess.run(command, check=True, capture_output=True, text=True)


def run_example(name: str, python: Path, folder: Path) -> RanExample:
    """Copies the example into `folder` and runs it there, once."""
    app = folder / name
    loaded = folder / f"{name}.json"
    if not loaded.exists():
        shutil.copytree(EXAMPLES / name, app, ignore=shutil.ignore_patterns("cdktf.out", "__pycache__"))
        ran = subprocess.run(
            [str(python), "-c", _RUN], cwd=app, capture_output=True, text=True, env={"PATH": os.environ["PATH"]}
        )
        assert ran.returncode == 0, ran.stderr
        loaded.write_text(ran.stdout.splitlines()[-1])
    return RanExample(read_stacks(app / "cdktf.out"), json.loads(loaded.read_text()))
