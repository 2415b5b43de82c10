"""A deployment of the newest version of the Azure module is taken over: nothing destroyed or replaced, data kept."""

from pathlib import Path

from tests.emulator.adoption.without_loss import take_over_without_loss


def test_a_deployment_is_taken_over_without_a_loss(tmp_path: Path, azure_providers: None) -> None:
    take_over_without_loss("azure-head", tmp_path / "all")
