"""The pytest plugin: fixtures for synthesized stacks, and a snapshot without versions and metadata.

pytest loads it by itself when the library is installed. It imports neither CDKTF nor syrupy until a fixture is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from constructs_lib.deployments import SettingsError, load_deployments

if TYPE_CHECKING:
    from cdktf import App

    from constructs_lib.stacks import SynthesizedStack
    from constructs_lib.stacks.program import AddStacks

OPTION = "wandb_deployments"
Stacks = Mapping[str, "SynthesizedStack"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Registers the setting that names the deployment files."""
    text = "deployment files and folders for the fixtures of wandb-server-cdktf, relative to this file"
    parser.addini(OPTION, text, type="paths", default=[])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs a test with the fixture `deployment_stack` once per stack."""
    if "deployment_stack" not in metafunc.fixturenames:
        return
    try:
        deployments = load_deployments(_paths(metafunc.config))
    except SettingsError as error:
        raise pytest.Collector.CollectError(str(error)) from error
    names = [name for deployment in deployments for name in deployment.stack_names]
    metafunc.parametrize("deployment_stack", names, indirect=True)


@pytest.fixture(scope="session")
def add_stacks() -> AddStacks | None:
    """Adds the stacks of a deployment to the app. Override it with your own function if your app adds resources."""
    return None


@pytest.fixture(scope="session")
def synthesize_files(add_stacks: AddStacks | None, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Stacks]:
    """A function that synthesizes deployment files: stack name to `SynthesizedStack`."""
    from constructs_lib.stacks import synthesize

    def synthesized(*paths: str | Path) -> Stacks:
        return synthesize(paths, output=tmp_path_factory.mktemp("cdktf.out"), add=add_stacks)

    return synthesized


@pytest.fixture(scope="session")
def synthesize_app(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Callable[[App], Any]], Stacks]:
    """A function that synthesizes an app: it gets a function that adds stacks to an `App`."""
    from cdktf import App

    from constructs_lib.stacks import read_stacks

    def synthesized(add: Callable[[App], Any]) -> Stacks:
        app = App(outdir=str(tmp_path_factory.mktemp("cdktf.out")))
        add(app)
        app.synth()
        return read_stacks(Path(app.outdir))

    return synthesized


@pytest.fixture(scope="session")
def deployment_stacks(pytestconfig: pytest.Config, synthesize_files: Callable[..., Stacks]) -> Stacks:
    """All stacks of the deployment files, synthesized once: stack name to `SynthesizedStack`."""
    return synthesize_files(*_paths(pytestconfig))


@pytest.fixture
def deployment_stack(request: pytest.FixtureRequest, deployment_stacks: Stacks) -> SynthesizedStack:
    """One stack of the deployment files; the test runs once per stack."""
    return deployment_stacks[request.param]


@pytest.fixture
def stack_snapshot(request: pytest.FixtureRequest) -> Any:
    """A snapshot to compare a stack with, one JSON file per test; `pytest --snapshot-update` writes it."""
    try:
        from constructs_lib.testing.snapshots import StackSnapshotExtension
    except ModuleNotFoundError as error:
        raise pytest.UsageError(
            "stack_snapshot needs syrupy; run: pip install 'wandb-server-cdktf[testing]'"
        ) from error
    return request.getfixturevalue("snapshot").use_extension(StackSnapshotExtension)


def _paths(config: pytest.Config) -> Sequence[Path]:
    """The deployment files that the configuration names, or else `deployments` beside it."""
    paths: list[Path] = config.getini(OPTION)
    return paths or [config.rootpath / "deployments"]
