"""What a change does to the deployment: run `pytest --snapshot-update`, and read the diff of the snapshots."""

from typing import Any

from constructs_lib.stacks import SynthesizedStack


def test_stack_is_unchanged(deployment_stack: SynthesizedStack, stack_snapshot: Any) -> None:
    assert deployment_stack == stack_snapshot


def test_database_is_protected(deployment_stacks: dict[str, SynthesizedStack]) -> None:
    [cluster] = deployment_stacks["aws-wandb"].resources("aws_rds_cluster").values()
    assert cluster["deletion_protection"] is True
    assert cluster["storage_encrypted"] is True


def test_license_is_not_in_the_configuration(deployment_stack: SynthesizedStack) -> None:
    assert "TF_VAR_license" not in deployment_stack.text
