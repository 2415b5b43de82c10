"""scripts/setup.py: stamps, failures, and concurrent runs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import setup
from scripts.setup import Environment, InstallError


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """An environment whose installation writes one line to a file in it."""
    lock = tmp_path / "lock file"
    lock.write_text("one==1")
    folder = tmp_path / "packages"

    def install() -> None:
        folder.mkdir(exist_ok=True)
        with (folder / "installed").open("a") as file:
            file.write(lock.read_text() + "\n")

    return Environment("the packages", folder, (lock,), install)


def installed(environment: Environment) -> list[str]:
    return (environment.folder / "installed").read_text().splitlines()


def test_second_run_installs_nothing(environment: Environment, capsys: pytest.CaptureFixture[str]) -> None:
    environment.bring_up_to_date()
    assert "Setting up the packages took" in capsys.readouterr().out
    environment.bring_up_to_date()
    assert capsys.readouterr().out == ""
    assert installed(environment) == ["one==1"]


def test_changed_lock_file_is_installed(environment: Environment) -> None:
    environment.bring_up_to_date()
    environment.inputs[0].write_text("one==2")
    assert not environment.is_current()
    environment.bring_up_to_date()
    assert installed(environment) == ["one==1", "one==2"]


def test_another_node_version_installs_the_packages_again(environment: Environment) -> None:
    environment.bring_up_to_date()
    newer = Environment(environment.name, environment.folder, environment.inputs, environment.install, lambda: "137")
    assert not newer.is_current()
    newer.bring_up_to_date()
    assert newer.is_current()
    assert not environment.is_current()


def test_node_packages_are_stamped_with_the_build_of_node() -> None:
    (environment,) = [each for each in setup.ENVIRONMENTS if each.folder.name == "node_modules"]
    assert environment.made_by().count(",") == 2


NODE = """#!/bin/sh
[ "$1" = -p ] && echo "${0%/*}/node" && exit
[ -e compiled ]"""
NPM = """#!/bin/sh
echo "$1 $npm_config_build_from_source ${npm_config_nodedir##*/}" >> calls
[ "$1" = ci ] || %s"""


@pytest.mark.parametrize(
    ("ci", "rebuild", "calls", "error"),
    [
        (["compiled"], "false", ["ci  "], None),
        ([], "touch compiled", ["ci  ", "rebuild true node"], None),
        ([], "{ echo no compiler; false; }", ["ci  ", "rebuild true node"], "no compiler"),
        ([], "true", ["ci  ", "rebuild true node"], "install a C\\+\\+ compiler, or use Node.js 20"),
    ],
    ids=["it loads", "it is compiled", "it fails to compile", "it does not load"],
)
def test_terminal_package_is_compiled_from_source_where_it_does_not_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ci: list[str], rebuild: str, calls: list[str], error: str | None
) -> None:
    prefix = tmp_path / "node"
    for folder in ("bin", "include/node"):
        (prefix / folder).mkdir(parents=True)
    (prefix / "include" / "node" / "node.h").touch()
    for name, body in {"node": NODE, "npm": NPM % rebuild}.items():
        (prefix / "bin" / name).write_text(body)
        (prefix / "bin" / name).chmod(0o755)
    for name in ci:
        (tmp_path / name).touch()
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setenv("PATH", f"{prefix / 'bin'}:/usr/bin:/bin")
    if error is None:
        setup.install_node_packages()
    else:
        with pytest.raises(InstallError, match=error):
            setup.install_node_packages()
    assert (tmp_path / "calls").read_text().splitlines() == calls


def test_moved_environment_is_recreated(environment: Environment, tmp_path: Path) -> None:
    environment.bring_up_to_date()
    environment.folder.rename(tmp_path / "elsewhere")
    moved = Environment(environment.name, tmp_path / "elsewhere", environment.inputs, environment.install)
    assert not moved.is_current()


def test_changed_setup_code_reinstalls_in_every_checkout(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.bring_up_to_date()
    monkeypatch.setattr(setup, "RECIPE", setup.RECIPE + 1)
    assert not environment.is_current()


def test_failed_installation_is_retried(environment: Environment) -> None:
    environment.bring_up_to_date()
    environment.inputs[0].write_text("one==2")

    def fail() -> None:
        raise InstallError("no such package")

    broken = Environment(environment.name, environment.folder, environment.inputs, fail)
    with pytest.raises(InstallError, match="no such package"):
        broken.bring_up_to_date()
    # Not even the stamp of the earlier, successful one is left: who knows what is in the folder now.
    environment.inputs[0].write_text("one==1")
    assert not environment.is_current()


def test_failing_installer_is_named_with_its_output(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def install() -> None:
        setup._run([sys.executable, "-c", "import sys; print('disk full'); sys.exit(3)"])

    environment = Environment("the packages", tmp_path / "packages", (), install)
    monkeypatch.setattr(setup, "STATE", tmp_path / "state")
    monkeypatch.setattr(setup, "ENVIRONMENTS", (environment,))
    assert setup.main([]) == 1
    messages = capsys.readouterr().err
    assert "failed with status 3:\ndisk full" in messages
    assert "Traceback" not in messages


def test_check_option_installs_nothing(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "ENVIRONMENTS", (environment,))
    assert setup.main(["--is-current"]) == 1
    assert not environment.folder.exists()
    environment.bring_up_to_date()
    assert setup.main(["--is-current"]) == 0


@pytest.mark.parametrize("name", ["policy", "docs"])
def test_optional_packages_are_installed_only_on_request(
    name: str, environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    optional = Environment("the others", tmp_path / "others", (), lambda: (tmp_path / "others").mkdir())
    monkeypatch.setattr(setup, "STATE", tmp_path / "state")
    monkeypatch.setattr(setup, "ENVIRONMENTS", (environment,))
    assert name in setup.OPTIONAL
    # Without the real ones, which a mistake would install.
    monkeypatch.setattr(setup, "OPTIONAL", {name: optional})
    assert setup.main([]) == 0
    assert (environment.is_current(), optional.folder.exists()) == (True, False)
    assert setup.main(["--is-current"]) == 0
    assert setup.main(["--is-current", name]) == 1
    assert setup.main([name]) == 0
    assert setup.main(["--is-current", name]) == 0


class Apart:
    """Environments made from a lock file in `root`, whose installer notes what it was asked to install."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = root / "apart"
        self.root = root
        self.installed: list[str] = []
        monkeypatch.setattr(setup, "ROOT", root)
        monkeypatch.setattr(setup, "_run", self._run)
        monkeypatch.setattr(setup, "_runs_this_python", Path.exists)

    def lock(self, **versions: str) -> None:
        """Writes a lock file with one package in each of these categories."""
        packages = {
            category: {"one": {"version": version, "hashes": ["sha256:1", "sha256:2"]}}
            for category, version in versions.items()
        }
        (self.root / "Pipfile.lock").write_text(json.dumps(packages))

    def install(self) -> None:
        setup._install_apart("mine", self.home)

    def _run(self, command: list[str]) -> None:
        if "venv" in command:
            self.home.mkdir()
            return
        assert command[:4] == [str(self.home / "bin" / "pip"), "install", "--require-hashes", "--no-deps"]
        self.installed.append(Path(command[-1]).read_text().splitlines()[-1])


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Apart:
    return Apart(tmp_path, monkeypatch)


def test_category_is_installed_separately_and_again_only_when_it_changes(apart: Apart) -> None:
    apart.lock(mine="==1", other="==1")
    apart.install()
    apart.lock(mine="==1", other="==2")
    apart.install()
    assert apart.installed == ["one==1 --hash=sha256:1 --hash=sha256:2"]
    apart.lock(mine="==2", other="==2")
    apart.install()
    assert apart.installed[1:] == ["one==2 --hash=sha256:1 --hash=sha256:2"]


def test_failed_category_is_installed_again(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    apart.lock(mine="==1")
    apart.install()
    apart.lock(mine="==2")

    def fail(command: list[str]) -> None:
        raise InstallError("no network")

    with monkeypatch.context() as broken, pytest.raises(InstallError):
        broken.setattr(setup, "_run", fail)
        apart.install()
    apart.lock(mine="==1")
    apart.install()
    assert len(apart.installed) == 2


def test_moved_or_outdated_category_is_installed_again(
    apart: Apart, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    apart.lock(mine="==1")
    apart.install()
    monkeypatch.setattr(setup, "RECIPE", setup.RECIPE + 1)
    apart.install()
    assert len(apart.installed) == 2
    apart.home.rename(tmp_path / "moved")
    apart.home.with_suffix(".txt").rename(tmp_path / "moved.txt")
    apart.home = tmp_path / "moved"
    apart.install()
    assert len(apart.installed) == 3


TWO_AT_ONCE = """
import sys, time
from pathlib import Path
from scripts import setup
home = Path(sys.argv[1])
def install():
    (home / "packages").mkdir(exist_ok=True)
    with (home / "log").open("a") as log:
        log.write("begin\\n")
    time.sleep(0.5)
    with (home / "log").open("a") as log:
        log.write("end\\n")
setup.STATE = home / "state"
setup.ENVIRONMENTS = (setup.Environment("x", home / "packages", (), install),)
sys.exit(setup.main([]))
"""


def test_concurrent_runs_install_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", TWO_AT_ONCE, str(tmp_path)]
    both = [subprocess.Popen(command, cwd=setup.ROOT, stdout=subprocess.PIPE) for _ in range(2)]
    for process in both:
        process.communicate(timeout=30)
    assert [process.returncode for process in both] == [0, 0]
    assert (tmp_path / "log").read_text().splitlines() == ["begin", "end"]
