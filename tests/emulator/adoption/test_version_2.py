"""Deployments of version 2 with values of their own are taken over: nothing destroyed or replaced, data kept."""

from pathlib import Path

import pytest

from tests.emulator.adoption.taken_over import VERSION_2
from tests.emulator.adoption.without_loss import take_over_without_loss


@pytest.mark.parametrize("name", [name for name in VERSION_2 if not name.endswith("-defaults")])
def test_a_deployment_is_taken_over_without_a_loss(name: str, tmp_path: Path, terraform_and_provider: None) -> None:
    take_over_without_loss(name, tmp_path / "all", move={} if name == "v2.8.0-recommended" else None)
