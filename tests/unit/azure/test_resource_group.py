from cdktf import TerraformStack

from constructs_lib.azure.resource_group import ResourceGroup
from tests.unit.synth import only, shown, variable


def test_group_has_a_region_and_tags(stack: TerraformStack) -> None:
    ResourceGroup(stack, "resources", name="wandb", location="norwayeast", tags={"team": "ml"})

    assert only(stack, "azurerm_resource_group") == {"name": "wandb", "location": "norwayeast", "tags": {"team": "ml"}}


def test_what_is_placed_in_the_group_waits_for_it(stack: TerraformStack) -> None:
    group = ResourceGroup(stack, "resources", name="wandb", location="norwayeast", tags={"team": "ml"})

    assert shown(
        stack,
        group=group.resource_scope.resource_group_name,
        region=group.resource_scope.location,
        tags=dict(group.resource_scope.tags),
        id=group.resource_group_id,
    ) == {
        "group": "${basename(azurerm_resource_group.resources_group.id)}",
        "region": "norwayeast",
        "tags": {"team": "ml"},
        "id": "${azurerm_resource_group.resources_group.id}",
    }


def test_tags_may_be_left_out(stack: TerraformStack) -> None:
    group = ResourceGroup(stack, "resources", name="wandb", location="norwayeast")

    assert group.resource_scope.tags == {}
    assert not only(stack, "azurerm_resource_group").get("tags")


def test_references_reach_the_group(stack: TerraformStack) -> None:
    ResourceGroup(stack, "resources", name=variable(stack, "name"), location=variable(stack, "region"))

    group = only(stack, "azurerm_resource_group")
    assert (group["name"], group["location"]) == ("${var.name}", "${var.region}")
