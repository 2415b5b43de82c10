"""Installs the locked packages: Python packages into .venv, the cdktf command into node_modules.

setup.sh runs it with any Python >= 3.11; it needs no packages. Each environment has a stamp, a hash of its inputs, so
a second run does nothing. A lock serializes parallel runs. `policy` adds the scanners, which only the tests need;
`docs` adds the generator of the site, `preflight` the Azure SDK for `make preflight`, and `cdktn` and `cdktn-023` CDK
Terrain 0.24 and 0.23.
"""

import fcntl
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".setup"
POLICY = STATE / "policy"
DOCS = STATE / "docs"
PREFLIGHT = STATE / "preflight"
# Versions of CDK Terrain: each environment has all that a synthesis needs.
CDK_TERRAIN = {"cdktn": STATE / "cdktn", "cdktn-023": STATE / "cdktn-023"}
STAMP = ".setup-stamp"
RECIPE = 1  # increase it when the installation steps change: every checkout then repeats the set-up

# cdktf-cli uses this package to run Terraform in a pseudo terminal.
TERMINAL_PACKAGE = "@cdktf/node-pty-prebuilt-multiarch"
_NOT_COMPILED = (
    "The cdktf command could not be compiled for Node.js {node}; install a C++ compiler, or use Node.js 20, "
    "which needs no compiler except on macOS on Intel."
)


class InstallError(Exception):
    """An installer failed; the message has its output."""


@dataclass(frozen=True)
class Environment:
    """A folder, the files that determine its content, and the function that fills it."""

    name: str
    folder: Path
    inputs: tuple[Path, ...]
    install: Callable[[], None]
    made_by: Callable[[], str] = str  # another input of the content: the version of the installing program

    def fingerprint(self) -> str:
        """A hash of all inputs, including the folder's path, because scripts in it contain absolute paths."""
        digest = hashlib.sha256(f"{self.folder} {RECIPE} {self.made_by()}\n".encode())
        for file in self.inputs:
            digest.update(file.read_bytes())
        return digest.hexdigest()

    def is_current(self) -> bool:
        stamp = self.folder / STAMP
        return stamp.is_file() and stamp.read_text() == self.fingerprint()

    def bring_up_to_date(self) -> None:
        if self.is_current():
            return
        print(f"Setting up {self.name} ...", flush=True)
        started = time.monotonic()
        (self.folder / STAMP).unlink(missing_ok=True)
        self.install()
        (self.folder / STAMP).write_text(self.fingerprint())
        print(f"Setting up {self.name} took {time.monotonic() - started:.0f} s", flush=True)


def install_python_packages() -> None:
    """Installs Pipfile.lock into .venv with the pinned pipenv, which checks every hash."""
    pipenv = _pinned_pipenv()
    if not _runs_this_python(ROOT / ".venv"):
        shutil.rmtree(ROOT / ".venv", ignore_errors=True)
    variables = {
        "PIPENV_VENV_IN_PROJECT": "1",
        "PIPENV_IGNORE_VIRTUALENVS": "1",
        "PIPENV_PYTHON": sys.executable,
        "PIPENV_NOSPIN": "1",
        "PIPENV_YES": "1",
    }
    # The provider bindings are a gigabyte of modules. A run loads a few dozen, and Python compiles those at first use.
    _run([str(pipenv), "sync", "--dev", "--clean", "--extra-pip-args=--no-compile"], variables)


def install_node_packages() -> None:
    """Installs package-lock.json without install scripts, then compiles the one package that may need it.

    cdktf's terminal package has compiled modules only for older Node versions (up to 22; up to 20 on ARM Linux; none
    for macOS on Intel). For any other Node version this function compiles the module from the package's own source.
    """
    _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
    if _loads(TERMINAL_PACKAGE):
        return
    # By default the package's install script downloads a binary for which no lock file has a hash.
    variables = {"npm_config_build_from_source": "true"}
    if (headers := _node_headers()) is not None:
        variables["npm_config_nodedir"] = str(headers)
    try:
        _run(["npm", "rebuild", "--foreground-scripts", TERMINAL_PACKAGE], variables)
    except InstallError as error:
        raise InstallError(f"{_NOT_COMPILED.format(node=_ask_node('process.version'))}\n{error}") from None
    if not _loads(TERMINAL_PACKAGE):
        raise InstallError(_NOT_COMPILED.format(node=_ask_node("process.version")))


def _loads(package: str) -> bool:
    return subprocess.run(["node", "-e", f"require('{package}')"], cwd=ROOT, capture_output=True).returncode == 0


def _node_headers() -> Path | None:
    """The folder with Node's headers, if the installation has them; otherwise node-gyp downloads them."""
    prefix = Path(_ask_node("process.execPath")).resolve().parent.parent
    return prefix if (prefix / "include" / "node" / "node.h").is_file() else None


def _ask_node(expression: str) -> str:
    return subprocess.run(["node", "-p", expression], capture_output=True, text=True, check=True).stdout.strip()


def _node_build() -> str:
    """Which compiled modules this Node can load."""
    return _ask_node("[process.versions.modules, process.platform, process.arch].join()")


def install_scanners() -> None:
    """Installs checkov and pip-audit into their own environment: checkov's module `hcl2` conflicts with ours."""
    _install_apart("policy-packages", POLICY)


def install_site_generator() -> None:
    """Installs mkdocs into its own environment, because no test of the library needs it."""
    _install_apart("docs-packages", DOCS)


def install_preflight() -> None:
    _install_apart("preflight-packages", PREFLIGHT)


def _cdk_terrain(name: str, folder: Path) -> Environment:
    """An environment with the category `<name>-packages`."""
    title = f"CDK Terrain (.setup/{folder.name})"
    return Environment(title, folder, (ROOT / "Pipfile.lock",), lambda: _install_apart(f"{name}-packages", folder))


ENVIRONMENTS = (
    Environment(
        "Python packages (.venv)", ROOT / ".venv", (ROOT / "Pipfile", ROOT / "Pipfile.lock"), install_python_packages
    ),
    Environment(
        "the cdktf command (node_modules)",
        ROOT / "node_modules",
        (ROOT / "package.json", ROOT / "package-lock.json"),
        install_node_packages,
        _node_build,
    ),
)


# By argument: only the tests, the site and the preflight need them, so they do not delay a demo.
OPTIONAL = {
    "policy": Environment("the scanners (.setup/policy)", POLICY, (ROOT / "Pipfile.lock",), install_scanners),
    "docs": Environment("the site generator (.setup/docs)", DOCS, (ROOT / "Pipfile.lock",), install_site_generator),
    "preflight": Environment("the Azure SDK", PREFLIGHT, (ROOT / "Pipfile.lock",), install_preflight),
    **{name: _cdk_terrain(name, folder) for name, folder in CDK_TERRAIN.items()},
}


def _pinned_pipenv() -> Path:
    """Installs pipenv into its own environment; returns the path of the command."""
    home = STATE / "pipenv"
    _install_apart("setup-packages", home)
    return home / "bin" / "pipenv"


def _install_apart(category: str, home: Path) -> None:
    """Creates the virtual environment `home` from a category of the lock file, unless it is up to date."""
    # Includes its path, because scripts in it contain absolute paths. Changes to other categories have no effect.
    requirements = f"# for {home}, recipe {RECIPE}\n{requirements_of(category)}"
    wanted = home.with_suffix(".txt")
    if _runs_this_python(home) and wanted.is_file() and wanted.read_text() == requirements:
        return
    shutil.rmtree(home, ignore_errors=True)
    wanted.unlink(missing_ok=True)
    _run([sys.executable, "-m", "venv", str(home)])
    unfinished = home.with_suffix(".unfinished.txt")
    unfinished.write_text(requirements)
    # Of the provider bindings, a run loads a few dozen modules, and Python compiles those at first use.
    options = ["--no-compile"] if home in CDK_TERRAIN.values() else []
    _run([str(home / "bin" / "pip"), "install", "--require-hashes", "--no-deps", *options, "-r", str(unfinished)])
    unfinished.rename(wanted)


def requirements_of(category: str) -> str:
    """A category of the lock file as pip requirements with hashes."""
    packages: dict[str, dict[str, object]] = json.loads((ROOT / "Pipfile.lock").read_text())[category]
    return "".join(
        f"{name}{package['version']} {' '.join(f'--hash={hash_}' for hash_ in _strings(package['hashes']))}\n"
        for name, package in packages.items()
    )


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _runs_this_python(folder: Path) -> bool:
    """Whether `folder` is a working virtual environment of the running Python version."""
    try:
        answer = subprocess.run(
            [str(folder / "bin" / "python"), "-c", "import platform; print(platform.python_version())"],
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.stdout.strip() == platform.python_version()


def _run(command: list[str], variables: Mapping[str, str] | None = None) -> None:
    """Runs an installer; shows its output only if it fails."""
    result = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | dict(variables or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if result.returncode:
        raise InstallError(f"`{' '.join(command)}` failed with status {result.returncode}:\n{result.stdout}")


@contextmanager
def _alone() -> Iterator[None]:
    """Waits until no other set-up of this checkout is running, then makes others wait."""
    STATE.mkdir(exist_ok=True)
    with (STATE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def set_up(environments: Sequence[Environment]) -> None:
    """Brings all environments up to date, in parallel."""
    with _alone(), ThreadPoolExecutor() as pool:
        for installed in [pool.submit(environment.bring_up_to_date) for environment in environments]:
            installed.result()


def main(arguments: list[str]) -> int:
    environments = (*ENVIRONMENTS, *(OPTIONAL[name] for name in OPTIONAL if name in arguments))
    if "--is-current" in arguments:
        return 0 if all(environment.is_current() for environment in environments) else 1
    try:
        set_up(environments)
    except InstallError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
