"""Every stack of every scenario, synthesized, and Terraform."""

from collections.abc import Mapping

import pytest

from tests.deployments import ALL_FILES, Configuration, read
from tests.shared import synthesized_once
from tests.terraform_runner import missing_tool


@pytest.fixture(scope="session")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Configuration]:
    """Stack name to configuration."""
    reason = missing_tool("terraform")
    if reason:
        pytest.skip(reason)
    return read(synthesized_once(tmp_path_factory, "scenarios", lambda _: ALL_FILES))
