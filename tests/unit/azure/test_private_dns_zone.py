from typing import Any

from cdktf import TerraformStack

from constructs_lib.azure.private_dns_zone import PrivateDnsZone
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.synth import only, shown, variable


def test_zone_is_resolved_in_the_given_network(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    PrivateDnsZone(
        stack,
        "names",
        name="wandb.internal",
        link_name="wandb-link",
        resource_scope=resource_scope,
        network_id="network-1",
    )

    assert only(stack, "azurerm_private_dns_zone") == {
        "name": "wandb.internal",
        "resource_group_name": "wandb-group",
        "tags": {"team": "ml"},
    }
    assert only(stack, "azurerm_private_dns_zone_virtual_network_link") == {
        "name": "wandb-link",
        "resource_group_name": "wandb-group",
        "private_dns_zone_name": "${basename(azurerm_private_dns_zone.names_zone.id)}",
        "virtual_network_id": "network-1",
        "tags": {"team": "ml"},
    }


def test_zone_and_link_are_attributes(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    zone = PrivateDnsZone(
        stack,
        "names",
        name=variable(stack, "zone"),
        link_name=variable(stack, "link"),
        resource_scope=resource_scope,
        network_id=variable(stack, "network"),
    )

    link: Any = zone.link
    assert shown(stack, id=zone.zone_id, name=zone.zone_name, link=link.id) == {
        "id": "${azurerm_private_dns_zone.names_zone.id}",
        "name": "${basename(azurerm_private_dns_zone.names_zone.id)}",
        "link": "${azurerm_private_dns_zone_virtual_network_link.names_link.id}",
    }
    assert only(stack, "azurerm_private_dns_zone")["name"] == "${var.zone}"
    link = only(stack, "azurerm_private_dns_zone_virtual_network_link")
    assert (link["name"], link["virtual_network_id"]) == ("${var.link}", "${var.network}")
