"""Weave's deployment is replaced before Terraform waits for the deletion of its claim."""

import pytest
from cdktf import TerraformStack

from constructs_lib.kubernetes.cache_volume import StorageOptions
from constructs_lib.kubernetes.server import WeaveOptions
from tests.unit.kubernetes.server_case import server
from tests.unit.synth import only, resources

MARK = "server_weave_volume"
CLAIM = "${kubernetes_persistent_volume_claim_v1.server_weave_claim.id}"


@pytest.mark.parametrize("storage", [None, StorageOptions("70Gi", "fast")])
def test_only_weaves_deployment_is_replaced_with_its_volume(
    stack: TerraformStack, storage: StorageOptions | None
) -> None:
    server(stack, weave=WeaveOptions(storage=storage))

    assert set(resources(stack, "terraform_data")) == {MARK}
    found = resources(stack, "kubernetes_deployment_v1")
    triggers = {address: each["lifecycle"].get("replace_triggered_by") for address, each in found.items()}
    assert {address: by for address, by in triggers.items() if by} == {
        "server_weave_workload_deployment": [f"terraform_data.{MARK}"]
    }


@pytest.mark.parametrize(
    ("storage", "mark"),
    [
        (None, "none"),
        # Neither size nor class: the provider grows a claim in place, compares quantities and not their text, and makes
        # the id unknown where it replaces the claim.
        (StorageOptions("70Gi", "fast"), CLAIM),
        (StorageOptions("70Gi", "fast", "csi.example.com", {"type": "io2"}), CLAIM),
    ],
)
def test_volume_changes_when_the_provider_replaces_the_claim(
    stack: TerraformStack, storage: StorageOptions | None, mark: str
) -> None:
    server(stack, weave=WeaveOptions(storage=storage))
    assert only(stack, "terraform_data")["input"] == mark


def test_claim_is_replaced_with_the_class_that_is_made_for_it(stack: TerraformStack) -> None:
    storage = StorageOptions("70Gi", "fast", "csi.example.com", {"type": "io2"})
    server(stack, weave=WeaveOptions(storage=storage))

    # The name is the same after a replacement for another type, and the bound volume would keep the old type.
    claim = only(stack, "kubernetes_persistent_volume_claim_v1")["spec"]
    assert claim["storage_class_name"] == "${kubernetes_storage_class_v1.server_weave_storage_class.id}"


def test_claim_names_a_class_that_exists(stack: TerraformStack) -> None:
    server(stack, weave=WeaveOptions(storage=StorageOptions("70Gi", "fast")))

    assert only(stack, "kubernetes_persistent_volume_claim_v1")["spec"]["storage_class_name"] == "fast"
