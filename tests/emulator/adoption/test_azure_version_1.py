"""A deployment of version 1.7.1 of the Azure module is taken over: nothing destroyed or replaced, data kept."""

from pathlib import Path

from tests.emulator.adoption.without_loss import take_over_without_loss

# From the single container in one step; the operator's components need more nodes.
TO_THE_OPERATOR = {
    'wandb_runtime = "container"': 'wandb_runtime = "operator"',
    "kubernetes_max_node_per_az = 1": "kubernetes_max_node_per_az = 3",
}


def test_a_deployment_is_taken_over_without_a_loss(tmp_path: Path, azure_providers: None) -> None:
    take_over_without_loss("azure-v1.7.1", tmp_path / "all", move=TO_THE_OPERATOR)
