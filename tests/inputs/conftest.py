"""Fixtures for the comparison of changed inputs."""

import pytest

from tests.inputs.changes import Comparison


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    """The starts that were synthesized so far."""
    return Comparison()
