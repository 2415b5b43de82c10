"""All scenarios, synthesized once for every test of this tier."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.deployments import ALL_FILES, Configuration, load, read, synthesize


@pytest.fixture(scope="session")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all scenarios are synthesized into."""
    folder = tmp_path_factory.mktemp("scenarios") / "cdktf.out"
    synthesize(load(*ALL_FILES), folder)
    return folder


@pytest.fixture(scope="session")
def configurations(output: Path) -> Mapping[str, Configuration]:
    """Stack name to configuration."""
    return read(output)
