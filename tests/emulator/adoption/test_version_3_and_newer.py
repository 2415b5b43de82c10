"""Deployments of version 3 and newer, whose load balancers are made in the cluster, are taken over in the same way."""

from pathlib import Path

import pytest

from tests.emulator.adoption.operator_move import move_operator
from tests.emulator.adoption.taken_over import VERSION_2
from tests.emulator.adoption.without_loss import take_over_without_loss
from tests.official_states import RECORDED

TO_THE_NEW_OPERATOR = {'wandb_runtime = "container"': 'wandb_runtime = "operator"'}


@pytest.mark.parametrize("name", [name for name in RECORDED if name not in VERSION_2])
def test_a_deployment_is_taken_over_without_a_loss(name: str, tmp_path: Path, terraform_and_provider: None) -> None:
    move = TO_THE_NEW_OPERATOR if name == "v8.0.0-defaults" else None
    take_over_without_loss(name, tmp_path / "all", move=move, mover=move_operator)
