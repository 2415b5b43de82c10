from cdktf import TerraformResourceLifecycle, TerraformStack
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
from cdktf_cdktf_provider_azurerm.subnet import Subnet

from constructs_lib.azure.ignored_tags import ignore_tags
from tests.unit.synth import only, resources


def group(stack: TerraformStack, id_: str, ignored: list[str] | str | None = None) -> ResourceGroup:
    lifecycle = TerraformResourceLifecycle(ignore_changes=ignored, create_before_destroy=True) if ignored else None
    return ResourceGroup(stack, id_, name=id_, location="norwayeast", lifecycle=lifecycle)


def test_tags_are_ignored_on_resources_made_before_and_after(stack: TerraformStack) -> None:
    group(stack, "before")
    ignore_tags(stack, ["CostCenter", "Kostenträger"])
    group(stack, "after")

    expected = {"ignore_changes": ['tags["CostCenter"]', 'tags["Kostenträger"]']}
    groups = resources(stack, "azurerm_resource_group")
    assert {id_: each["lifecycle"] for id_, each in groups.items()} == {"before": expected, "after": expected}


def test_other_lifecycle_arguments_stay(stack: TerraformStack) -> None:
    group(stack, "location", ["location"])
    group(stack, "all", "all")
    ignore_tags(stack, ["CostCenter"])

    groups = resources(stack, "azurerm_resource_group")
    assert groups["location"]["lifecycle"] == {
        "create_before_destroy": True,
        "ignore_changes": ["location", 'tags["CostCenter"]'],
    }
    assert groups["all"]["lifecycle"] == {"create_before_destroy": True, "ignore_changes": "all"}


def test_resources_without_tags_are_left_as_they_are(stack: TerraformStack) -> None:
    Subnet(
        stack,
        "subnet",
        name="public",
        resource_group_name="wandb",
        virtual_network_name="wandb-vpc",
        address_prefixes=["10.10.0.0/24"],
    )
    ignore_tags(stack, ["CostCenter"])

    assert "lifecycle" not in only(stack, "azurerm_subnet")
