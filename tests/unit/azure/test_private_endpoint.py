from typing import Any

from cdktf import TerraformStack

from constructs_lib.azure.private_endpoint import PrivateEndpoint
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.synth import only, shown, variable

ARGUMENTS: dict[str, Any] = {
    "name": "wandb-blob",
    "subnet_id": "subnet-1",
    "network_id": "network-1",
    "resource_id": "account-1",
    "subresource_names": ["blob"],
    "dns_zone_name": "privatelink.blob.core.windows.net",
}
ZONE = "azurerm_private_dns_zone.storage_dns_zone"


def test_endpoint_leads_to_one_part_of_the_resource(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    PrivateEndpoint(stack, "storage", **ARGUMENTS, resource_scope=resource_scope)

    assert only(stack, "azurerm_private_endpoint") == {
        "name": "wandb-blob",
        "resource_group_name": "wandb-group",
        "location": "norwayeast",
        "subnet_id": "subnet-1",
        "private_service_connection": {
            "name": "wandb-blob",
            "private_connection_resource_id": "account-1",
            "subresource_names": ["blob"],
            "is_manual_connection": False,
        },
        "private_dns_zone_group": {"name": "default", "private_dns_zone_ids": [f"${{{ZONE}.id}}"]},
        "tags": {"team": "ml"},
    }


def test_usual_host_name_resolves_to_it_inside_the_network(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    PrivateEndpoint(stack, "storage", **ARGUMENTS, resource_scope=resource_scope)

    assert only(stack, "azurerm_private_dns_zone") == {
        "name": "privatelink.blob.core.windows.net",
        "resource_group_name": "wandb-group",
        "tags": {"team": "ml"},
    }
    assert only(stack, "azurerm_private_dns_zone_virtual_network_link") == {
        "name": "wandb-blob",
        "resource_group_name": "wandb-group",
        "private_dns_zone_name": f"${{basename({ZONE}.id)}}",
        "virtual_network_id": "network-1",
        "tags": {"team": "ml"},
    }


def test_address_is_an_attribute(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    endpoint = PrivateEndpoint(stack, "storage", **ARGUMENTS, resource_scope=resource_scope)

    address = "azurerm_private_endpoint.storage_endpoint"
    assert shown(stack, id=endpoint.endpoint_id, ip=endpoint.private_ip_address) == {
        "id": f"${{{address}.id}}",
        "ip": f"${{{address}.private_service_connection[0].private_ip_address}}",
    }


def test_references_reach_the_endpoint(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    values = {name: variable(stack, name) for name in ("name", "subnet_id", "network_id", "resource_id")}
    PrivateEndpoint(stack, "storage", **ARGUMENTS | values, resource_scope=resource_scope)

    endpoint = only(stack, "azurerm_private_endpoint")
    assert endpoint["subnet_id"] == "${var.subnet_id}"
    assert endpoint["private_service_connection"]["private_connection_resource_id"] == "${var.resource_id}"
    link = only(stack, "azurerm_private_dns_zone_virtual_network_link")
    assert (link["name"], link["virtual_network_id"]) == ("${var.name}", "${var.network_id}")
