"""Weave's deployment lets go of its claim before Terraform waits for the claim to go."""

import pytest
from cdktf import TerraformStack

from constructs_lib.kubernetes.cache_volume import StorageOptions
from constructs_lib.kubernetes.server import WeaveOptions
from tests.unit.kubernetes.server_case import server
from tests.unit.synth import resources

MARK = "server_weave_volume"


def mark_of(stack: TerraformStack) -> object:
    [(address, mark)] = resources(stack, "terraform_data").items()
    assert address == MARK
    return mark["input"]


@pytest.mark.parametrize("storage", [None, StorageOptions("70Gi", "fast")])
def test_the_deployment_of_weave_alone_is_made_anew_with_its_volume(
    stack: TerraformStack, storage: StorageOptions | None
) -> None:
    server(stack, weave=WeaveOptions(storage=storage))

    mark_of(stack)
    found = resources(stack, "kubernetes_deployment_v1")
    triggers = {address: each["lifecycle"].get("replace_triggered_by") for address, each in found.items()}
    assert {address: by for address, by in triggers.items() if by} == {
        "server_weave_workload_deployment": [f"terraform_data.{MARK}"]
    }


@pytest.mark.parametrize(
    ("storage", "mark"),
    [
        (None, "none"),
        (StorageOptions("70Gi", "fast"), "70Gi fast"),
        (StorageOptions("60Gi", "fast"), "60Gi fast"),
        (StorageOptions("70Gi", "slow"), "70Gi slow"),
        # The class is not the volume: what exists keeps the one it was made with.
        (StorageOptions("70Gi", "fast", "csi.example.com", {"type": "io2"}), "70Gi fast"),
    ],
)
def test_the_volume_is_another_with_another_size_or_class_and_without_any(
    stack: TerraformStack, storage: StorageOptions | None, mark: str
) -> None:
    server(stack, weave=WeaveOptions(storage=storage))
    assert mark_of(stack) == mark
