"""Shared by all tiers: the order of test files, and fixtures that skip when a tool is missing."""

import gc
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest

import constructs_lib  # noqa: F401 # before any test imports bindings: they then load on demand, without a warning
from scripts.setup import CDK_TERRAIN
from tests.shared import shared_folder
from tests.terraform_runner import PROVIDERS, missing_tool, why_no_provider
from tests.wheel import RanExample, built_wheel, environment_with, run_example

# Imported modules and collected tests stay until the end. Every worker collects all tests, and a fifth of that time was
# the search for garbage; `pytest_collection_finish` switches the collector on again.
gc.disable()

# Files that mostly wait for Terraform, the longest first. On Azure the provider itself waits for minutes.
_WAITING = Path(__file__).parent / "emulator"
_LONGEST = (
    *("test_scenarios.py", "test_cdktf.py"),
    *("adoption/test_azure_version_1.py", "adoption/test_azure_head.py"),
    *("adoption/test_version_2.py", "adoption/test_version_2_defaults.py", "adoption/test_version_3_and_newer.py"),
    *("azure/test_options.py", "azure/test_failures.py", "azure/test_access.py", "test_protection.py"),
    *("test_operator.py", "aws/test_interrupted.py", "aws/test_secrets.py"),
    *("aws/test_final_snapshots.py", "aws/test_options.py", "aws/test_forgotten.py", "aws/test_faulty_endpoint.py"),
)
# One waiting file after this many others, so that some workers compute while others wait.
_EVERY = 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spreads the test files that wait for Terraform among the files that compute, so that all workers are busy."""
    files = [list(tests) for _, tests in groupby(items, key=lambda item: item.path)]
    waiting = sorted((tests for tests in files if _waits(tests[0])), key=_length)
    computing = [tests for tests in files if not _waits(tests[0])]
    ordered = []
    for number, tests in enumerate(computing):
        if waiting and number % _EVERY == 0:
            ordered.append(waiting.pop(0))
        ordered.append(tests)
    items[:] = [test for tests in [*ordered, *waiting] for test in tests]


def pytest_collection_finish() -> None:
    """Lets the garbage collector look only at what tests create."""
    gc.freeze()
    gc.enable()


def _waits(test: pytest.Item) -> bool:
    return _WAITING in test.path.parents


def _length(tests: list[pytest.Item]) -> int:
    name = tests[0].path.relative_to(_WAITING).as_posix()
    return _LONGEST.index(name) if name in _LONGEST else len(_LONGEST)


@pytest.fixture(params=CDK_TERRAIN)
def cdk_terrain_python(request: pytest.FixtureRequest) -> Path:
    """The interpreter with each version of CDK Terrain; skips, with the reason, when it is not installed."""
    python = CDK_TERRAIN[request.param] / "bin" / "python"
    if not python.exists():
        pytest.skip(f"no CDK Terrain in .setup/{request.param}; run: sh scripts/setup.sh {request.param}")
    return python


@pytest.fixture(scope="session")
def terraform_and_provider(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skips, with the reason, when Terraform or the AWS provider is not available."""
    _skip_without("aws", tmp_path_factory)


@pytest.fixture(scope="session")
def azure_providers(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skips, with the reason, when Terraform or a provider of Azure stacks is not available."""
    _skip_without("azure", tmp_path_factory)


def _skip_without(cloud: str, folders: pytest.TempPathFactory) -> None:
    reason = missing_tool("terraform") or why_no_provider(folders.mktemp("provider"), *PROVIDERS[cloud])
    if reason:
        pytest.skip(reason)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the library; all workers share it."""
    with shared_folder(tmp_path_factory, "wheel") as folder:
        return built_wheel(folder)


@pytest.fixture(scope="session")
def wheel_python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with the wheel; all workers share it."""
    with shared_folder(tmp_path_factory, "environment") as folder:
        return environment_with(wheel, folder)


@pytest.fixture(scope="session")
def example(wheel_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], RanExample]:
    """A function that runs an example with the wheel; each example runs once, for all workers."""

    def ran(name: str) -> RanExample:
        with shared_folder(tmp_path_factory, f"example-{name}") as folder:
            return run_example(name, wheel_python, folder)

    return ran
