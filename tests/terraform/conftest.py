"""Every stack of every scenario, synthesized once for this tier, and Terraform."""

from collections.abc import Mapping

import pytest

from tests.deployments import ALL_FILES, Configuration, load, synthesize
from tests.terraform_runner import missing_tool


@pytest.fixture(scope="session")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Configuration]:
    """Stack name to configuration."""
    reason = missing_tool("terraform")
    if reason:
        pytest.skip(reason)
    return synthesize(load(*ALL_FILES), tmp_path_factory.mktemp("scenarios") / "cdktf.out")
